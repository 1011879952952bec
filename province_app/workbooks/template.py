"""The empty workbook that HR fills in. Source: Quy chế Đ.6."""

from datetime import date
from functools import lru_cache

from province_app.record.catalogues import kept_turn
from province_app.workbooks.writing import workbook


def template(day: date) -> bytes:
    """Return the template with the lists of the day's catalogues."""
    return _template(day, kept_turn())


@lru_cache(maxsize=2)
def _template(day: date, _turn: int) -> bytes:
    return workbook((), day)
