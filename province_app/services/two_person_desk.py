"""What waits for a second person, and the decision on it. Source: Quy chế Đ.5, 7."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.two_person import TwoPersonAct
from province_app.services.errors import Missing, require
from province_app.services.two_person import ToDecide, administered_by, unit_ids_of
from province_app.services.two_person_kinds import KINDS
from province_app.stores import audit, people, two_person, units
from province_app.stores.scope import as_node
from province_app.stores.transaction import transaction
from province_app.stores.two_person import Reach
from tiers.calendar import local_day
from tiers.decision import Decision
from tiers.two_person import Proposal, may_decide
from tiers.units import Officer


@dataclass(frozen=True)
class Waiting:
    """An open proposal, and whether this officer may decide it."""

    act: TwoPersonAct
    decision: Decision


@dataclass(frozen=True)
class TwoPersonDesk:
    """The acts of the kinds to which the officer is entitled; names by id, uses by act."""

    waiting: Sequence[Waiting]
    ended: Sequence[TwoPersonAct]
    names: Mapping[UUID, str]
    units: Mapping[int, str]
    used: Mapping[UUID, datetime]


def two_person_desk(session: Session, officer: Officer, at: datetime) -> TwoPersonDesk:
    """Return what waits, what for this officer among it, and what was decided lately."""
    reach = _reach(officer)
    found = _known(officer, two_person.open_ones(session, reach, at))
    ended = _known(officer, two_person.ended_ones(session, reach, at))
    acts = [*found, *ended]
    who = {
        one
        for act in acts
        for one in (act.proposed_by, act.decided_by, act.subject_id)
        if one is not None
    }
    ids = {unit_id for act in acts for unit_id in unit_ids_of(act)}
    named = units.with_ids(session, ids, local_day(at)) if ids else []
    return TwoPersonDesk(
        [Waiting(act, _decision(officer, act, at)) for act in found],
        ended,
        people.names(session, list(who)) if who else {},
        {one.unit_id: one.name for one in named},
        two_person.uses_of(session, [act.id for act in ended]) if ended else {},
    )


def proposals_for(session: Session, officer: Officer, at: datetime) -> list[ToDecide]:
    """Return what `waiting_for` does, each with its proposer's name."""
    acts = waiting_for(session, officer, at)
    names = people.names(session, [act.proposed_by for act in acts]) if acts else {}
    return [
        ToDecide(act.kind, act.id, names.get(act.proposed_by, ""), act.proposed_at, act.expires_at)
        for act in acts
    ]


def waiting_for(session: Session, officer: Officer, at: datetime) -> list[TwoPersonAct]:
    """Return the acts that wait for this officer's decision, the first to run out first."""
    reach = _reach(officer)
    if not reach.kinds and not reach.of_unit:
        return []
    found = two_person.open_ones(session, reach, at)
    return [act for act in found if _decision(officer, act, at)]


def decide(
    session: Session, officer: Officer, act_id: UUID, confirm: bool, at: datetime
) -> TwoPersonAct:
    """Confirm the act, which does it or lets it be done once, or refuse it; the log names both.

    Missing for kinds to which the officer is not entitled; Refused to who proposed it, whom it is
    about, when it was decided or has run out, and when who proposed it is not entitled any more.
    """
    with transaction(session):
        act = two_person.lock(session, act_id, KINDS)
        if act is None or not KINDS[act.kind].open_to(officer, act):
            raise Missing
        require(_decision(officer, act, at))
        kind = KINDS[act.kind]
        if confirm:
            with as_node(session):  # who proposed may be of another unit
                proposer = people.officer_of(session, act.proposed_by, local_day(at))
            if not kind.open_to(proposer, act):
                require(Decision(False, "state", "proposer_lacks", "Đ.5"))
        act.decided_by, act.decided_at = UUID(officer.person_id), at
        act.outcome = "done" if confirm else "refused"
        session.flush()
        if confirm and kind.carry_out:
            with as_node(session):  # what two agreed on reaches as far as either of them
                kind.carry_out(session, act, officer, at)
        event = "two_person.confirmed" if confirm else "two_person.refused"
        by = str(act.proposed_by)
        audit.add(session, event, act.decided_by, [act.id], at, kind=act.kind, proposed_by=by)
    return act


def _known(officer: Officer, acts: Sequence[TwoPersonAct]) -> list[TwoPersonAct]:
    return [act for act in acts if KINDS[act.kind].open_to(officer, act)]


def _reach(officer: Officer) -> Reach:
    mine = [kind for kind in KINDS.values() if kind.entitled(officer)]
    return Reach(
        [kind.name for kind in mine if not kind.of_unit],
        [kind.name for kind in mine if kind.of_unit],
        {post.unit_id for post in officer.posts} | administered_by(officer),
    )


def _decision(officer: Officer, act: TwoPersonAct, at: datetime) -> Decision:
    proposal = Proposal(
        str(act.proposed_by),
        str(act.subject_id) if act.subject_id else None,
        act.outcome is not None,
        act.expires_at,
    )
    return may_decide(proposal, officer.person_id, KINDS[act.kind].open_to(officer, act), at)
