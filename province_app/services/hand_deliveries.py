"""Giao tay: the records of a submission leave in one file; of more than fifty people by two.

A second person of the province confirms that very submission, and then who proposed it takes the
file, once. Each person reads in "Ai đã xem hồ sơ của tôi" that the record went out. Source:
Đ.11; QĐ 893 III.2.d.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.sync import Submission
from province_app.models.two_person import TwoPersonAct
from province_app.services.basis import Basis
from province_app.services.errors import Missing, refuse_state
from province_app.services.two_person import Kind, propose, release_of, released, use
from province_app.stores import audit, two_person
from province_app.stores import runs as run_store
from province_app.stores import submissions as store
from province_app.stores.transaction import transaction
from tiers.stages import Climb
from tiers.two_person import USABLE_FOR, may_export_alone, may_use
from tiers.units import Officer, Role


@dataclass(frozen=True)
class Giving:
    """The submission under way, and what it still needs to be taken; as `exporting.UnitExport`."""

    people: int
    alone: bool
    release: TwoPersonAct | None = None
    waiting: TwoPersonAct | None = None


def giving_desk(session: Session, officer: Officer, climb: Climb, at: datetime) -> Giving | None:
    """Return what could be handed out now; None while no submission is under way."""
    found = _under_way(session, climb)
    if found is None:
        return None
    if may_export_alone(found.count):
        return Giving(found.count, alone=True)
    since = at - HAND_DELIVERY.open_for - USABLE_FOR
    acts = two_person.of_proposer(session, HAND_DELIVERY.name, UUID(officer.person_id), since)
    mine = [act for act in acts if act.payload["submission_id"] == str(found.id)]
    return Giving(
        found.count,
        False,
        next((act for act in mine if may_use(release_of(act, used=False), at)), None),
        next((act for act in mine if act.outcome is None and act.expires_at > at), None),
    )


def propose_giving(
    session: Session, officer: Officer, climb: Climb, basis: Basis, at: datetime
) -> TwoPersonAct:
    """Propose to take out the submission under way; Missing while there is none."""
    with transaction(session):
        found = _under_way(session, climb)
        if found is None:
            raise Missing
        payload = {"submission_id": str(found.id), "people": found.count}
        return propose(session, officer, HAND_DELIVERY, payload, basis, at)


def note_given(
    session: Session, submission: Submission, actor: UUID | None, act_id: UUID | None, at: datetime
) -> None:
    """Write down, in the caller's transaction, that the submission's records go out in a file.

    `actor` None: at the console, where the released act is named too. Refused `giving_needs_two`
    for more than fifty people without an act, `giving_changed` for an act about another
    submission, and as `two_person.released`.
    """
    if act_id is None:
        if not may_export_alone(submission.count):
            raise refuse_state("giving_needs_two", "Đ.11")
    else:
        act = released(session, HAND_DELIVERY, act_id, at, actor)
        if act.payload["submission_id"] != str(submission.id):
            raise refuse_state("giving_changed", "Đ.11")
        use(session, act, actor, at)
    counts = {"count": submission.count, "parts": submission.parts}
    audit.add(session, "submission.given_by_hand", actor, [submission.id], at, **counts)
    records = store.records_of(submission.id)
    audit.add_each(session, "record.exported", actor, records, at, submission=str(submission.id))


def _under_way(session: Session, climb: Climb) -> Submission | None:
    runs = run_store.open_runs(session)
    run = next((one for one in runs if one.stage == climb.pushed), None)
    return store.unfinished(session, run.period) if run else None


def _entitled(officer: Officer) -> bool:
    return Role.PROVINCE in officer.roles(acting=True)


HAND_DELIVERY = Kind("hand_delivery", _entitled, None)
