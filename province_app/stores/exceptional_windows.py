"""Signing windows that two persons opened beside the calendar."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, aliased

from province_app.models.people import Person
from province_app.models.two_person import ExceptionalWindow, TwoPersonAct
from province_app.models.units import UnitPeriod
from province_app.stores.asked import once
from province_app.stores.units import unit_on
from tiers.calendar import Span, period_of

ARTICLE = "Đ.7"


@once
def spans_of(session: Session, unit_id: int) -> list[Span]:
    """Return the unit's exceptional windows of all times, in order."""
    query = select(ExceptionalWindow.opens_at, ExceptionalWindow.closes_at)
    rows = session.execute(
        query.where(ExceptionalWindow.unit_id == unit_id).order_by(ExceptionalWindow.opens_at)
    )
    return [Span(period_of(opens), opens, closes, ARTICLE) for opens, closes in rows]


def add(
    session: Session,
    two_person_id: UUID,
    unit_ids: Collection[int],
    opens_at: datetime,
    closes_at: datetime,
) -> None:
    """Open a window for the units."""
    rows = [
        {
            "two_person_id": two_person_id,
            "unit_id": unit_id,
            "opens_at": opens_at,
            "closes_at": closes_at,
        }
        for unit_id in sorted(unit_ids)
    ]
    session.execute(insert(ExceptionalWindow), rows)


class Opened(NamedTuple):
    """A unit's exceptional window with the document and the two persons behind it."""

    two_person_id: UUID
    unit: str
    opens_at: datetime
    closes_at: datetime
    basis_number: str
    basis_date: date
    proposed_by: str
    decided_by: str


def opened_between(
    session: Session,
    begins: datetime,
    ends: datetime,
    unit_ids: Collection[int] | None,
    day: date,
) -> Sequence[Opened]:
    """Return the windows that open in the time, of the units (None: of all), in order."""
    second = aliased(Person)
    query = (
        select(
            TwoPersonAct.id,
            UnitPeriod.name,
            ExceptionalWindow.opens_at,
            ExceptionalWindow.closes_at,
            TwoPersonAct.basis_number,
            TwoPersonAct.basis_date,
            Person.full_name,
            second.full_name,
        )
        .join(TwoPersonAct, TwoPersonAct.id == ExceptionalWindow.two_person_id)
        .join(UnitPeriod, UnitPeriod.unit_id == ExceptionalWindow.unit_id)
        .join(Person, Person.id == TwoPersonAct.proposed_by)
        .join(second, second.id == TwoPersonAct.decided_by)
        .where(
            unit_on(day), ExceptionalWindow.opens_at >= begins, ExceptionalWindow.opens_at < ends
        )
        .order_by(ExceptionalWindow.opens_at, TwoPersonAct.id, UnitPeriod.code)
    )
    if unit_ids is not None:
        query = query.where(ExceptionalWindow.unit_id.in_(unit_ids))
    return [Opened._make(row) for row in session.execute(query)]
