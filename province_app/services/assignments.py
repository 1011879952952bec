"""Giao nhiệm vụ bằng văn bản: a named person gets reading doors in a scope, for a time.

Source: Quy chế Đ.11.6.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.accounts import Assignment
from province_app.models.units import UnitPeriod
from province_app.services.account_seats import own_units
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, UnknownField, refuse_state, require, require_seen
from province_app.stores import assignments as store
from province_app.stores import audit, people, units
from province_app.stores.assignments import Listed
from province_app.stores.transaction import transaction
from tiers.accounts import may_assign, may_take_effect
from tiers.calendar import local_day
from tiers.policy import ASSIGNABLE
from tiers.units import Officer, Tier

__all__ = ["Listed"]  # what is read here, for the pages


def assign(
    session: Session,
    officer: Officer,
    person_id: UUID,
    door: str,
    unit_id: int,
    basis: Basis,
    starts_on: date,
    ends_on: date,
    at: datetime,
) -> Assignment:
    """Give the person the door in the unit and all below it, from the day to before the other.

    Missing for a unit outside the officer's own subtree and for somebody who works nowhere there;
    Refused to oneself, without a basis and for days that are over. Source: Quy chế Đ.11.6.
    """
    with transaction(session):
        day = local_day(at)
        if door not in ASSIGNABLE:
            raise UnknownField(door)
        require_seen(officer, person_id)
        own = _own_of(session, officer, unit_id, day)
        home = people.home_unit(session, person_id, day)
        if home is None or not units.is_in_subtree(session, home, own.unit_id, day):
            raise Missing
        require(may_assign(officer, own.unit_id, Tier(own.tier), door, str(person_id)))
        basis = require_basis(basis, day)
        require(may_take_effect(starts_on, ends_on, day))
        row = Assignment(
            person_id=person_id,
            unit_id=unit_id,
            door=door,
            starts_on=starts_on,
            ends_on=ends_on,
            basis_number=basis.number,
            basis_date=basis.day,
            by_person=UUID(officer.person_id),
            at=at,
        )
        session.add(row)
        session.flush()
        audit.add(
            session, "assignment.given", row.by_person, [person_id], at, unit_id,
            door=door, assignment=row.id,
        )  # fmt: skip
    return row


def end(session: Session, officer: Officer, assignment_id: int, at: datetime) -> None:
    """End the assignment today; one that has not begun never does. Source: Quy chế Đ.11.6."""
    with transaction(session):
        day = local_day(at)
        row = store.find_for_update(session, assignment_id, _reach(session, officer, day))
        if row is None:
            raise Missing
        require_seen(officer, row.person_id)
        own = _own_of(session, officer, row.unit_id, day)
        require(may_assign(officer, own.unit_id, Tier(own.tier), row.door, str(row.person_id)))
        if row.ended_on is not None or row.ends_on <= day:
            raise refuse_state("already_ended", "Đ.11.6")
        row.ended_on, row.ended_at = day, at
        row.ended_by = UUID(officer.person_id)
        audit.add(
            session, "assignment.ended", row.ended_by, [row.person_id], at, row.unit_id,
            door=row.door, assignment=row.id,
        )  # fmt: skip


def assignments_of(
    session: Session, officer: Officer, person_id: UUID, at: datetime
) -> list[Listed]:
    """Return the person's assignments within the officer's own subtree, newest first."""
    return list(store.of_person(session, person_id, _reach(session, officer, local_day(at))))


def _own_of(session: Session, officer: Officer, unit_id: int, day: date) -> UnitPeriod:
    for own in own_units(session, officer, day):
        if units.is_in_subtree(session, unit_id, own.unit_id, day):
            return own
    raise Missing


def _reach(session: Session, officer: Officer, day: date) -> list[int]:
    roots = [one.unit_id for one in own_units(session, officer, day)]
    return sorted(units.ids_in_subtree(session, roots, day))
