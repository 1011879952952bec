"""The days on which Vietnam's offices are closed, and the working days that were moved for them."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from holidays import country_holidays

from tiers.working_days import WorkingCalendar


@cache
def of_vietnam() -> WorkingCalendar:
    """Return the calendar of Vietnam's public holidays, of whatever year is asked for."""
    found = country_holidays("VN")
    return WorkingCalendar(found, found.weekend_workdays)


@cache
def named(year: int) -> Mapping[date, str]:
    """Return the holidays of the year in order, each with its Vietnamese name."""
    return dict(sorted(country_holidays("VN", years=year, language="vi").items()))


@cache
def made_up(year: int) -> tuple[date, ...]:
    """Return the days of the year's weekends that were published as worked, in order."""
    found = country_holidays("VN", years=year).weekend_workdays
    return tuple(sorted(day for day in found if day.year == year))
