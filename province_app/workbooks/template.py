"""The empty workbook that HR fills in. Source: Quy chế Đ.6."""

from datetime import date
from functools import lru_cache

from province_app.workbooks.writing import workbook


@lru_cache(maxsize=2)
def template(day: date) -> bytes:
    """Return the template with the lists of the day's catalogues."""
    return workbook((), day)
