"""What the demo needs of `config/catalogues`: ranks, salary table, communes, retirement."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "config" / "catalogues"
PROVINCE = "36"  # Nam Định
AS_OF = date(2024, 5, 1)  # every fact of the demo lies before its first month


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank (ngạch) or professional title (chức danh nghề nghiệp) and its salary group."""

    code: str
    group: str
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class SalaryGroup:
    """Coefficients by step, first step first, and the months that a step lasts."""

    coefficients: tuple[Decimal, ...]
    months: int


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune with the names that a person writes in an address."""

    code: str
    name: str  # "Xã Hải Anh"
    level: str  # "xã", "phường", "thị trấn"
    short_name: str  # "Hải Anh"
    district_code: str
    district: str  # "huyện Hải Hậu"

    @property
    def address(self) -> str:
        """Return the three-tier text of before 2025-07-01, as it stands in old files."""
        return f"{self.level} {self.short_name}, {self.district}, tỉnh Nam Định"


def rows(name: str) -> list[dict[str, str]]:
    """Return all rows of one catalogue, whatever their dates."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def valid_rows(name: str, on: date = AS_OF) -> list[dict[str, str]]:
    """Return the rows that are valid on the day; first and last day included."""
    day = on.isoformat()
    return [
        row
        for row in rows(name)
        if (row.get("valid_from") or day) <= day <= (row.get("valid_to") or day)
    ]


@cache
def ranks() -> dict[str, Rank]:
    """Return the ranks and titles that are valid on AS_OF and have a known salary group."""
    found = valid_rows("ngach_cong_chuc") + valid_rows("chuc_danh_nghe_nghiep")
    return {
        row["code"]: Rank(
            row["code"],
            row["salary_group"],
            date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        )
        for row in found
        if row["salary_group"]
    }


@cache
def salary_groups() -> dict[str, SalaryGroup]:
    """Return the salary table of NĐ 204/2004 by group."""
    months = {row["group"]: int(row["months_per_step"]) for row in rows("nhom_luong")}
    steps: dict[str, list[Decimal]] = {}
    for row in rows("he_so_luong"):  # in the order of the steps
        steps.setdefault(row["group"], []).append(Decimal(row["coefficient"]))
    return {group: SalaryGroup(tuple(values), months[group]) for group, values in steps.items()}


@cache
def code_named(catalogue: str, name: str) -> str:
    """Return the code of the entry of that name; KeyError where there is none."""
    return {row["name"]: row["code"] for row in valid_rows(catalogue)}[name]


@cache
def districts() -> dict[str, str]:
    """Return Nam Định's district units of AS_OF by code: `{"366": "Huyện Hải Hậu"}`."""
    return {
        row["code"]: row["name"]
        for row in valid_rows("admin_units")
        if row["level"] == "district" and row["parent"] == PROVINCE
    }


@cache
def communes() -> tuple[Commune, ...]:
    """Return the communes of Nam Định on AS_OF in the order of their codes."""
    found = []
    for row in valid_rows("admin_units"):
        if row["level"] == "commune" and row["parent"] in districts():
            level = "Thị trấn" if row["name"].startswith("Thị trấn") else row["name"].split()[0]
            district = districts()[row["parent"]]
            found.append(
                Commune(
                    row["code"],
                    row["name"],
                    level.lower(),
                    row["name"].removeprefix(level).strip(),
                    row["parent"],
                    district[0].lower() + district[1:],
                )
            )
    return tuple(sorted(found, key=lambda commune: commune.code))


@cache
def earliest_birth(gender: str) -> date:
    """Return the first birth day whose holder still works after AS_OF's month; gender M or F.

    Source: NĐ 135/2020 Đ.3–4: work ends with the last day of the month of the age.
    """
    month = AS_OF.strftime("%Y-%m")
    return min(
        date(int(row["birth_year"]), int(row["birth_month"]), 1)
        for row in rows("tuoi_nghi_huu")
        if row["gender"] == gender and row["retirement_month"] > month
    )
