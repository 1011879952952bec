"""Who is reminded of the month's work, and when; who is late at the pace of these days.

Day 20: who has a return open. Day 23: who checks and who signs. The last day of each tier's window
(25, 26): who is behind, and who stands above them. Source: Quy chế Đ.7, 8; docs/adr/0042.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from tiers.calendar import Rule, span_of
from tiers.units import PostKind, Tier

HOUR = timedelta(hours=8)  # of the day, in Vietnam: before the work begins
BEFORE = timedelta(days=3)  # before the first window opens


class Step(StrEnum):
    """What is told; each once a month and account."""

    RETURNS = "returns"  # to whoever has a return open
    WINDOW = "window"  # to who checks and who signs
    LATE_FACILITY = "late_facility"  # to the facilities behind, and their departments
    LATE_DEPARTMENT = "late_department"  # to the departments behind, and Sở Nội vụ


@dataclass(frozen=True)
class Call:
    """A step of a month: owed from `at` on, worth telling before `until`; aware UTC.

    `closes`: the end of the window that it speaks of.
    """

    step: Step
    period: str
    at: datetime
    until: datetime
    closes: datetime


def calls(rules: Sequence[Rule], period: str) -> list[Call]:
    """Return the month's steps; none for a tier that has no window in it."""
    windows = {
        rule.tier: span
        for rule in rules
        if rule.act == "sign" and (span := span_of(rule, period)) is not None
    }
    found = []
    if facility := windows.get(Tier.FACILITY):
        opens, closes = facility.opens, facility.closes
        last = closes - timedelta(days=1)
        found = [
            Call(Step.RETURNS, period, opens - BEFORE + HOUR, opens, closes),
            Call(Step.WINDOW, period, opens + HOUR, last, closes),
            Call(Step.LATE_FACILITY, period, last + HOUR, closes, closes),
        ]
    if department := windows.get(Tier.DEPARTMENT):
        last = department.closes - timedelta(days=1)
        late = last + HOUR, department.closes, department.closes
        found.append(Call(Step.LATE_DEPARTMENT, period, *late))
    return found


def due(rules: Sequence[Rule], period: str, at: datetime) -> list[Call]:
    """Return the steps that are to be told now; one whose time is over is told no more."""
    return [one for one in calls(rules, period) if one.at <= at < one.until]


def checks(held: Collection[PostKind]) -> PostKind | None:
    """Return which post of a unit checks: HR, else deputy, else head. Source: Quy chế Đ.7.1a."""
    order = (PostKind.HR, PostKind.DEPUTY, PostKind.HEAD)
    return next((one for one in order if one in held), None)


def signs(held: Collection[PostKind]) -> PostKind | None:
    """Return which post of a unit is told of what waits to be signed. Source: Quy chế Đ.7.1b."""
    order = (PostKind.HEAD, PostKind.DEPUTY)
    return next((one for one in order if one in held), None)


def pace(left: int, closes: datetime, at: datetime) -> int:
    """Return how many records a day are needed until the window closes; all of them at the end."""
    days = max(ceil((closes - at) / timedelta(days=1)), 1)
    return ceil(left / days)
