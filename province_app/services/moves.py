"""Điều chuyển, tiếp nhận, nghỉ hưu, thôi việc: the old unit proposes, the new one takes in.

Each is one act: roster, posts, grants, assignments and the open draft change together, on the day,
by dates alone. What the old unit confirmed stays with it, to be read. Source: Quy chế Đ.10.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.moves import Movement
from province_app.models.people import Employment
from province_app.record.catalogues import labels
from province_app.services import leavings
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, refuse_state, require
from province_app.services.move_effects import end_authority, follow_draft, take_back_draft
from province_app.stores import audit, people, sync_policy, units
from province_app.stores import moves as store
from province_app.stores.levels import restricted_by_id
from province_app.stores.scope import as_node
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.decision import ALLOWED, Decision
from tiers.levels import staff_for
from tiers.moves import (
    REFUSALS,
    MoveKind,
    MoveState,
    may_decide,
    may_move,
    may_take_effect,
    roster_day,
)
from tiers.sync_policy import Policy, policy_on
from tiers.units import Officer, Tier, UnitStaff


@dataclass(frozen=True)
class Filing:
    """What HR files: why, from which day on, by which document, to which unit (a transfer's)."""

    kind: MoveKind
    effective_on: date  # first day away
    basis: Basis
    to_code: str = ""


def file(
    session: Session, officer: Officer, person_id: UUID, filing: Filing, at: datetime
) -> Movement:
    """End the person's employment; a transfer is only proposed to the receiving unit.

    Missing outside the officer's units. Refused to who may not check the record, without a
    document, for a day too far away, and while something else is under way. Who came off the
    roster by the end of a term alone is let go in the same way, later. Source: Quy chế Đ.10.
    """
    with transaction(session):
        today = local_day(at)
        people.lock(session, person_id)
        employment = mine(session, officer, person_id, today)
        unit_id = employment.unit_id
        require(may_move(officer, str(person_id), _staff(session, unit_id, person_id, today)))
        require(still_to_file(session, employment, today))
        if employment.ends_on is not None and filing.kind is MoveKind.TRANSFER:
            raise refuse_state("move_term", "Đ.10")
        basis = require_basis(filing.basis, today)
        judged_on = min(today, employment.ends_on or today)
        require(may_take_effect(filing.effective_on, judged_on, employment.starts_on))
        row = Movement(
            id=uuid4(),
            person_id=person_id,
            kind=filing.kind,
            from_unit_id=unit_id,
            to_unit_id=_receiver(session, filing, unit_id, today),
            effective_on=filing.effective_on,
            basis_number=basis.number,
            basis_date=basis.day,
            state=MoveState.PROPOSED,
            proposed_by=UUID(officer.person_id),
            proposed_at=at,
        )
        if filing.kind is not MoveKind.TRANSFER:
            _leave(session, row, employment, at)
        session.add(row)
        session.flush()
        if row.state == MoveState.DONE:
            with as_node(session):
                leavings.enter(session, store.leavings_in_force(session, today, 1, row.id), at)
        event = "movement.proposed" if row.state == MoveState.PROPOSED else "movement.left"
        _say(session, event, row, row.proposed_by, at)
    return row


def accept(
    session: Session, officer: Officer, movement_id: UUID, category: str, at: datetime
) -> Movement:
    """Take the person in: everything moves in this one act, on the day that the document says.

    `category`: what the person is in the new unit, a code of loai_can_bo. Missing outside the
    receiving unit. Source: Quy chế Đ.10.3.
    """
    with transaction(session):
        today = local_day(at)
        row = _answerable(session, officer, movement_id, at)
        if category not in labels("loai_can_bo"):
            raise refuse_state("move_category", "Đ.10.3")
        with as_node(session):  # the old unit's rows are not the new one's to see
            people.lock(session, row.person_id)
            employment = people.employment_as_of(session, row.person_id, today)
            day = _roster_day(session, row, at)
            changed = employment.unit_id != row.from_unit_id or employment.ends_on is not None
            if changed or day <= employment.starts_on:
                raise refuse_state("move_changed", "Đ.10.3")
            _decide(row, MoveState.DONE, officer, at)
            row.roster_on = day
            store.end_employment(session, employment, day)
            assert row.to_unit_id is not None  # noqa: S101  a transfer has a receiver
            session.add(
                Employment(
                    person_id=row.person_id,
                    unit_id=row.to_unit_id,
                    category=category,
                    starts_on=day,
                )
            )
            end_authority(session, row, at)
            store.carry_reports(session, row.person_id, row.to_unit_id)
            follow_draft(session, row, category, at)
            session.flush()
            _say(session, "movement.accepted", row, UUID(officer.person_id), at)
    return row


def refuse(
    session: Session, officer: Officer, movement_id: UUID, reason: str, at: datetime
) -> Movement:
    """Send the proposal back to the old unit, where nothing has changed. Source: Quy chế Đ.10.3."""
    with transaction(session):
        row = _answerable(session, officer, movement_id, at)
        if reason not in REFUSALS:
            raise refuse_state("move_reason", "Đ.10.3")
        _decide(row, MoveState.REFUSED, officer, at)
        row.reason = reason
        _say(session, "movement.refused", row, UUID(officer.person_id), at, reason=reason)
    return row


def withdraw(session: Session, officer: Officer, movement_id: UUID, at: datetime) -> Movement:
    """Take back what the own unit proposed, as long as nobody answered. Source: Quy chế Đ.10.3."""
    with transaction(session):
        row = _found(session, officer, movement_id)
        if row.from_unit_id not in _posts(officer):
            raise Missing
        staff = _staff(session, row.from_unit_id, row.person_id, local_day(at))
        require(may_decide(MoveState(row.state), officer, str(row.person_id), staff))
        _decide(row, MoveState.WITHDRAWN, officer, at)
        _say(session, "movement.withdrawn", row, UUID(officer.person_id), at)
    return row


def mine(session: Session, officer: Officer, person_id: UUID, day: date) -> Employment:
    """Return where the person works, if the officer holds a post there; else Missing.

    Where the last roster line has ended and no movement says why, it is that line.
    """
    with as_node(session):  # the person may have gone on to a unit that is not the officer's
        found = store.last_employment(session, person_id, day)
        if found is None or found.unit_id not in _posts(officer):
            raise Missing
        ended = found.ends_on if found.ends_on and found.ends_on <= day else None
        if ended and store.ended_by_movement(session, person_id, ended):
            raise Missing
    if str(person_id) in officer.hidden:
        raise Missing
    return found


def still_to_file(session: Session, employment: Employment, today: date) -> Decision:
    """Decide whether nothing is filed of that roster line yet. Source: Quy chế Đ.10."""
    person_id, ends_on = employment.person_id, employment.ends_on
    if ends_on is not None and store.ended_by_movement(session, person_id, ends_on):
        return Decision(False, "state", "move_ahead", "Đ.10")
    if store.open_of(session, person_id) is not None:
        return Decision(False, "state", "move_open", "Đ.10")
    lapsed = ends_on is not None and ends_on <= today
    if lapsed and store.next_unit(session, person_id, today) is not None:
        return Decision(False, "state", "term_runs", "Đ.10")
    return ALLOWED


def _leave(session: Session, row: Movement, employment: Employment, at: datetime) -> None:
    """Let the person go: no second unit has a word in it. Source: Quy chế Đ.10.2, 10.4."""
    lapsed = employment.ends_on is not None and employment.ends_on <= local_day(at)
    day = employment.ends_on if lapsed else _roster_day(session, row, at)
    assert day is not None  # noqa: S101  a line that lapsed has an end
    if day <= employment.starts_on:
        raise refuse_state("move_before_start", "Đ.10")
    row.state, row.roster_on = MoveState.DONE, day
    row.decided_by, row.decided_at = row.proposed_by, at
    with as_node(session):  # grants and assignments may reach beyond the unit
        store.end_employment(session, employment, day)
        end_authority(session, row, at)
        take_back_draft(session, row, at)
        session.flush()


def _receiver(session: Session, filing: Filing, unit_id: int, today: date) -> int | None:
    if filing.kind is not MoveKind.TRANSFER:
        return None
    found = units.unit_of_code(session, filing.to_code, max(filing.effective_on, today))
    # Nobody is employed at the tier of the province itself.
    if found is None or found.tier == Tier.PROVINCE:
        raise refuse_state("move_no_unit", "Đ.10.3")
    if found.unit_id == unit_id:
        raise refuse_state("move_same_unit", "Đ.10.3")
    return found.unit_id


def _answerable(session: Session, officer: Officer, movement_id: UUID, at: datetime) -> Movement:
    row = _found(session, officer, movement_id)
    if row.to_unit_id is None or row.to_unit_id not in _posts(officer):
        raise Missing
    staff = _staff(session, row.to_unit_id, row.person_id, local_day(at))
    require(may_decide(MoveState(row.state), officer, str(row.person_id), staff))
    return row


def _found(session: Session, officer: Officer, movement_id: UUID) -> Movement:
    row = store.find_for_update(session, movement_id, _posts(officer), officer.hidden)
    if row is None:
        raise Missing
    return row


def _decide(row: Movement, state: MoveState, officer: Officer, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, UUID(officer.person_id), at


def _posts(officer: Officer) -> set[int]:
    return {post.unit_id for post in officer.posts}


def _staff(session: Session, unit_id: int, person_id: UUID, day: date) -> UnitStaff:
    restricted = restricted_by_id(session, day).get(str(person_id))
    return staff_for(units.staff_of(session, unit_id, day), restricted)


def _roster_day(session: Session, row: Movement, at: datetime) -> date:
    both = [one for one in (row.from_unit_id, row.to_unit_id) if one is not None]
    return counted_roster_day(session, row.effective_on, both, at)


def counted_roster_day(
    session: Session, effective_on: date, unit_ids: Collection[int], at: datetime
) -> date:
    """Return the day on which those units' rosters change, after what has been counted of them."""
    choices, today = sync_policy.choices(session), local_day(at)
    by_event = any(policy_on(choices, one, today) is Policy.EVENT for one in unit_ids)
    opened = store.last_opening(session, by_event=by_event)
    return roster_day(effective_on, local_day(opened) if opened else None)


def _say(
    session: Session, event: str, row: Movement, actor: UUID, at: datetime, **detail: object
) -> None:
    named = {"movement": str(row.id), "kind": str(row.kind), **detail}
    unit_id = row.from_unit_id if actor == row.proposed_by else row.to_unit_id
    audit.add(session, event, actor, [row.person_id], at, unit_id, **named)
