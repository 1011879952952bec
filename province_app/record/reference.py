"""The tables that the quality rules compare with, read once from `config/catalogues/`."""

import csv
from datetime import date
from functools import cache

from province_app.record.catalogues import DIRECTORY, entries, last_days
from province_app.record.schema import field_of
from tiers.quality.coded import DATED
from tiers.quality.identity import FEMALE, MALE
from tiers.quality.reference import Period, Rank, Reference, SalaryGroup

_GENDERS = {"M": MALE, "F": FEMALE}
# Leaders of communes from 2026-01-01. The rows of heads of divisions are left out: their titles
# are those of other units too, which have other coefficients. Source: NĐ 07/2026/NĐ-CP.
_COMMUNES_FROM = Period(date(2026, 1, 1), None)
_POSITION_ALLOWANCES = (
    ("Chủ tịch UBND xã", _COMMUNES_FROM, "0.60"),
    ("Phó Chủ tịch UBND xã", _COMMUNES_FROM, "0.50"),
)


@cache
def reference() -> Reference:
    """Return all tables of the catalogues in the form that the rules read."""
    return Reference(
        categories=_categories(),
        ranks=_ranks(),
        groups=_groups(),
        base_salary=tuple((_period(row), int(row["amount_vnd"])) for row in _rows("luong_co_so")),
        retirement_months={
            (_GENDERS[row["gender"]], int(row["birth_year"]), int(row["birth_month"])): row[
                "retirement_month"
            ]
            for row in _rows("tuoi_nghi_huu")
        },
        admin_units=_admin_units(),
        birth_provinces=frozenset(f"0{row['gso_code']}" for row in _rows("provinces")),
        qualifications={
            row["code"]: (int(row["level_order"]), row["group"])
            for row in _rows("trinh_do_chuyen_mon")
        },
        contract_types={
            row["code"]: (row["parent"], _period(row)) for row in _rows("loai_hop_dong")
        },
        minimum_wage=tuple(
            (_period(row), int(row["amount_vnd"])) for row in _rows("luong_toi_thieu")
        ),
        ended_codes=_ended_codes(),
        position_allowances=_POSITION_ALLOWANCES,
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DIRECTORY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _period(row: dict[str, str]) -> Period:
    return Period(_day(row["valid_from"]), _day(row["valid_to"]))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _categories() -> dict[str, str]:
    return {row["code"]: row["parent"] or row["code"] for row in _rows("loai_can_bo")}


def _ranks() -> dict[str, tuple[Rank, ...]]:
    found: dict[str, tuple[Rank, ...]] = {}
    for name in ("ngach_cong_chuc", "chuc_danh_nghe_nghiep"):
        professional = name == "chuc_danh_nghe_nghiep"
        for row in _rows(name):
            rank = Rank(row["code"], row["salary_group"], professional, _period(row))
            found[rank.code] = (*found.get(rank.code, ()), rank)
    return found


def _ended_codes() -> dict[str, dict[str, date]]:
    """Return the codes that have ended for good, by the coded fields that have a date."""
    found: dict[str, dict[str, date]] = {}
    for path in DATED:
        catalogue = field_of(path.replace("*", "0")).item.catalogue
        if catalogue and (ended := last_days(catalogue)):
            found[path] = dict(ended)
    return found


def _groups() -> dict[str, tuple[SalaryGroup, ...]]:
    """Return each group's scales, the oldest first."""
    steps: dict[tuple[str, date], dict[int, str]] = {}
    for row in _rows("he_so_luong"):
        scale = (row["group"], date.fromisoformat(row["valid_from"]))
        steps.setdefault(scale, {})[int(row["step"])] = row["coefficient"]
    terms = {row["group"]: row for row in _rows("nhom_luong")}
    found: dict[str, tuple[SalaryGroup, ...]] = {}
    for (name, valid_from), coefficients in sorted(steps.items()):
        row = terms[name]
        scale_of_day = SalaryGroup(
            name,
            tuple(coefficients[step] for step in sorted(coefficients)),
            valid_from,
            int(row["months_per_step"]),
            int(row["over_frame_months"]),
            int(row["over_frame_first_percent"]),
            int(row["over_frame_yearly_percent"]),
        )
        found[name] = (*found.get(name, ()), scale_of_day)
    return found


def _admin_units() -> dict[str, tuple[Period, ...]]:
    found: dict[str, tuple[Period, ...]] = {}
    days = cache(_day)  # few days, many units
    for one in entries("admin_units"):
        term = Period(days(one.valid_from), days(one.valid_to))
        found[one.code] = (*found.get(one.code, ()), term)
    return found
