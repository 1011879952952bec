"""Days on which offices work: neither weekend nor holiday."""

from collections.abc import Container
from datetime import date, timedelta


def is_working_day(day: date, holidays: Container[date]) -> bool:
    """Whether offices work on the day: from Monday to Friday, but not on a holiday."""
    return day.weekday() < 5 and day not in holidays


def working_days_after(day: date, count: int, holidays: Container[date]) -> date:
    """Return the last of so many working days after the day, which does not count itself."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, holidays)
    return day
