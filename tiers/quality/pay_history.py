"""The years of pay in table 37.1, one row against the next: SL-6, SL-8, SL-10."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from tiers.partial_dates import add_months, months_between, span
from tiers.quality.facts import Facts
from tiers.quality.reference import SalaryGroup
from tiers.quality.rule import KNOWN, NOTHING, Dimension, Found, Rule, Severity, Values
from tiers.quality.salary import DISCIPLINES, decimal, step_coefficient

SALARIES = "salary_history.salaries"
_MOST_MONTHS_EARLY = 12


@dataclass(frozen=True)
class _Pay:
    """A row of the table that says rank, step and since when."""

    row: int
    rank: str
    step: int
    since: tuple[date, date]
    group: SalaryGroup | None
    coefficient: Decimal | None


def _pays(facts: Facts) -> list[_Pay]:
    """Return the usable rows in the order of their starts."""
    found = []
    for number, row in enumerate(facts.rows(SALARIES)):
        since, rank, step = span(row.get("from_month")), row.get("rank_code"), row.get("step")
        if isinstance(step, str) and step.isascii() and step.isdigit():
            step = int(step)
        if since is None or not isinstance(rank, str) or not isinstance(step, int):
            continue
        group = facts.reference.group_on(rank, since[1])
        coefficient = decimal(row.get("coefficient"))
        if coefficient is None and group and (text := step_coefficient(group, step)):
            coefficient = Decimal(text)
        found.append(_Pay(number, rank, step, since, group, coefficient))
    return sorted(found, key=lambda pay: (pay.since, pay.row))


def _steps(facts: Facts) -> Iterator[tuple[_Pay, _Pay]]:
    """Yield each pay with the one after it in the same rank."""
    for before, after in pairwise(facts.once(_pays)):
        if before.rank == after.rank:
            yield before, after


def _months_early(before: _Pay, after: _Pay) -> int:
    """Return by how many months a raise surely came before its day; 0 for a regular one."""
    if before.group is None or after.step != before.step + 1:
        return 0
    due = add_months(before.since[0], before.group.months_per_step)
    latest = after.since[1]
    return months_between(latest, due) if latest < due else 0


def _raised_too_early(facts: Facts) -> Found:
    return [
        (f"{SALARIES}.{after.row}.from_month", {"row": after.row + 1, "months": months})
        for before, after in _steps(facts)
        if (months := _months_early(before, after)) > _MOST_MONTHS_EARLY
    ]


def _raised_early_twice(facts: Facts) -> Found:
    found = []
    last_early: _Pay | None = None
    for before, after in _steps(facts):
        early = _months_early(before, after) > 0
        if early and last_early is before:
            found.append((f"{SALARIES}.{after.row}.from_month", {"row": after.row + 1}))
        last_early = after if early else None
    return found


def _step_lost(facts: Facts) -> Found:
    """Return a step back in one rank; not judged where the disciplines are withheld."""
    if not facts.asks("discipline", "disciplines") or facts.rows(DISCIPLINES):
        return NOTHING
    return [
        (f"{SALARIES}.{after.row}.step", {"row": after.row + 1, "step": after.step})
        for before, after in _steps(facts)
        if after.step < before.step
    ]


def _other_start(facts: Facts) -> Found:
    """Return a new rank that begins lower than the old one, or higher than the nearest step."""
    found: list[tuple[str, Values]] = []
    for before, after in pairwise(facts.once(_pays)):
        if before.rank == after.rank:
            continue
        if _is_lower(before, after) or _is_too_high(before, after):
            path = f"{SALARIES}.{after.row}.coefficient"
            values: Values = {"row": after.row + 1, "coefficient": str(after.coefficient)}
            found.append((path, values))
    return found


def _is_lower(before: _Pay, after: _Pay) -> bool:
    if before.coefficient is None or after.coefficient is None:
        return False
    return after.coefficient < before.coefficient


def _is_too_high(before: _Pay, after: _Pay) -> bool:
    """Whether the step below would have done; the last step may have had more than its number."""
    if before.group is None or after.group is None or before.coefficient is None:
        return False
    if before.step >= len(before.group.coefficients) or after.group == before.group:
        return False
    below = step_coefficient(after.group, after.step - 1)
    return below is not None and Decimal(below) >= before.coefficient


W = Severity.WARNING
RIGHT = Dimension.RIGHT
_EARLY = f"TT 08/2013/TT-BNV Đ.3, TT 03/2021/TT-BNV{KNOWN}"
_SINCE = (f"{SALARIES}.*.from_month",)
_NEW_RANK = f"TT 02/2007/TT-BNV{KNOWN}"

RULES = (
    Rule("SL-6", W, RIGHT, _EARLY, _SINCE, _raised_too_early),
    Rule("SL-6", W, RIGHT, _EARLY, _SINCE, _raised_early_twice, "twice"),
    Rule("SL-8", W, RIGHT, "NĐ 204/2004/NĐ-CP", (f"{SALARIES}.*.step",), _step_lost, "lost"),
    Rule("SL-10", W, RIGHT, _NEW_RANK, (f"{SALARIES}.*.coefficient",), _other_start),
)
