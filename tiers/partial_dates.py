"""Dates of three precisions ("1987", "2019-05", "2019-05-17"), compared without guessing.

A text stands for every day from its earliest to its latest. Only what holds for all of them is
certain, and only a certain contradiction is held against anybody. Source: the record's form writes
full days, months (tables 32-37) and years (tables 35, 36).
"""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)
_LAST_YEAR = 9000  # so that months may be added to any date

Span = tuple[date, date]  # earliest and latest day, both included


def span(text: object) -> Span | None:
    """Return the earliest and the latest day of the text; None when it is no date."""
    return _span(text) if isinstance(text, str) else None


@lru_cache(maxsize=1 << 16)
def _span(text: str) -> Span | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if not year or year > _LAST_YEAR:
        return None
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, date(year, last_month, monthrange(year, last_month)[1])


def earliest(text: object) -> date | None:
    """Return the first day that the text may mean."""
    found = span(text)
    return found[0] if found else None


def latest(text: object) -> date | None:
    """Return the last day that the text may mean."""
    found = span(text)
    return found[1] if found else None


def surely_before(one: object, other: object) -> bool:
    """Whether every day of the first text lies before every day of the second."""
    first, second = span(one), span(other)
    return first is not None and second is not None and first[1] < second[0]


def surely_before_plus(one: object, other: object, months: int) -> bool:
    """Whether the first text surely lies before the second one moved on by the months."""
    first, second = span(one), span(other)
    if first is None or second is None:
        return False
    return first[1] < add_months(second[0], months)


def surely_after_day(text: object, day: date) -> bool:
    """Whether every day of the text lies after the day."""
    found = span(text)
    return found is not None and found[0] > day


def add_months(day: date, months: int) -> date:
    """Return the same day of a later or earlier month, or that month's last day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """Return the same day of another year; 29 February becomes the 28th."""
    return add_months(day, 12 * years)


def months_between(start: date, end: date) -> int:
    """Return the full months from `start` to `end`; negative when `end` lies before."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def month_number(text: object) -> int | None:
    """Return a month counted from year 0, for texts that name one; None for years and others."""
    found = span(text)
    if found is None or not isinstance(text, str) or len(text) < len("2019-05"):
        return None
    return found[0].year * 12 + found[0].month - 1
