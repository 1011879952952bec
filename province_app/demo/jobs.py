"""Where one life worked and what it was paid: items 33, 35, 37 of the form."""

from datetime import date
from random import Random

from province_app.demo.biography import Life, Slot
from province_app.demo.careers import add_months
from province_app.demo.catalogues import AS_OF, ranks, salary_groups
from province_app.demo.rows import month, table
from province_app.demo.units import DemoUnit
from province_app.record.catalogues import labels

_STEPS_BEFORE = 2  # of the present rank that a person still writes down
_BEST_SHARE = 0.15


def jobs_of(unit: DemoUnit, slot: Slot, life: Life, recruiter: str) -> dict[str, str]:
    """Return table 33 without a gap: the first employer, this unit, the present post."""
    title = labels("ngach_chuc_danh").get(life.grade.rank, "Nhân viên")
    starts: list[tuple[date, str, str]] = [(life.recruited, recruiter, title)]
    if month(life.joined) != month(life.recruited):
        starts.append((life.joined, unit.name, title))
    if slot.leads:
        if month(life.appointed) == month(starts[-1][0]):
            starts.pop()
        starts.append((life.appointed, unit.name, slot.title))
    ends = [month(add_months(start, -1)) for start, _, _ in starts[1:]]
    rows = [
        {"from_month": month(start), "org_text": org, "title_text": work}
        for start, org, work in starts
    ]
    for row, end in zip(rows, ends, strict=False):
        row["to_month"] = end if _before(row["from_month"], end) else row["from_month"]
    return table("work_history.jobs", rows)


def pay_history_of(slot: Slot, life: Life) -> dict[str, str]:
    """Return tables 37.1 and 37.2: the steps of the present rank, newest last."""
    pay = life.pay
    group = salary_groups()[ranks()[pay.rank_code].group]
    rows: list[dict[str, str]] = []
    step, since, until = pay.step, pay.since, ""
    while step and len(rows) <= _STEPS_BEFORE and since >= pay.rank_date:
        row = {
            "from_month": month(since),
            "rank_code": pay.rank_code,
            "step": str(step),
            "coefficient": str(group.coefficients[step - 1]).replace(".", ","),
        }
        rows.insert(0, {**row, "to_month": until} if until else row)
        until = month(add_months(since, -1))
        step, since = step - 1, add_months(since, -group.months)
    allowance = {
        "from_month": month(life.appointed),
        "allowance_type_code": "CV",
        "coefficient": slot.allowance,
    }
    return {
        **table("salary_history.salaries", rows),
        **table("salary_history.allowances", [allowance] if slot.allowance else []),
    }


def merits_of(rng: Random, life: Life) -> dict[str, str]:
    """Return table 35.1, the ratings of the last two full years, and no discipline."""
    years = range(max(life.recruited.year + 1, AS_OF.year - 2), AS_OF.year)
    rows = []
    for year in years:
        best = rng.random() < _BEST_SHARE
        rows.append(
            {
                "year": str(year),
                "professional_rating_code": "HTXS" if best else "HTT",
                "emulation_title_code": "CSTDCS" if best else "LDTT",
            }
        )
    return {**table("awards.awards", rows), "discipline.disciplines": "none"}


def _before(first: str, second: str) -> bool:
    return first[3:] + first[:2] <= second[3:] + second[:2]
