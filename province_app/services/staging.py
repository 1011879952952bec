"""Signed versions climb inside the province: facility → department → province.

A stage moves pointers (`Holding`) after verifying again what it takes: the manifest's signature,
that the manifest names this very version, and every digest of it. One bad record is withheld with
its reason and never stops the others. A month that is late takes what was signed for it, and ends
as superseded where the next one was faster. Source: Quy chế Đ.8.1, 8.2.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.services.rule_verdicts import judge_again
from province_app.services.verification import Attested, verify_manifests
from province_app.signing.trust import TrustList
from province_app.stores import audit, holdings, rehashing, sync, units
from province_app.stores import runs as run_store
from province_app.stores.owed import RECEIVER
from province_app.stores.sync import Candidate, RunKey, Verdict
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.signing import signers_of
from tiers.stages import SUPERSEDED, Outcome, Stage
from tiers.units import UnitStaff


def run_next_piece(session: Session, run: RunKey, trust: TrustList, at: datetime) -> bool:
    """Judge and move what one more unit owes in this run; False when no piece is free.

    One transaction; done twice, it moves nothing the second time.
    """
    stage = Stage(run.stage)
    with transaction(session):
        piece = run_store.claim_piece(session, run.run_id)
        if piece is None:
            return False
        found = sync.share(session, run, piece.unit_id)
        verdicts = judge(session, found, stage, trust, at)
        taken = {v.record_id for v in verdicts if v.outcome is Outcome.ACCEPTED}
        receiver = _receiver(session, stage, piece.unit_id, at)
        moved = [one for one in found if one.record_id in taken]
        holdings.take(session, RECEIVER[stage], receiver, moved, run.run_id, at)
        judge_again(session, [(one.record_id, one.version) for one in moved if one.version], at)
        sync.settle(session, verdicts, run, at)
        piece.done_at = at
        counts = {"judged": len(verdicts), "taken": len(taken)}
        audit.add(session, "stage.piece_done", None, [run.run_id], at, piece.unit_id, **counts)
    return True


def judge(
    session: Session,
    found: Sequence[Candidate],
    stage: Stage,
    trust: TrustList,
    at: datetime,
    attested: dict[UUID, Attested] | None = None,
) -> list[Verdict]:
    """Return what becomes of each candidate, in their order; nothing is moved yet.

    `attested`: manifests that were read before at the same moment; those read now are added.
    """
    attested = {} if attested is None else attested
    held = [one for one in found if one.version is not None]
    named = {one.manifest_id for one in held if one.manifest_id}
    attested |= verify_manifests(session, named - attested.keys(), trust, at)
    broken = rehashing.broken_digests(
        session, [(one.record_id, one.version) for one in held if one.version is not None]
    )
    blocked = _without_signer(session, [one for one in found if one.version is None], at)
    return [_verdict(one, attested, broken, blocked) for one in found]


def _verdict(
    one: Candidate,
    attested: Mapping[UUID, Attested],
    broken: Mapping[UUID, str],
    blocked: set[UUID],
) -> Verdict:
    if one.superseded:
        return Verdict(one.record_id, Outcome.UNCHANGED, one.version, one.digest, SUPERSEDED)
    if one.version is None or one.digest is None:
        unsigned = "no_signer" if one.record_id in blocked else "not_signed"
        code, path = one.below_code or unsigned, one.below_path
        return Verdict(one.record_id, Outcome.WITHHELD, code=code, path=path)

    def verdict(outcome: Outcome, code: str | None = None, path: str | None = None) -> Verdict:
        return Verdict(one.record_id, outcome, one.version, one.digest, code, path)

    if one.record_id in broken:
        return verdict(Outcome.WITHHELD, "digest_mismatch", broken[one.record_id])
    said = attested.get(one.manifest_id) if one.manifest_id else None
    if said is None:
        return verdict(Outcome.WITHHELD, "signature_invalid")
    if said.code != "ok":
        return verdict(Outcome.WITHHELD, said.code)
    if not said.names(one.record_id, one.version, one.digest):
        return verdict(Outcome.WITHHELD, "digest_mismatch", "/digest")
    if one.receiver_digest == one.digest:
        return verdict(Outcome.UNCHANGED)
    return verdict(Outcome.ACCEPTED)


def _without_signer(session: Session, unsigned: Sequence[Candidate], at: datetime) -> set[UUID]:
    """Return the records whose unit has nobody today who could sign them: a state to be seen."""
    day = local_day(at)
    staff: dict[int, UnitStaff] = {}
    blocked: set[UUID] = set()
    for record_id, unit_id in sync.units_of(session, [one.record_id for one in unsigned], day):
        if unit_id not in staff:
            staff[unit_id] = units.staff_of(session, unit_id, day)
        if not signers_of(staff[unit_id], str(record_id))[1]:
            blocked.add(record_id)
    return blocked


def _receiver(session: Session, stage: Stage, unit_id: int, at: datetime) -> int:
    day = local_day(at)
    if stage is Stage.FACILITY_TO_DEPARTMENT:
        return units.manager_of(session, units.unit_as_of(session, unit_id, day), day).unit_id
    return units.province_unit(session, day).unit_id
