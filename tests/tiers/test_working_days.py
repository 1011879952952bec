"""Working days over Tết, made-up Saturdays, month ends; deadlines of NĐ 27/2026."""

from datetime import UTC, date, datetime, timedelta

import pytest

from province_app.public_holidays import of_vietnam
from tiers.calendar import VIETNAM
from tiers.deadlines import Change, due_at, is_overdue
from tiers.working_days import WorkingCalendar, end_of_working_days, working_days_after

PUBLISHED = of_vietnam()


def local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2028, 1, 21), True),  # the Friday before Tết
        (date(2028, 1, 24), False),
        (date(2028, 1, 29), False),
        (date(2028, 1, 31), True),
        (date(2031, 1, 20), True),
        (date(2031, 1, 27), False),
        (date(2031, 1, 28), True),
        (date(2026, 8, 22), True),  # a Saturday, worked for 31 August
        (date(2026, 8, 31), False),
        (date(2026, 8, 29), False),  # any other Saturday
        (date(2024, 5, 4), True),
        (date(2026, 4, 27), False),  # for Giỗ Tổ on a Sunday
    ],
)
def test_a_day_is_worked_or_not(day: date, works: bool) -> None:
    assert PUBLISHED.works(day) is works


@pytest.mark.parametrize(
    ("since", "last"),
    [
        (date(2028, 1, 20), date(2028, 2, 1)),  # one day before Tết 2028, two after it
        (date(2031, 1, 17), date(2031, 1, 29)),  # a Friday; Monday works, then Tết 2031
        (date(2026, 8, 20), date(2026, 8, 24)),  # the made-up Saturday counts
        (date(2026, 8, 28), date(2026, 9, 7)),  # a Friday; 31 August to 2 September are off
        (date(2026, 10, 29), date(2026, 11, 3)),  # over a month's end
        (date(2027, 12, 31), date(2028, 1, 6)),  # over the year's; 3 January is off for the 1st
        (date(2028, 2, 25), date(2028, 3, 1)),  # 29 February is a Tuesday
    ],
)
def test_three_working_days(since: date, last: date) -> None:
    assert working_days_after(since, 3, PUBLISHED) == last
    end = end_of_working_days(local(since, 23, 59), 3, PUBLISHED)
    assert end == local(last + timedelta(days=1))


def test_what_was_decided_goes_before_what_was_published() -> None:
    saturday, holiday = date(2026, 10, 10), date(2026, 11, 24)
    decided = WorkingCalendar(
        PUBLISHED.holidays,
        PUBLISHED.made_up,
        {saturday: True, holiday: True, date(2026, 10, 12): False},
    )
    assert decided.works(saturday)
    assert decided.works(holiday)
    assert not decided.works(date(2026, 10, 12))
    assert working_days_after(date(2026, 10, 9), 1, decided) == saturday
    assert working_days_after(date(2026, 10, 9), 2, decided) == date(2026, 10, 13)


def test_the_day_is_that_of_vietnam() -> None:
    """23:30 on a Thursday in Hà Nội is still Thursday afternoon in UTC; 00:30 is Friday."""
    thursday = date(2026, 10, 29)
    assert end_of_working_days(local(thursday, 23, 30), 1, PUBLISHED) == local(date(2026, 10, 31))
    friday = thursday + timedelta(days=1)
    assert end_of_working_days(local(friday, 0, 30), 1, PUBLISHED) == local(date(2026, 11, 3))


def test_the_deadline_of_each_kind_of_change() -> None:
    """NĐ 27/2026: one day for what the system brings about, three working days for the rest."""
    confirmed = local(date(2028, 1, 20), 15, 20)
    assert due_at(Change.PROCESS, confirmed, PUBLISHED) == confirmed + timedelta(days=1)
    for change in (Change.OTHER, Change.DOSSIER):
        due = due_at(change, confirmed, PUBLISHED)
        assert due == local(date(2028, 2, 2))
        assert is_overdue(due, due)
        assert not is_overdue(due, due - timedelta(seconds=1))
