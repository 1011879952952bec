"""The catalogues as the tests read them, apart from the code that they judge."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).parents[2] / "config" / "catalogues"


@cache
def table(name: str) -> list[dict[str, str]]:
    with (CATALOGUES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def codes(catalogue: str, on: date) -> frozenset[str]:
    """Return the codes of a catalogue of the schema that are valid on the day."""
    names = {"ngach_chuc_danh": ("ngach_cong_chuc", "chuc_danh_nghe_nghiep")}
    return frozenset(
        row["code"]
        for name in names.get(catalogue, (catalogue,))
        for row in table(name)
        if row.get("valid_from", "") <= on.isoformat() <= (row.get("valid_to") or "9999")
    )


@cache
def salary_group(rank_code: str) -> str:
    rows = table("ngach_cong_chuc") + table("chuc_danh_nghe_nghiep")
    return next(row["salary_group"] for row in rows if row["code"] == rank_code)


@cache
def coefficients(group: str) -> list[str]:
    """Return the coefficients by step as people type them: "3,66"."""
    rows = (row for row in table("he_so_luong") if row["group"] == group)
    return [row["coefficient"].replace(".", ",") for row in rows]


def day(text: str) -> date:
    """Read 17/05/1987."""
    number, month, year = text.split("/")
    return date(int(year), int(month), int(number))


def days(fields: dict[str, str]) -> Iterator[tuple[str, date]]:
    for path, text in fields.items():
        if path.endswith("_date"):
            yield path, day(text)
