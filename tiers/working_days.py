"""Days on which offices work: the calendar of a week, the public holidays, what was decided."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from tiers.calendar import VIETNAM, local_day


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked: what was decided for a day goes before the published holidays.

    `made_up`: days of a weekend that were worked for another day off. `decided`: day → whether
    offices work, as decreed for the year or moved within it.
    """

    holidays: Container[date] = frozenset()
    made_up: Container[date] = frozenset()
    decided: Mapping[date, bool] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether offices work on the day. Source: Bộ luật Lao động Đ.112; Quy chế Đ.5, 6."""
        if day in self.decided:
            return self.decided[day]
        # The holidays come first: asked for a year, they also learn its days that are made up.
        if day in self.holidays:
            return False
        return day.weekday() < 5 or day in self.made_up


def working_days_after(day: date, count: int, calendar: WorkingCalendar) -> date:
    """Return the last of so many working days after the day, which does not count itself."""
    while count > 0:
        day += timedelta(days=1)
        count -= calendar.works(day)
    return day


def end_of_working_days(since: datetime, count: int, calendar: WorkingCalendar) -> datetime:
    """Return the midnight that ends the last of so many working days after the moment's day.

    Days are Vietnam's; the result is aware UTC.
    """
    last = working_days_after(local_day(since), count, calendar)
    return datetime.combine(last + timedelta(days=1), time(), VIETNAM).astimezone(UTC)
