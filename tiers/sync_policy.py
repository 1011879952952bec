"""Two policies, one engine: by the month's calendar, or each change on its own day.

Source: Quy chế Đ.7, 8 (monthly); Nghị định 27/2026/NĐ-CP (event); design decision 7.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tiers.calendar import Span, local_day, midnight, period_of
from tiers.decision import ALLOWED, Decision

ARTICLE = "NĐ27"


class Policy(StrEnum):
    """Chính sách đồng bộ."""

    MONTHLY = "monthly"  # theo tháng
    EVENT = "event"  # theo sự kiện


@dataclass(frozen=True)
class Choice:
    """A policy of a unit (None: of all units) from a day on, until a later choice."""

    unit_id: int | None
    policy: Policy
    valid_from: date


@dataclass(frozen=True)
class EventSpan:
    """Days on which a unit follows `event`: `starts` included, `ends` not."""

    unit_id: int
    starts: date
    ends: date


def policy_on(choices: Sequence[Choice], unit_id: int, day: date) -> Policy:
    """Return the policy that the unit follows on the day; `choices` as they were recorded.

    The choice of the latest day counts, one for all units as much as the unit's own; of one day
    the one recorded last. Without any it is the month's calendar.
    """
    policy = Policy.MONTHLY
    for one in _of_unit(choices, unit_id):
        if one.valid_from <= day:
            policy = one.policy
    return policy


def event_spans(
    choices: Sequence[Choice], unit_ids: Collection[int], first: date, end: date
) -> list[EventSpan]:
    """Return when each of the units follows `event` from the first day to before the end."""
    found = []
    for unit_id in unit_ids:
        starts: date | None = None
        for one in _of_unit(choices, unit_id):
            if one.policy is Policy.EVENT and starts is None:
                starts = one.valid_from
            elif one.policy is Policy.MONTHLY and starts is not None:
                found.append(EventSpan(unit_id, starts, one.valid_from))
                starts = None
        if starts is not None:
            found.append(EventSpan(unit_id, starts, date.max))
    clipped = (EventSpan(o.unit_id, max(o.starts, first), min(o.ends, end)) for o in found)
    return [one for one in clipped if one.starts < one.ends]


def signing_spans(choices: Sequence[Choice], unit_id: int, at: datetime) -> list[Span]:
    """Return when the unit may sign by `event` in this month and the next: always, but by month.

    A list belongs to one month, so the time is cut where a month ends.
    """
    first = local_day(at).replace(day=1)
    spans = []
    for begins in (first, _next_month(first)):
        ends = _next_month(begins)
        for one in event_spans(choices, [unit_id], begins, ends):
            opens, closes = midnight(one.starts), midnight(one.ends)
            spans.append(Span(period_of(opens), opens, closes, ARTICLE, always=one.ends == ends))
    return spans


def may_switch(valid_from: date, today: date) -> Decision:
    """Decide whether a policy may begin on the day: what was owed before stays as it was."""
    return ALLOWED if valid_from >= today else Decision(False, "state", "day_past", "Đ.8")


def _of_unit(choices: Sequence[Choice], unit_id: int) -> list[Choice]:
    mine = (one for one in choices if one.unit_id in (None, unit_id))
    return sorted(mine, key=lambda one: one.valid_from)  # of one day in the order of recording


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
