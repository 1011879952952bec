"""What a restored database must be told before it goes live: it is older than what others know.

Nothing that was given away before is given again: no id, no position of the log, no version that
is known. Source: Quy chế Đ.9.3; docs/adr/0033-backup-and-restore.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.audit.notes import Head, Restored
from province_app.backup.manifest import Manifest
from province_app.models.restorations import Restoration
from province_app.services import audit_sealing
from province_app.services.restore_approval import Approval
from province_app.stores import audit, audit_seals, restorations
from province_app.stores.transaction import transaction

# Ids that may have been given since the set was made: so many, and ten for each lost event.
GAP, GAP_AN_EVENT = 1_000_000, 10
ROWS = 5_000  # events a transaction


@dataclass(frozen=True)
class Known:
    """What is known outside of the restored database: of the lost one, and in other houses."""

    heads: Sequence[Head]
    versions: Mapping[UUID, int]  # highest version by record, where the live database was read
    numbers: Mapping[str, int]  # last number by sequence, likewise


def go_on_above(owner: Session, session: Session, manifest: Manifest, known: Known) -> int:
    """Let ids, runs and versions of the restored database go on above what was given away.

    Returns how many events the outside places knew of. `owner`: a session as the tables' owner.
    """
    sizes = [one.size for one in known.heads if one.log_id == manifest.log_id]
    log_to = max([manifest.log_size, *sizes])
    gap = GAP + GAP_AN_EVENT * (log_to - manifest.log_size)
    with transaction(owner):
        found = restorations.sequences(owner)
        last = {name: max(at + gap, known.numbers.get(name, 0)) for name, at in found.items()}
        restorations.set_sequences(owner, last)
    with transaction(session):
        restorations.end_what_ran(session)
        here = restorations.highest_versions(session)
        lost = {one: number for one, number in known.versions.items() if number > here.get(one, 0)}
        restorations.raise_floors(session, lost)
    return log_to


def write_down(
    session: Session, manifest: Manifest, digest: bytes, approval: Approval, log_to: int,
    at: datetime, now: datetime,
) -> Restored:  # fmt: skip
    """Say in the log that the database was restored, by whom; return what the outside is told.

    The positions that the lost events had are filled: each of them names itself.
    """
    audit_sealing.seal(session, now)
    lost = range(audit_seals.size(session), log_to)
    for first in range(lost.start, lost.stop, ROWS):
        with transaction(session):
            some = lost[first - lost.start :][:ROWS]
            audit.add(session, "restore.position_lost", None, some, at)
    with transaction(session):
        session.add(
            Restoration(
                id=uuid4(),
                set_digest=digest,
                set_made_at=manifest.made_at,
                restored_at=now,
                asked_by=approval.asked_by,
                approved_by=approval.approved_by,
                basis_number=approval.basis.number,
                basis_date=approval.basis.day,
                log_from=manifest.log_size,
                log_to=log_to,
            )
        )
        by, document = str(approval.approved_by), approval.basis.number
        audit.add(session, "restore.done", approval.asked_by, [digest.hex()], at,
                  approved_by=by, document=document)  # fmt: skip
    audit_sealing.seal(session, now)
    log_id = manifest.log_id or audit_seals.log_id(session) or UUID(int=0)
    moment = now.replace(microsecond=0)
    return Restored(manifest.node, log_id, manifest.log_size, log_to, digest, moment)
