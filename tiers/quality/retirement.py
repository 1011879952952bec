"""When a person retires, and what has to be done before. Source: NĐ 135/2020 Đ.3-4."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tiers.partial_dates import add_months, span
from tiers.quality.facts import Facts
from tiers.quality.identity import BIRTH, FEMALE, GENDER, MALE
from tiers.quality.rule import KNOWN, NOTHING, Dimension, Found, Rule, Severity
from tiers.quality.tables import STATUS, is_working

NOTICE_MONTHS, DECISION_MONTHS = 6, 3  # before the retirement
# The first year of birth that the raised ages reach, the age before it, the age at the end of the
# road (2028 for men, 2035 for women).
_AGES = {MALE: (1961, 60, 62), FEMALE: (1966, 55, 60)}


@dataclass(frozen=True)
class Retirement:
    """The expected retirement; a decision may move it (NĐ 50/2022, NĐ 83/2022, NĐ 178/2024)."""

    last_day: date  # the end of this day is the moment
    pension_from: date
    notice_on: date  # thông báo nghỉ hưu
    decision_on: date  # quyết định nghỉ hưu


def expected_retirement(
    gender: str, birth: object, months: Mapping[tuple[str, int, int], str]
) -> Retirement | None:
    """Return the retirement of whoever was born then; None without gender or date of birth.

    `months`: (gender, year, month of birth) -> "2029-02", the table of NĐ 135/2020. Only the year
    known: born on 1 January; only the month: in that month. Source: NĐ 135/2020 Đ.3, Đ.4.
    """
    born = span(birth)
    if born is None or gender not in _AGES:
        return None
    first = born[0]
    month = span(months.get((gender, first.year, first.month)))
    if month is None:
        first_year, before, after = _AGES[gender]
        age = before if first.year < first_year else after
        month_start = add_months(first.replace(day=1), 12 * age)
    else:
        month_start = month[0]
    pension = add_months(month_start, 1)
    last = pension - timedelta(days=1)
    notice, decision = (add_months(pension, -ahead) for ahead in (NOTICE_MONTHS, DECISION_MONTHS))
    return Retirement(last, pension, notice, decision)


def retirement_of(facts: Facts) -> Retirement | None:
    """Return the person's expected retirement, or None when it cannot be known."""
    return expected_retirement(
        facts.text(GENDER), facts.text(BIRTH), facts.reference.retirement_months
    )


def _still_working(facts: Facts) -> Found:
    if not is_working(facts) or not facts.reference.retirement_months:
        return NOTHING
    retirement = retirement_of(facts)
    if retirement is None or facts.today <= retirement.last_day:
        return NOTHING
    return [(STATUS, {"last": retirement.last_day})]


RULES = (
    Rule(
        "NH-1",
        Severity.WARNING,
        Dimension.ALIVE,
        f"BLLĐ 2019 Đ.169, NĐ 135/2020 Đ.3–4; kéo dài: NĐ 50/2022, NĐ 83/2022{KNOWN}",
        (STATUS,),
        _still_working,
    ),
)
