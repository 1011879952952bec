"""What waits for a second person, and the decision on it. Source: Quy chế Đ.5, 7."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.two_person import TwoPersonAct
from province_app.services.errors import Missing, require
from province_app.services.two_person_kinds import KINDS
from province_app.stores import audit, people, two_person, units
from province_app.stores.transaction import transaction
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
    """The acts of the kinds to which the officer is entitled; names by id."""

    waiting: Sequence[Waiting]
    ended: Sequence[TwoPersonAct]
    names: Mapping[UUID, str]
    units: Mapping[int, str]


def two_person_desk(session: Session, officer: Officer, at: datetime) -> TwoPersonDesk:
    """Return what waits, what for this officer among it, and what was decided lately."""
    kinds = _kinds(officer)
    found = two_person.open_ones(session, kinds, at)
    ended = two_person.ended_ones(session, kinds, at)
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
    )


def waiting_count(session: Session, officer: Officer, at: datetime) -> int:
    """Return how many acts wait for this officer's decision."""
    kinds = _kinds(officer)
    if not kinds:
        return 0
    found = two_person.open_ones(session, kinds, at)
    return sum(_decision(officer, act, at).allowed for act in found)


def decide(
    session: Session, officer: Officer, act_id: UUID, confirm: bool, at: datetime
) -> TwoPersonAct:
    """Confirm the act, which does it, or refuse it; both are written down with both names.

    Missing for kinds to which the officer is not entitled; Refused to who proposed it, whom it is
    about, when it was decided or has run out, and when who proposed it is not entitled any more.
    """
    with transaction(session):
        act = two_person.lock(session, act_id, _kinds(officer))
        if act is None:
            raise Missing
        require(_decision(officer, act, at))
        kind = KINDS[act.kind]
        if confirm:
            proposer = people.officer_of(session, act.proposed_by, local_day(at))
            if not kind.entitled(proposer):
                require(Decision(False, "state", "proposer_lacks", "Đ.5"))
        act.decided_by, act.decided_at = UUID(officer.person_id), at
        act.outcome = "done" if confirm else "refused"
        session.flush()
        if confirm:
            kind.carry_out(session, act, officer, at)
        event = "two_person.confirmed" if confirm else "two_person.refused"
        by = str(act.proposed_by)
        audit.add(session, event, act.decided_by, [act.id], at, kind=act.kind, proposed_by=by)
    return act


def unit_ids_of(act: TwoPersonAct) -> list[int]:
    """Return the units that the act names."""
    named = act.payload.get("unit_ids") or []
    return [*(named if isinstance(named, list) else [])]


def _kinds(officer: Officer) -> list[str]:
    return [name for name, kind in KINDS.items() if kind.entitled(officer)]


def _decision(officer: Officer, act: TwoPersonAct, at: datetime) -> Decision:
    proposal = Proposal(
        str(act.proposed_by),
        str(act.subject_id) if act.subject_id else None,
        act.outcome is not None,
        act.expires_at,
    )
    return may_decide(proposal, officer.person_id, KINDS[act.kind].entitled(officer), at)
