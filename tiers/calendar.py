"""The legal calendar: windows of approval and days of synchronisation, as dated data.

All spans are half-open and start and end at midnight in Vietnam. No holiday shifts a window: the
regulation has no such rule, and an exceptional opening is a recorded act of its own.
Source: Quy chế Đ.7.1b, 7.2b, 8.1-8.3.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tiers.decision import ALLOWED, Decision
from tiers.stages import Stage
from tiers.units import Tier

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Rule:
    """Days `first_day`..`last_day` of each month for one act; `last_day` None = end of month.

    `act` is `sign` with a tier, or a stage's name. `valid_to` is exclusive. "Day 28 to 31" may be
    written as it stands in the regulation: in a shorter month it ends with the month.
    """

    act: str
    tier: Tier | None
    first_day: int
    last_day: int | None
    article: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class Span:
    """A half-open time: aware UTC `opens` ≤ t < `closes`; `period` is `YYYY-MM`.

    `always`: it goes on after its end, which is there only because a list belongs to one month.
    """

    period: str
    opens: datetime
    closes: datetime
    article: str
    always: bool = False

    def __contains__(self, at: datetime) -> bool:
        return self.opens <= at < self.closes


@dataclass(frozen=True)
class Opening:
    """Whether an act is open at the moment, until when, or when it opens next."""

    current: Span | None
    following: Span | None  # the next span that opens after the moment; None when the rule ends

    @property
    def is_open(self) -> bool:
        """Whether the act may be done now."""
        return self.current is not None


def local_day(at: datetime) -> date:
    """Return the day in Vietnam of a moment."""
    return at.astimezone(VIETNAM).date()


def period_of(at: datetime) -> str:
    """Return the month (kỳ) in Vietnam of a moment, as `YYYY-MM`."""
    return f"{local_day(at):%Y-%m}"


def span_of(rule: Rule, period: str) -> Span | None:
    """Return the rule's span in the month; None when the rule is not valid on its first day.

    None too when the month has no such day.
    """
    year, month = (int(part) for part in period.split("-"))
    days = monthrange(year, month)[1]
    if rule.first_day > days:
        return None
    first = date(year, month, rule.first_day)
    if first < rule.valid_from or (rule.valid_to and first >= rule.valid_to):
        return None
    end = date(year, month, min(rule.last_day or days, days)) + timedelta(days=1)
    return Span(period, midnight(first), midnight(end), rule.article)


def sign_opening(
    rules: Sequence[Rule], tier: Tier, at: datetime, exceptional: Sequence[Span] = ()
) -> Opening:
    """Return whether a unit of the tier may sign now. Source: Quy chế Đ.7.1b, 7.2b.

    `exceptional`: the windows that two persons opened for this unit by a document, and the time in
    which it follows the event policy; they stand beside the calendar's and shift none of them.
    """
    regular = _opening([rule for rule in rules if rule.act == "sign" and rule.tier is tier], at)
    beside = [span for span in exceptional if at in span]
    always = next((span for span in beside if span.always), None)
    current = always or regular.current or next(iter(beside), None)
    later = [span for span in exceptional if span.opens > at]
    if regular.following:
        later.append(regular.following)
    return Opening(current, min(later, key=lambda span: span.opens, default=None))


def stage_opening(rules: Sequence[Rule], stage: Stage, at: datetime) -> Opening:
    """Return whether the stage may run now. Source: Quy chế Đ.8.1-8.3."""
    return _opening([rule for rule in rules if rule.act == stage], at)


def last_stage(rules: Sequence[Rule]) -> Stage:
    """Return the stage that ends at the node above: the last one that the calendar has.

    A department's own software ends with the one to the province. Source: Quy chế Đ.8.2, 8.3.
    """
    known = [stage for stage in Stage if any(rule.act == stage for rule in rules)]
    return known[-1] if known else Stage.PROVINCE_TO_NATIONAL


def decide_open(opening: Opening, code: str) -> Decision:
    """Turn an opening into a decision; a closed one says when it opens next."""
    if opening.is_open:
        return ALLOWED
    following = opening.following
    return Decision(
        False,
        "when",
        code,
        following.article if following else "",
        following.opens if following else None,
    )


def _opening(rules: Sequence[Rule], at: datetime) -> Opening:
    """Look at this month and the next thirteen: no rule pauses for longer than a year."""
    day = local_day(at)
    months = [divmod(day.year * 12 + day.month - 1 + ahead, 12) for ahead in range(14)]
    spans = [
        span
        for year, month in months
        for rule in rules
        if (span := span_of(rule, f"{year:04d}-{month + 1:02d}"))
    ]
    current = next((span for span in spans if at in span), None)
    later = [span for span in spans if span.opens > at]
    return Opening(current, min(later, key=lambda span: span.opens, default=None))


def midnight(day: date) -> datetime:
    """Return the moment at which the day begins in Vietnam, aware UTC."""
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)
