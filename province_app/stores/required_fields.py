"""Fields required beyond the form: of which unit and all below it, from when to when."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from province_app.models.required_fields import RequiredField


class Asked(NamedTuple):
    """A field that a unit has to answer, and by whose requirement since when."""

    unit_id: int
    path: str
    by: str
    since: date
    by_id: int


# Each unit with all above it on the day; in the order in which the requirements came.
_IN_FORCE = text("""
    with recursive up as (
      select own.unit_id as leaf, own.unit_id, own.parent_id
      from unit_period own
      where own.unit_id = any(:unit_ids)
        and own.valid_from <= :day and (own.valid_to is null or own.valid_to > :day)
      union
      select up.leaf, above.unit_id, above.parent_id
      from up join unit_period above on above.unit_id = up.parent_id
       and above.valid_from <= :day and (above.valid_to is null or above.valid_to > :day)
    )
    select up.leaf, required.path, named.name, required.starts_on, required.unit_id
    from up join required_field required on required.unit_id = up.unit_id
     and required.starts_on <= :day and (required.ends_on is null or required.ends_on > :day)
    join unit_period named on named.unit_id = required.unit_id
     and named.valid_from <= :day and (named.valid_to is null or named.valid_to > :day)
    order by required.starts_on, required.id
""")


def in_force(session: Session, unit_ids: Collection[int], day: date) -> list[Asked]:
    """Return what those units have to answer on the day, oldest requirement first."""
    rows = session.execute(_IN_FORCE, {"unit_ids": list(unit_ids), "day": day})
    return [Asked._make(row) for row in rows]


class Listed(NamedTuple):
    """A requirement as its page shows it."""

    id: int
    unit_id: int
    path: str
    starts_on: date
    ends_on: date | None
    added_by: UUID
    added_at: datetime
    ended_by: UUID | None


def listed(session: Session, unit_ids: Collection[int]) -> list[Listed]:
    """Return the requirements of the units, ended ones too, newest first."""
    query = select(*(getattr(RequiredField, name) for name in Listed._fields))
    query = query.where(RequiredField.unit_id.in_(unit_ids))
    rows = session.execute(query.order_by(RequiredField.starts_on.desc(), RequiredField.id.desc()))
    return [Listed._make(row) for row in rows]


def find_for_update(
    session: Session, requirement_id: int, unit_ids: Collection[int]
) -> RequiredField | None:
    """Return the requirement of one of the units, locked; None when absent or another's."""
    query = select(RequiredField).where(
        RequiredField.id == requirement_id, RequiredField.unit_id.in_(unit_ids)
    )
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def is_open(session: Session, unit_id: int, path: str) -> bool:
    """Return whether the unit requires the field without an end."""
    query = select(RequiredField.id).filter_by(unit_id=unit_id, path=path, ends_on=None)
    return session.scalar(query) is not None
