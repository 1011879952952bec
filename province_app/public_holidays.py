"""The days on which Vietnam's offices are closed, and the working days that were moved for them."""

from collections.abc import Container
from datetime import date
from functools import cache

from holidays import country_holidays


@cache
def of_vietnam() -> Container[date]:
    """Return Vietnam's public holidays, of whatever year is asked for."""
    found: Container[date] = country_holidays("VN")
    return found
