"""What the schedule owes by a moment: pure arithmetic over the legal calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice

from tiers.calendar import VIETNAM, Rule, local_day, span_of
from tiers.stages import Stage

PERIODS_BACK = 2  # how many months a node may have been down and still catch up


@dataclass(frozen=True)
class Job:
    """A stage's run by the calendar: on its first legal day, or on every one of them."""

    name: str
    stage: Stage
    at: time  # Vietnamese
    every_day: bool = False


@dataclass(frozen=True)
class Due:
    """One run that is owed: claimed by (job, period, due time)."""

    job: Job
    period: str
    due_at: datetime  # aware UTC


def due(jobs: Sequence[Job], rules: Sequence[Rule], since: datetime, at: datetime) -> list[Due]:
    """Return all runs that fell due between `since` and `at`, earliest first.

    Those of the last two months too, if the node was down: they run late rather than never.
    """
    found = [
        one
        for job in jobs
        for period in _periods(at)
        for one in _moments(job, rules, period)
        if since < one.due_at <= at
    ]
    return sorted(found, key=lambda one: (one.due_at, one.job.name))


def missed(jobs: Sequence[Job], rules: Sequence[Rule], since: datetime, at: datetime) -> list[Due]:
    """Return the first run of each job and month that is too long ago to be caught up, by month."""
    oldest, first = _month(at) - PERIODS_BACK, _month(since)
    return [
        one
        for month in range(first, oldest)
        for job in jobs
        for one in islice(_moments(job, rules, _period(month)), 1)
        if since < one.due_at
    ]


def last_moment(hour: time, at: datetime) -> datetime:
    """Return the newest moment at that hour in Vietnam, `at` itself included; aware UTC."""
    today = datetime.combine(local_day(at), hour, VIETNAM).astimezone(UTC)
    return today if today <= at else today - timedelta(days=1)


def _periods(at: datetime) -> list[str]:
    return [_period(_month(at) - back) for back in range(PERIODS_BACK + 1)]


def _month(at: datetime) -> int:
    day = local_day(at)
    return day.year * 12 + day.month - 1


def _period(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _moments(job: Job, rules: Sequence[Rule], period: str) -> Iterator[Due]:
    for rule in rules:
        span = span_of(rule, period) if rule.act == job.stage else None
        if span is None:
            continue
        day = local_day(span.opens)
        while True:
            moment = datetime.combine(day, job.at, VIETNAM).astimezone(UTC)
            if moment >= span.closes:
                break
            yield Due(job, period, moment)
            if not job.every_day:
                break
            day += timedelta(days=1)
