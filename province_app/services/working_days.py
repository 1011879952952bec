"""Working days as they are known today: published holidays, and what Sở Nội vụ entered.

Tết is decreed every year, and working Saturdays are moved within it: what is entered here goes
before what was published, and every deadline in working days asks this one table.
Source: Bộ luật Lao động Đ.112; Quy chế Đ.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from province_app import public_holidays
from province_app.models.sync_policy import WorkingDayDecision
from province_app.record.entry import clean
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import refuse_state
from province_app.stores import audit, people
from province_app.stores import working_days as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.units import Officer
from tiers.working_days import WorkingCalendar

LONGEST_NAME = 100
YEARS_AHEAD, YEARS_BACK = 10, 30

Said = Literal["off", "work", "published"]
_WORKS: dict[Said, bool | None] = {"off": False, "work": True, "published": None}


@dataclass(frozen=True)
class Day:
    """A day that is not what its weekday says, or about which something was decided."""

    day: date
    works: bool
    name: str
    decided: WorkingDayDecision | None  # None: as published


@dataclass(frozen=True)
class Year:
    """The days of a year that stand out, and who decided."""

    year: int
    days: Sequence[Day]
    history: Sequence[WorkingDayDecision]  # decisions that a later one replaced
    names: Mapping[UUID, str]


def calendar_of(session: Session) -> WorkingCalendar:
    """Return the calendar by which every deadline in working days is counted."""
    base = public_holidays.of_vietnam()
    decided = {day: works for day, works in store.newest(session).items() if works is not None}
    return WorkingCalendar(base.holidays, base.made_up, decided)


def year_of(session: Session, year: int) -> Year:
    """Return the days of the year that stand out, in order."""
    first, end = date(year, 1, 1), date(year + 1, 1, 1)
    found = store.decided_between(session, first, end)
    current: dict[date, WorkingDayDecision] = {}
    for one in found:
        current.setdefault(one.day, one)
    published = public_holidays.named(year)
    base, calendar = public_holidays.of_vietnam(), calendar_of(session)
    made_up = {day for day in public_holidays.made_up(year) if base.works(day)}
    listed = sorted({*published, *made_up, *(day for day, one in current.items())})
    days = [
        Day(day, calendar.works(day), _name(day, current.get(day), published), current.get(day))
        for day in listed
    ]
    replaced = [one for one in found if one is not current[one.day]]
    who = {one.decided_by for one in found}
    return Year(year, days, replaced, people.names(session, list(who)))


def decide_day(
    session: Session, officer: Officer, day: date, said: Said, name: str, basis: Basis, at: datetime
) -> WorkingDayDecision:
    """Enter whether offices work on the day; `published` takes back what was entered.

    Refused for a day too far away, without a name, without a written basis, and for what stands
    already (`day_as_it_is`). The past may be entered: a decree may come late, and nothing that was
    done is undone by it.
    """
    with transaction(session):
        basis = require_basis(basis, local_day(at))
        told = clean(name)
        if not told or len(told) > LONGEST_NAME:
            raise refuse_state("day_name_missing", "Đ.5")
        today = local_day(at)
        if not today.year - YEARS_BACK <= day.year <= today.year + YEARS_AHEAD:
            raise refuse_state("day_too_far", "Đ.5")
        if _stands(session, day, said):
            raise refuse_state("day_as_it_is", "Đ.5")
        person_id = UUID(officer.person_id)
        row = WorkingDayDecision(
            day=day,
            works=_WORKS[said],
            name=told,
            basis_number=basis.number,
            basis_date=basis.day,
            decided_by=person_id,
            decided_at=at,
        )
        session.add(row)
        session.flush()
        detail: dict[str, Any] = {"day": day.isoformat(), "said": said, "document": basis.number}
        audit.add(session, "working_day.decided", person_id, [row.id], at, **detail)
    return row


def _stands(session: Session, day: date, said: Said) -> bool:
    if said == "published":
        return store.newest(session).get(day) is None
    return calendar_of(session).works(day) is _WORKS[said]


def _name(day: date, decided: WorkingDayDecision | None, published: Mapping[date, str]) -> str:
    if decided is not None and decided.works is not None:
        return decided.name
    return published.get(day, "")
