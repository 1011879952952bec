"""Pay by coefficient: the salary table, raises and the allowance beyond the last step."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tiers.partial_dates import add_months, earliest, months_between
from tiers.quality.facts import Facts, Row
from tiers.quality.reference import Reference, SalaryGroup

RANK, RANK_SINCE = "salary.rank_code", "salary.rank_appointment_date"
STEP, COEFFICIENT = "salary.salary_step", "salary.salary_coefficient"
SINCE, PERCENT = "salary.salary_effective_date", "salary.salary_percent"
OVER_FRAME, OVER_FRAME_SINCE = "salary.over_frame_percent", "salary.over_frame_date"
DISCIPLINES = "discipline.disciplines"

SCALES_FROM = date(2004, 10, 1)  # first day of the scales of NĐ 204/2004

# How long a discipline or a bad year puts off the next raise, in months.
# Source: TT 08/2013/TT-BNV Đ.2, TT 03/2021/TT-BNV (theo hiểu biết, cần xác nhận).
PROLONGED_MONTHS: Mapping[str, int] = {
    "HC_KT": 3,
    "HC_CC": 6,
    "HC_GC": 12,
    "HC_CCH": 12,
}


def coefficient_of(reference: Reference, rank_code: str, step: int, day: date) -> str | None:
    """Return the coefficient of a rank's step on the day, as text: "2.34".

    None when the rank had no meaning on the day, its group is unknown or has no such step: what
    nobody knows is not held against anybody (Cán sự 01.004 before 2021-08-01). Source: NĐ 204/2004.
    """
    group = reference.group_on(rank_code, day)
    return step_coefficient(group, step) if group else None


def step_coefficient(group: SalaryGroup, step: int) -> str | None:
    """Return the coefficient of the group's step, or None for a step that it does not have."""
    return group.coefficients[step - 1] if 1 <= step <= len(group.coefficients) else None


def base_salary_on(reference: Reference, day: date) -> int | None:
    """Return the base salary (lương cơ sở) in đồng, or None before the first one known."""
    return next((amount for period, amount in reference.base_salary if period.covers(day)), None)


def monthly_amount(
    reference: Reference, coefficient: str, percent: str, day: date, over_frame: str = "0"
) -> int | None:
    """Return the month's pay in whole đồng: coefficient × base × percent, half rounded up.

    None before the first base salary known. Source: quality rule SL-3; NĐ 204/2004, NĐ 161/2026.
    """
    base = base_salary_on(reference, day)
    if base is None:
        return None
    pay = Decimal(coefficient) * base * Decimal(percent) / 100 * (1 + Decimal(over_frame) / 100)
    return int(pay.quantize(Decimal(1), ROUND_HALF_UP))


def next_raise_due(
    reference: Reference, rank_code: str, step: int, since: date, prolonged_months: int = 0
) -> date | None:
    """Return the day of the next regular raise; None on the last step or in an unknown group.

    Source: TT 08/2013/TT-BNV Đ.2; quality rule SL-4.
    """
    group = reference.group_on(rank_code, since)
    if group is None or not 1 <= step < len(group.coefficients):
        return None
    return add_months(since, group.months_per_step + prolonged_months)


def over_frame_due(
    reference: Reference, rank_code: str, step: int, since: date, prolonged_months: int = 0
) -> date | None:
    """Return since when the allowance beyond the last step (vượt khung) is owed, or None.

    Source: TT 04/2005/TT-BNV; quality rule SL-7.
    """
    group = reference.group_on(rank_code, since)
    if group is None or step != len(group.coefficients):
        return None
    return add_months(since, group.over_frame_months + prolonged_months)


def over_frame_percent(group: SalaryGroup, since: date, day: date) -> int:
    """Return the percent that nobody on the last step since then can exceed on the day.

    Source: quality rule SL-7: 5 after one term on the last step, then 1 more for each full year.
    """
    first = add_months(since, group.over_frame_months)
    if day < first:
        return 0
    years = months_between(first, day) // 12
    return group.over_frame_first_percent + group.over_frame_yearly_percent * years


def prolonged_months(disciplines: Sequence[Row], since: date) -> int:
    """Return for how many months disciplines of the present step put off its raise.

    Source: quality rule SL-5; TT 08/2013/TT-BNV, TT 03/2021/TT-BNV.
    """
    return sum(
        PROLONGED_MONTHS.get(str(row.get("discipline_form_code")), 0)
        for row in disciplines
        if (start := earliest(row.get("from_month"))) and start >= since.replace(day=1)
    )


def paid_on(facts: Facts) -> date:
    """Return the day whose table the present pay follows: the day it began, else today."""
    since = facts.span(SINCE)
    return since[0] if since else facts.today


def step_of(facts: Facts, path: str = STEP) -> int | None:
    """Return the step, or None without one."""
    step = facts.values.get(path)
    return step if isinstance(step, int) and not isinstance(step, bool) else None


def number_of(facts: Facts, path: str) -> Decimal | None:
    """Return a decimal text as a number, or None."""
    return decimal(facts.values.get(path))


def decimal(text: object) -> Decimal | None:
    """Return the number that a text names: "3.66"; None for another text."""
    if not isinstance(text, str) or not text.isascii() or not text.replace(".", "", 1).isdigit():
        return None
    return Decimal(text)
