"""Written assignments: who was given which door, in which units, from when to when."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session

from province_app.models.accounts import Assignment

# The scope is the unit with all below it, as the tree is on the day.
_OPEN = text("""
    with recursive given as (
      select door, unit_id from assignment
      where person_id = :person_id and starts_on <= :day and ends_on > :day
        and (ended_on is null or ended_on > :day)
    ), tree as (
      select door, unit_id from given
      union
      select tree.door, below.unit_id from tree
      join unit_period below on below.parent_id = tree.unit_id and below.valid_from <= :day
        and (below.valid_to is null or below.valid_to > :day)
    )
    select door, unit_id from tree
""")


def ever_given(person_id: UUID) -> ColumnElement[bool]:
    """Return the condition that the person was ever assigned a door: hardly anybody was."""
    return select(Assignment.id).where(Assignment.person_id == person_id).exists()


def open_for(session: Session, person_id: UUID, day: date) -> frozenset[tuple[str, int]]:
    """Return the doors that the person was assigned on the day, with each unit of their scope."""
    rows = session.execute(_OPEN, {"person_id": person_id, "day": day})
    return frozenset((row.door, row.unit_id) for row in rows)


class Listed(NamedTuple):
    """An assignment as a page shows it."""

    id: int
    door: str
    unit_id: int
    starts_on: date
    ends_on: date
    basis_number: str
    basis_date: date
    by_person: UUID
    ended_on: date | None


def of_person(session: Session, person_id: UUID, unit_ids: Collection[int]) -> Sequence[Listed]:
    """Return the person's assignments with a scope among the units, newest first."""
    query = select(*(getattr(Assignment, name) for name in Listed._fields)).where(
        Assignment.person_id == person_id, Assignment.unit_id.in_(unit_ids)
    )
    return [Listed._make(row) for row in session.execute(query.order_by(Assignment.id.desc()))]


def find_for_update(
    session: Session, assignment_id: int, unit_ids: Collection[int]
) -> Assignment | None:
    """Return the assignment with a scope among the units, locked; else None."""
    query = select(Assignment).where(
        Assignment.id == assignment_id, Assignment.unit_id.in_(unit_ids)
    )
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()
