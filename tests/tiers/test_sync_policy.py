"""Which policy counts on which day, and when a unit of the event policy may sign. NĐ 27/2026."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tiers.calendar import VIETNAM
from tiers.sync_policy import (
    Choice,
    EventSpan,
    Policy,
    event_spans,
    may_switch,
    policy_on,
    signing_spans,
)

EVENT, MONTHLY = Policy.EVENT, Policy.MONTHLY
PILOT, OTHER = 7, 8
CHOICES = [
    Choice(PILOT, EVENT, date(2026, 11, 10)),
    Choice(None, EVENT, date(2027, 1, 1)),
    Choice(PILOT, MONTHLY, date(2027, 2, 1)),
]


@pytest.mark.parametrize(
    ("unit", "day", "policy"),
    [
        (PILOT, date(2026, 11, 9), MONTHLY),
        (PILOT, date(2026, 11, 10), EVENT),
        (OTHER, date(2026, 12, 31), MONTHLY),
        (OTHER, date(2027, 1, 1), EVENT),
        (PILOT, date(2027, 1, 31), EVENT),
        (PILOT, date(2027, 2, 1), MONTHLY),
        (OTHER, date(2027, 2, 1), EVENT),
    ],
)
def test_the_latest_choice_counts(unit: int, day: date, policy: Policy) -> None:
    assert policy_on(CHOICES, unit, day) is policy


def test_without_a_choice_the_calendar_of_the_month_counts() -> None:
    assert policy_on([], PILOT, date(2030, 1, 1)) is MONTHLY


def test_of_two_choices_of_one_day_the_one_recorded_last_counts() -> None:
    day = date(2027, 3, 1)
    own, all_units = Choice(PILOT, EVENT, day), Choice(None, MONTHLY, day)
    assert policy_on([own, all_units], PILOT, day) is MONTHLY
    assert policy_on([all_units, own], PILOT, day) is EVENT
    assert event_spans([own, all_units], [PILOT], day, date(2027, 4, 1)) == []


def test_spans_say_the_same_as_the_policy_of_each_day() -> None:
    first, end = date(2026, 10, 25), date(2027, 3, 5)
    spans = event_spans(CHOICES, [PILOT, OTHER], first, end)
    assert EventSpan(PILOT, date(2026, 11, 10), date(2027, 2, 1)) in spans
    for unit in (PILOT, OTHER):
        day = first
        while day < end:
            inside = any(one.unit_id == unit and one.starts <= day < one.ends for one in spans)
            assert inside == (policy_on(CHOICES, unit, day) is EVENT), (unit, day)
            day += timedelta(days=1)


def test_a_unit_may_sign_from_the_midnight_of_its_day_month_after_month() -> None:
    at = datetime(2026, 11, 20, 5, tzinfo=UTC)
    this, following = signing_spans(CHOICES, PILOT, at)
    assert this.opens == datetime(2026, 11, 10, tzinfo=VIETNAM)
    assert (this.period, following.period) == ("2026-11", "2026-12")
    assert this.closes == following.opens == datetime(2026, 12, 1, tzinfo=VIETNAM)
    assert this.always
    assert following.always


def test_the_last_days_of_the_policy_are_not_for_ever() -> None:
    (last,) = signing_spans(
        [*CHOICES, Choice(None, MONTHLY, date(2027, 3, 15))],
        OTHER,
        datetime(2027, 3, 1, 5, tzinfo=UTC),
    )
    assert last.closes == datetime(2027, 3, 15, tzinfo=VIETNAM)
    assert not last.always


def test_a_policy_does_not_begin_in_the_past() -> None:
    today = date(2026, 11, 10)
    assert may_switch(today, today)
    assert may_switch(date(2026, 11, 9), today).code == "day_past"
