"""What the schedule owes by a moment: downtime, late stages, a moved clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.schedule import JOBS
from province_app.services.seed import read_calendar
from tiers.calendar import Rule
from tiers.schedule import Due, Job, due, last_moment
from tiers.stages import Stage

RULES = read_calendar()
LONG_AGO = datetime(2024, 5, 20, 1, tzinfo=UTC)
FIRST, SECOND, THIRD = (job.name for job in JOBS)
SECONDS = timedelta(seconds=1)


def vietnam(text: str) -> datetime:
    """Return the moment of `2026-05-26 01:00`, told in Vietnam."""
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


def owed(at: datetime, since: datetime = LONG_AGO) -> list[tuple[str, str, datetime]]:
    return [(one.job.name, one.period, one.due_at) for one in due(JOBS, RULES, since, at)]


def of_month(at: datetime, period: str, since: datetime = LONG_AGO) -> list[tuple[str, datetime]]:
    return [(name, moment) for name, month, moment in owed(at, since) if month == period]


DAY_26, DAY_27 = (FIRST, vietnam("2026-05-26 01:00")), (SECOND, vietnam("2026-05-27 01:00"))
LAST_DAYS = [(THIRD, vietnam(f"2026-05-{day} 01:00")) for day in (28, 29, 30, 31)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-05-26 00:59:59", []),
        ("2026-05-26 01:00:00", [DAY_26]),
        ("2026-05-27 00:59:59", [DAY_26]),
        ("2026-05-27 01:00:00", [DAY_26, DAY_27]),
        ("2026-05-28 01:00:00", [DAY_26, DAY_27, *LAST_DAYS[:1]]),
        ("2026-05-31 00:59:59", [DAY_26, DAY_27, *LAST_DAYS[:3]]),
        ("2026-05-31 23:59:59", [DAY_26, DAY_27, *LAST_DAYS]),
    ],
)
def test_each_stage_falls_due_in_the_night_of_its_days(
    at: str, expected: list[tuple[str, datetime]]
) -> None:
    """Source: Quy chế Đ.8.1-8.3; the last stage on each of its days."""
    assert of_month(vietnam(at), "2026-05") == expected


@pytest.mark.parametrize(("month", "last"), [("2026-02", 28), ("2028-02", 29), ("2026-04", 30)])
def test_the_last_stage_falls_due_on_each_day_to_the_end_of_the_month(
    month: str, last: int
) -> None:
    """Source: Quy chế Đ.8.3."""
    found = of_month(vietnam(f"{month}-{last} 23:59:59") + SECONDS, month)
    assert [moment for name, moment in found if name == THIRD] == [
        vietnam(f"{month}-{day} 01:00") for day in range(28, last + 1)
    ]


def test_a_node_that_was_down_on_the_day_owes_the_stage_afterwards() -> None:
    """Source: design decision 11: run late rather than never."""
    down_since, up_again = vietnam("2026-05-25 18:00"), vietnam("2026-05-28 09:00")
    assert owed(up_again, since=down_since) == [
        (FIRST, "2026-05", vietnam("2026-05-26 01:00")),
        (SECOND, "2026-05", vietnam("2026-05-27 01:00")),
        (THIRD, "2026-05", vietnam("2026-05-28 01:00")),
    ]


def test_last_months_stages_are_still_owed_in_the_next_under_their_own_month() -> None:
    at = vietnam("2026-06-02 08:00")
    assert of_month(at, "2026-05") == [DAY_26, DAY_27, *LAST_DAYS]
    assert of_month(at, "2026-06") == []
    assert of_month(vietnam("2026-07-31 23:00"), "2026-05") == [DAY_26, DAY_27, *LAST_DAYS]


def test_what_is_older_than_two_months_is_past_catching_up() -> None:
    assert of_month(vietnam("2026-08-01 00:00:00"), "2026-05") == []
    assert {month for _, month, _ in owed(vietnam("2026-08-01 00:00"))} == {"2026-06", "2026-07"}


def test_the_months_before_a_new_year_are_the_old_years() -> None:
    months = {month for _, month, _ in owed(vietnam("2027-01-02 08:00"))}
    assert months == {"2026-11", "2026-12"}


def test_nothing_is_owed_of_the_time_before_the_node_had_people() -> None:
    since = vietnam("2026-05-26 01:00")
    assert of_month(since, "2026-05", since=since) == []
    assert of_month(since, "2026-05", since=since - SECONDS) == [DAY_26]
    later = vietnam("2026-05-29 12:00")
    assert of_month(vietnam("2026-05-30 02:00"), "2026-05", since=later) == [LAST_DAYS[2]]


def test_nothing_is_owed_before_the_regulation_is_in_force() -> None:
    """Source: config/calendar.json, valid from 2024-05-01."""
    since = vietnam("2024-01-01 00:00")
    assert owed(vietnam("2024-05-25 00:00"), since=since) == []


def test_a_clock_that_jumps_ahead_owes_what_it_jumped_over_in_order() -> None:
    at = vietnam("2026-06-28 02:00")
    found = owed(at, since=vietnam("2026-05-27 12:00"))
    assert [moment for _, _, moment in found] == sorted(moment for _, _, moment in found)
    assert [(name, month) for name, month, _ in found] == [
        *[(THIRD, "2026-05")] * 4,
        (FIRST, "2026-06"),
        (SECOND, "2026-06"),
        (THIRD, "2026-06"),
    ]


def test_a_clock_set_back_owes_less_and_the_same_names_of_what_it_still_owes() -> None:
    """The claim is by (job, period, due time): what was done before the jump is found done."""
    late, early = vietnam("2026-05-30 12:00"), vietnam("2026-05-26 12:00")
    assert set(owed(early)) < set(owed(late))
    assert owed(early)[-1] == (FIRST, "2026-05", vietnam("2026-05-26 01:00"))


moments = st.integers(0, 11 * 365 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@settings(deadline=None, max_examples=100)
@given(moments, moments, moments)
def test_two_half_times_owe_together_what_the_whole_owes(
    one: datetime, two: datetime, three: datetime
) -> None:
    """However often the tick comes, nothing is owed twice and nothing is left out."""
    start, middle, end = sorted([one, two, three])
    start = max(start, end - timedelta(days=59))  # the reach of catching up
    middle = max(start, middle)
    halves = owed(middle, since=start) + owed(end, since=middle)
    assert halves == owed(end, since=start)
    assert len(set(halves)) == len(halves)


def test_two_successive_rules_each_owe_their_own_months() -> None:
    day_10 = Rule(Stage.FACILITY_TO_DEPARTMENT, None, 10, 10, "Đ.x", date(2026, 7, 1))
    day_26 = Rule(
        Stage.FACILITY_TO_DEPARTMENT, None, 26, 26, "Đ.8.1", date(2024, 5, 1), date(2026, 7, 1)
    )
    job = Job("climb", Stage.FACILITY_TO_DEPARTMENT, time(1, 0))
    assert due([job], [day_26, day_10], LONG_AGO, vietnam("2026-08-09 00:00")) == [
        Due(job, "2026-06", vietnam("2026-06-26 01:00")),
        Due(job, "2026-07", vietnam("2026-07-10 01:00")),
    ]


def test_a_job_that_is_not_daily_falls_due_on_the_first_of_its_days() -> None:
    once = Job("climb", Stage.PROVINCE_TO_NATIONAL, time(1, 0))
    assert due([once], RULES, vietnam("2026-05-01 00:00"), vietnam("2026-05-31 12:00")) == [
        Due(once, "2026-05", vietnam("2026-05-28 01:00"))
    ]


def test_a_stage_without_a_rule_is_never_owed() -> None:
    others = [rule for rule in RULES if rule.act != Stage.FACILITY_TO_DEPARTMENT]
    found = due(JOBS, others, LONG_AGO, vietnam("2026-05-31 12:00"))
    assert {one.job.name for one in found} == {SECOND, THIRD}


def test_the_last_moment_at_an_hour_is_todays_or_yesterdays() -> None:
    two = time(2, 0)
    assert last_moment(two, datetime(2024, 5, 20, 19, 0, tzinfo=UTC)) == datetime(
        2024, 5, 20, 19, 0, tzinfo=UTC
    )  # 02:00 of the 21st in Vietnam, on the second
    assert last_moment(two, datetime(2024, 5, 20, 18, 59, 59, tzinfo=UTC)) == datetime(
        2024, 5, 19, 19, 0, tzinfo=UTC
    )
