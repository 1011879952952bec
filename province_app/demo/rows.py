"""Rows of the record's tables as people type them."""

from collections.abc import Mapping, Sequence
from datetime import date


def table(path: str, rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the table's text by path; without rows it is declared to have none."""
    if not rows:
        return {path: "none"}
    return {
        f"{path}.{number}.{column}": text
        for number, row in enumerate(rows)
        for column, text in row.items()
    }


def month(day: date) -> str:
    """Return the month of a day as people type it: 05/2019."""
    return f"{day.month:02d}/{day.year}"
