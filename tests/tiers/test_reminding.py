"""The month's reminders by the clock. Source: Quy chế Đ.7; expectations §1, point 20."""

from datetime import timedelta

import pytest

from province_app.services.seed import read_calendar
from tests.provinces import at
from tiers.calendar import midnight
from tiers.reminding import Step, calls, checks, due, pace, signs
from tiers.units import PostKind

RULES = read_calendar()
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("day", "steps"),
    [
        (19, []),
        (20, [Step.RETURNS]),
        (22, [Step.RETURNS]),
        (23, [Step.WINDOW]),
        (24, [Step.WINDOW]),
        (25, [Step.LATE_FACILITY]),
        (26, [Step.LATE_DEPARTMENT]),
        (27, []),
    ],
)
def test_each_step_has_its_days(day: int, steps: list[Step]) -> None:
    assert [one.step for one in due(RULES, "2024-05", at(day))] == steps


def test_a_step_begins_at_eight_and_ends_with_its_use() -> None:
    by_step = {one.step: one for one in calls(RULES, "2024-05")}
    returns = by_step[Step.RETURNS]
    assert returns.at == midnight(at(20).date()) + timedelta(hours=8)
    assert due(RULES, "2024-05", returns.at - SECOND) == []
    assert due(RULES, "2024-05", returns.at) == [returns]
    late = by_step[Step.LATE_FACILITY]
    assert late.until == late.closes == midnight(at(26).date())
    assert late not in due(RULES, "2024-05", late.closes)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_four_steps_in_order(month: int) -> None:
    found = calls(RULES, f"2026-{month:02d}")
    assert [one.step for one in found] == list(Step)
    assert [one.at for one in found] == sorted(one.at for one in found)


def test_without_a_window_nobody_is_reminded() -> None:
    assert calls([], "2024-05") == []


def test_the_post_that_acts_is_the_one_that_is_there() -> None:
    """Quy chế Đ.7.1a: HR checks, else the deputy, else the head; the head signs."""
    every = set(PostKind)
    assert (checks(every), signs(every)) == (PostKind.HR, PostKind.HEAD)
    assert checks(every - {PostKind.HR}) is PostKind.DEPUTY
    assert checks({PostKind.HEAD}) is PostKind.HEAD
    assert signs({PostKind.HR, PostKind.DEPUTY}) is PostKind.DEPUTY
    assert (checks(set()), signs({PostKind.HR})) == (None, None)


def test_the_pace_is_what_the_days_left_need() -> None:
    closes = midnight(at(26).date())
    assert pace(12, closes, at(20)) == 2  # six days begun
    assert pace(13, closes, at(20)) == 3
    assert pace(13, closes, at(25)) == 13
    assert pace(13, closes, at(27)) == 13
