"""HR checks what a person sent: confirms it as a version, or returns it with reasons.

Source: Quy chế Đ.7.1a, 7.2a.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.entry import clean
from province_app.record.schema import fields
from province_app.services import field_checks
from province_app.services.drafts import Judged, judge
from province_app.services.errors import (
    InvalidEntry,
    Missing,
    UnknownField,
    refuse_state,
    require,
)
from province_app.services.field_checks import Ticks
from province_app.services.proof import Proof, missing_unit_proof, proofs_of
from province_app.services.quality import faults_before_confirming
from province_app.services.rule_verdicts import remember_confirmed
from province_app.stores import audit, drafts, identities, moves, records, units
from province_app.stores.levels import restricted_by_id
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.checking import DraftState, checkers_of, may_check
from tiers.levels import staff_for
from tiers.units import Officer, UnitStaff

REASONS = {
    "wrong": "Không đúng với hồ sơ gốc",
    "incomplete": "Chưa đủ thông tin",
    "no_evidence": "Thiếu tài liệu kèm theo",
    "unclear": "Tài liệu không rõ",
    "other": "Lý do khác",
}


def confirm_drafts(
    session: Session,
    officer: Officer,
    draft_ids: Collection[UUID],
    at: datetime,
    revisions: Mapping[UUID, int] | None = None,
    ticks: Ticks | None = None,
) -> int:
    """Confirm the drafts as the next versions of their records, ready to be signed.

    All or none; the number confirmed. `revisions`: the drafts' revisions as they were shown.
    `ticks`: which fields of the one draft were confirmed one by one.
    InvalidEntry names the fields that a quality rule of severity E finds wrong.
    Missing when a draft lies outside the officer's units, Refused when one may not be confirmed by
    this officer now, or `changed_since_shown`. Source: Quy chế Đ.7.1a, 7.2a.
    """
    with transaction(session):
        locked = _lock(session, officer, draft_ids, at, revisions)
        duplicates = numbers_taken(session, [draft for draft, _ in locked], to_keep=True)
        proofs = proofs_of(session, [draft for draft, _ in locked])
        judged = [_judged(draft, at, duplicates, proofs[draft.id]) for draft, _ in locked]
        for draft, _ in locked:
            if ticks is not None:
                field_checks.keep(session, draft, ticks, UUID(officer.person_id), at)
            draft.evidence = dict(proofs[draft.id].files) or None
        confirmed = []
        for (draft, staff), found in zip(locked, judged, strict=True):
            acting_as = checkers_of(staff, str(draft.person_id), str(draft.typed_by)).acting_as
            confirmed.append(
                records.Confirmed(
                    record_id=draft.person_id,
                    content=found.content,
                    change="new",
                    unit_id=draft.unit_id,
                    draft_id=draft.id,
                    confirmed_by=UUID(officer.person_id),
                    confirmed_as=str(acting_as),
                )
            )
        drafts.settle(
            session,
            [draft for draft, _ in locked],
            state=DraftState.CONFIRMED,
            checked_by=UUID(officer.person_id),
            checked_at=at,
        )
        numbers = records.add_versions(session, confirmed, at)
        hits = {one[0].person_id: found.hits for one, found in zip(locked, judged, strict=True)}
        remember_confirmed(session, numbers, hits, at)
        _audit(session, "draft.confirmed", officer, locked, at)
    return len(confirmed)


def return_draft(
    session: Session,
    officer: Officer,
    draft_id: UUID,
    returns: Sequence[Mapping[str, str]],
    at: datetime,
    revision: int | None = None,
    ticks: Ticks | None = None,
) -> Draft:
    """Send the draft back with a reason for each field named (Yêu cầu bổ sung).

    `ticks`: which fields were confirmed; those sent back are not. When the draft comes again, only
    what is not confirmed, or changed since, needs another look.

    `returns`: `{path, reason, text}`, reason a key of REASONS, text needed for `other`.
    `revision`: the draft's as it was shown; Refused `changed_since_shown` when it is another now.
    Refused `reason_missing`, naming the fields without a usable reason. Source: Quy chế Đ.7.1a.
    """
    for one in returns:
        if one["path"] not in fields():
            raise UnknownField(one["path"])
    unclear = [one["path"] for one in returns if not _says_why(one["reason"], one["text"])]
    if unclear or not returns:
        raise refuse_state("reason_missing", "Đ.7.1a", ", ".join(unclear))
    with transaction(session):
        shown = None if revision is None else {draft_id: revision}
        ((draft, staff),) = _lock(session, officer, [draft_id], at, shown)
        wrong = {one["path"] for one in returns}
        right = set(ticks.right if ticks else ()) - wrong
        back = {*(ticks.taken_back if ticks else ()), *wrong}
        field_checks.keep(session, draft, Ticks(right, back), UUID(officer.person_id), at)
        draft.state = DraftState.RETURNED
        draft.returned_at = at
        draft.returns = [{**one, "text": clean(one["text"])} for one in returns]
        draft.checked_by = UUID(officer.person_id)
        draft.checked_at = at
        draft.revision += 1
        _audit(session, "draft.returned", officer, [(draft, staff)], at)
    return draft


def check_fields(
    session: Session, officer: Officer, draft_id: UUID, ticks: Ticks, at: datetime, revision: int
) -> Draft:
    """Keep which fields of the draft the officer found right (Xác nhận), one by one.

    The record waits on: it is confirmed as a whole by `confirm_drafts`. UnknownField for a path
    that the form does not have; the rest as `confirm_drafts`. Source: Quy chế Đ.7.1a, 7.2a.
    """
    for path in (*ticks.right, *ticks.taken_back):
        if path not in fields():
            raise UnknownField(path)
    with transaction(session):
        ((draft, _),) = _lock(session, officer, [draft_id], at, {draft_id: revision})
        actor = UUID(officer.person_id)
        right, back = field_checks.keep(session, draft, ticks, actor, at)
        if right or back:
            audit.add(
                session, "draft.fields_checked", actor, [draft.id], at, draft.unit_id,
                confirmed=right, taken_back=back, revision=draft.revision,
            )  # fmt: skip
    return draft


def numbers_taken(session: Session, waiting: Sequence[Draft], to_keep: bool) -> frozenset[str]:
    """Return the drafts' identity numbers that another record, or another of these drafts, has.

    `to_keep`: nobody else may confirm these numbers until the transaction ends. Rule ID-6.
    """
    numbers = {
        draft.person_id: number
        for draft in waiting
        if (number := draft.typed.get("identity.personal_id"))
    }
    if to_keep:
        identities.lock(session, set(numbers.values()))  # two units may confirm one at once
    taken = identities.taken(session, numbers)
    times = Counter(numbers.values())
    return frozenset(one for who, one in numbers.items() if who in taken or times[one] > 1)


def _judged(draft: Draft, at: datetime, duplicates: frozenset[str], proof: Proof) -> Judged:
    judged = judge(
        draft.typed,
        at,
        faults_before_confirming,
        duplicates=duplicates,
        evidence=proof.sections,
        changed=proof.changed,
    )
    faults = judged.faults + missing_unit_proof(draft, proof.changed)
    if faults:
        raise InvalidEntry(faults, draft.person_id)
    return judged


def _says_why(reason: str, text: str) -> bool:
    return reason in REASONS and (reason != "other" or bool(clean(text)))


def _lock(
    session: Session,
    officer: Officer,
    draft_ids: Collection[UUID],
    at: datetime,
    revisions: Mapping[UUID, int] | None,
) -> list[tuple[Draft, UnitStaff]]:
    """Lock the drafts and ask the rule for each; the units in question are the officer's own."""
    mine = {post.unit_id for post in officer.posts}
    found = drafts.lock(session, draft_ids, mine, officer.hidden)
    if len(found) != len(set(draft_ids)):
        raise Missing
    day = local_day(at)
    of_unit = {
        unit_id: units.staff_of(session, unit_id, day) for unit_id in {d.unit_id for d in found}
    }
    away = moves.not_here(session, [(d.person_id, d.unit_id) for d in found], day)
    restricted = restricted_by_id(session, day)
    staff = {d.id: staff_for(of_unit[d.unit_id], restricted.get(str(d.person_id))) for d in found}
    for draft in found:
        decision = may_check(
            DraftState(draft.state),
            officer,
            str(draft.person_id),
            str(draft.typed_by),
            staff[draft.id],
        )
        require(decision)
        if draft.person_id in away:  # has left, or has not arrived yet
            raise refuse_state("not_on_roster", "Đ.10", str(draft.person_id))
        if revisions is not None and revisions.get(draft.id) != draft.revision:
            raise refuse_state("changed_since_shown", "Đ.7.1a", str(draft.person_id))
    return [(draft, staff[draft.id]) for draft in found]


def _audit(
    session: Session,
    event: str,
    officer: Officer,
    locked: Sequence[tuple[Draft, UnitStaff]],
    at: datetime,
) -> None:
    for unit_id in {draft.unit_id for draft, _ in locked}:
        ids = [draft.id for draft, _ in locked if draft.unit_id == unit_id]
        audit.add(session, event, UUID(officer.person_id), ids, at, unit_id)
