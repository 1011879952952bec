"""A career's dates and pay that agree with the ranks and the salary table of the catalogues."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from province_app.demo.catalogues import AS_OF, Rank, SalaryGroup, ranks, salary_groups

LATEST_RECRUITMENT = date(2023, 2, 1)  # all have ended their probation (tập sự) by AS_OF
_MONTHS_BEFORE_HIGHER_RANK = 9 * 12
_PROBATION_MONTHS = {"A": 12, "B": 6}  # by first letter of the group; none on table 4
_LAST_SAFE_DAY = 28  # exists in every month


@dataclass(frozen=True, slots=True)
class Pay:
    """Item 30.1 of the form as of AS_OF."""

    rank_code: str
    rank_date: date
    step: int
    coefficient: Decimal
    since: date
    over_frame_percent: int | None = None
    over_frame_since: date | None = None


def add_months(day: date, months: int) -> date:
    """Return the same day of a later (or earlier) month; the day must be 28 at most."""
    total = day.year * 12 + day.month - 1 + months
    return day.replace(year=total // 12, month=total % 12 + 1)


def months_between(start: date, end: date) -> int:
    """Return the full months from `start` to `end`."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def random_day(rng: Random, first: date, last: date) -> date:
    """Return a day of [first, last], never past the 28th so that months can be added."""
    day = date.fromordinal(rng.randint(first.toordinal(), max(first, last).toordinal()))
    if day.day <= _LAST_SAFE_DAY:
        return day
    clamped = day.replace(day=_LAST_SAFE_DAY)
    return clamped if clamped >= first else (day + timedelta(days=3)).replace(day=1)


def may_rise(rank_code: str, recruited: date) -> bool:
    """Whether the career is long enough for the higher rank."""
    start = _start(ranks()[rank_code], recruited)
    return months_between(start, AS_OF) > _MONTHS_BEFORE_HIGHER_RANK


def pay_of(rng: Random, rank_code: str, senior_code: str | None, recruited: date) -> Pay:
    """Return today's pay of who was recruited then; `senior_code` = rose to that rank since.

    Source: NĐ 204/2004 (table), TT 08/2013/TT-BNV (months of a step, over-frame allowance),
    TT 02/2007/TT-BNV (a new rank starts at the nearest coefficient that is not lower).
    """
    rank = ranks()[rank_code]
    group = salary_groups()[rank.group]
    start = _start(rank, recruited)
    now = ranks()[senior_code] if senior_code else rank
    moved = _moved(rng, now, start, bool(senior_code))
    if moved is None:
        return _pay(rank, group, 1, start, start)
    step, _ = _advance(group, 1, start, moved)
    new_group = salary_groups()[now.group]
    new_step = _nearest(new_group, group.coefficients[step - 1])
    return _pay(now, new_group, new_step, moved, moved)


def _start(rank: Rank, recruited: date) -> date:
    if rank.group.startswith("B4"):
        return recruited
    return add_months(recruited, _PROBATION_MONTHS[rank.group[0]])


def _moved(rng: Random, now: Rank, start: date, rose: bool) -> date | None:
    """Return the day of the present rank if it is not the first: risen, or the code is younger."""
    if rose:
        first = max(add_months(start, _MONTHS_BEFORE_HIGHER_RANK), now.valid_from or start)
    elif now.valid_from and now.valid_from > start:
        first = now.valid_from
    else:
        return None
    return random_day(rng, first, AS_OF)


def _nearest(group: SalaryGroup, coefficient: Decimal) -> int:
    return next(
        (step for step, value in enumerate(group.coefficients, 1) if value >= coefficient),
        len(group.coefficients),
    )


def _advance(group: SalaryGroup, step: int, since: date, until: date) -> tuple[int, date]:
    """Return the step reached by regular rises, and since when."""
    rises = months_between(since, until) // group.months
    rises = min(rises, len(group.coefficients) - step)
    return step + rises, add_months(since, rises * group.months)


def _pay(rank: Rank, group: SalaryGroup, step: int, since: date, rank_date: date) -> Pay:
    step, since = _advance(group, step, since, AS_OF)
    percent = over_since = None
    if step == len(group.coefficients) and months_between(since, AS_OF) >= group.months:
        first = add_months(since, group.months)
        years = months_between(first, AS_OF) // 12
        percent, over_since = 5 + years, add_months(first, 12 * years)
    return Pay(rank.code, rank_date, step, group.coefficients[step - 1], since, percent, over_since)
