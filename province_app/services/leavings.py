"""Who has left is so in the record too: a last version, `left`, which travels as any other.

HR filed the leaving by its document; from the day on it stands in the record as HR confirmed it,
and waits for the signature of the unit that was left. Source: Quy chế Đ.7, 8, 10.4; contract,
annex 8.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.moves import Movement
from province_app.models.records import Draft, RecordVersion
from province_app.record.entry import typed_of
from province_app.record.sections.service import Service
from province_app.services.rule_verdicts import judge_again
from province_app.stores import audit, drafts, records, units
from province_app.stores import moves as store
from province_app.stores.records import Confirmed
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.checking import DraftState
from tiers.moves import MoveKind, left_as
from tiers.units import PostKind

PIECE = 200  # people a transaction

Content = dict[str, dict[str, object]]


def work_off(session: Session, at: datetime) -> int:
    """Give each record whose person has left by now its last version; return how many.

    In pieces, each one transaction; done twice, the second finds nothing. Source: Quy chế Đ.10.4.
    """
    total = 0
    while True:
        with transaction(session):
            found = store.leavings_in_force(session, local_day(at), PIECE)
            enter(session, found, at)
        total += len(found)
        if len(found) < PIECE:
            return total


def enter(session: Session, left: Sequence[Movement], at: datetime) -> None:
    """Make the last version of those records; the caller holds the transaction, as the node.

    Everything but how and when the person left stays, with its documents.
    """
    before = records.latest(session, [one.person_id for one in left])
    left = [one for one in left if one.person_id in before]
    if not left:
        return
    contents = records.contents_of(session, list(before.values()))
    kept = drafts.evidence_of(session, [one.draft_id for one in before.values()])
    revisions = drafts.revisions(session, [one.draft_id for one in before.values()])
    posts = _posts(session, left)
    made = []
    for one in left:
        last = before[one.person_id]
        content = _after(contents[one.person_id], one)
        draft = _draft(one, last, content, revisions.get(last.draft_id, 0) + 1, at)
        draft.evidence = kept.get(last.draft_id)
        session.add(draft)
        made.append(_version(one, draft, content, posts[one.id]))
    session.flush()
    numbers = records.add_versions(session, made, at)
    judge_again(session, list(numbers.items()), at)
    for one in left:
        audit.add(
            session,
            "movement.entered",
            one.decided_by,
            [one.person_id],
            at,
            one.from_unit_id,
            movement=str(one.id),
            version=numbers[one.person_id],
        )


def _posts(session: Session, left: Sequence[Movement]) -> dict[UUID, PostKind]:
    """Return by which post of the unit each leaving was filed, by movement."""
    days = {one.id: local_day(one.proposed_at) for one in left}
    staff = {
        (unit_id, day): units.staff_of(session, unit_id, day)
        for unit_id, day in {(one.from_unit_id, days[one.id]) for one in left}
    }
    return {
        one.id: staff[one.from_unit_id, days[one.id]].checks_as(str(one.proposed_by))
        or PostKind.HR  # the post was corrected since
        for one in left
    }


def _after(content: Content, left: Movement) -> Content:
    """Return the record's content with the leaving in it."""
    status = left_as(MoveKind(left.kind))
    service = content.get("service", {"evidence": []}) | {
        "employment_status": status.status,
        "status_since": left.effective_on.isoformat(),
        "movement_reason_code": status.reason_code,
        "movement_date": left.effective_on.isoformat(),
        "movement_decision": left.basis_number,
    }
    Service.model_validate(service)
    return {**content, "service": service}


def _draft(
    left: Movement, last: RecordVersion, content: Content, revision: int, at: datetime
) -> Draft:
    """Return what HR typed by filing the leaving: the record's own text with it."""
    return Draft(
        id=uuid4(),
        person_id=left.person_id,
        unit_id=left.from_unit_id,
        state=DraftState.CONFIRMED,
        typed=typed_of(content),
        revision=revision,
        typed_by=left.proposed_by,
        saved_at=left.proposed_at,
        sent_at=left.proposed_at,
        returns=[],
        checked_by=left.decided_by,
        checked_at=at,
    )


def _version(left: Movement, draft: Draft, content: Content, post: PostKind) -> Confirmed:
    assert left.decided_by is not None  # noqa: S101  who leaves has been let go by somebody
    return Confirmed(
        record_id=left.person_id,
        content=content,
        change="left",
        unit_id=left.from_unit_id,
        draft_id=draft.id,
        confirmed_by=left.decided_by,
        confirmed_as=str(post),
    )
