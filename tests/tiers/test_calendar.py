"""When the law opens an act: every boundary of every month.

What is expected is counted here by plain arithmetic at +07:00, not by the code under test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from province_app.services.seed import read_calendar
from tiers.calendar import (
    Opening,
    decide_open,
    local_day,
    period_of,
    sign_opening,
    stage_opening,
)
from tiers.stages import Stage
from tiers.units import Tier

VIETNAM = timezone(timedelta(hours=7))
SECOND = timedelta(seconds=1)
MONTHS = [(year, month) for year in range(2026, 2037) for month in range(1, 13)]
RULES = read_calendar()


def midnight(year: int, month: int, day: int) -> datetime:
    """Return the first moment of the day in Vietnam; day 0 of month n is the last of n - 1."""
    return datetime(year, month, 1, tzinfo=VIETNAM) + timedelta(days=day - 1)


def next_month(year: int, month: int) -> tuple[int, int]:
    """Return the month after."""
    return (year + 1, 1) if month == 12 else (year, month + 1)


@dataclass(frozen=True)
class Act:
    """One act of the calendar, and its days by the regulation; `last` None = end of month."""

    name: str
    opening: Callable[[datetime], Opening]
    first: int
    last: int | None
    article: str

    def span(self, year: int, month: int) -> tuple[datetime, datetime]:
        """Return the half-open span of the month."""
        if self.last is None:
            return midnight(year, month, self.first), midnight(*next_month(year, month), 1)
        return midnight(year, month, self.first), midnight(year, month, self.last + 1)


def _sign(tier: Tier) -> Callable[[datetime], Opening]:
    return lambda at: sign_opening(RULES, tier, at)


def _stage(stage: Stage) -> Callable[[datetime], Opening]:
    return lambda at: stage_opening(RULES, stage, at)


FACILITY = Act("facility signs", _sign(Tier.FACILITY), 23, 25, "Đ.7.1b")
DEPARTMENT = Act("department signs", _sign(Tier.DEPARTMENT), 23, 26, "Đ.7.2b")
TO_DEPARTMENT = Act("day 26", _stage(Stage.FACILITY_TO_DEPARTMENT), 26, 26, "Đ.8.1")
TO_PROVINCE = Act("day 27", _stage(Stage.DEPARTMENT_TO_PROVINCE), 27, 27, "Đ.8.2")
TO_NATIONAL = Act("day 28 on", _stage(Stage.PROVINCE_TO_NATIONAL), 28, None, "Đ.8.3")
ACTS = [FACILITY, DEPARTMENT, TO_DEPARTMENT, TO_PROVINCE, TO_NATIONAL]
every_act = pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)


def test_there_are_132_months_with_three_leap_years() -> None:
    assert len(MONTHS) == 132
    ends = [TO_NATIONAL.span(year, 2)[1] - midnight(year, 2, 28) for year in range(2026, 2037)]
    assert ends.count(timedelta(days=2)) == 3  # 2028, 2032, 2036


@every_act
def test_each_span_opens_with_its_first_second_and_closes_with_its_last(act: Act) -> None:
    """Source: Quy chế Đ.7.1b, 7.2b, 8.1-8.3: all 132 months, one second each side."""
    wrong = []
    for year, month in MONTHS:
        opens, closes = act.span(year, month)
        expected = {
            opens - SECOND: False,
            opens: True,
            opens + SECOND: True,
            closes - SECOND: True,
            closes: False,
            closes + SECOND: False,
        }
        wrong += [at for at, open_ in expected.items() if act.opening(at).is_open is not open_]
    assert wrong == []


@every_act
def test_an_open_span_says_its_month_its_end_and_its_article(act: Act) -> None:
    for year, month in MONTHS:
        opens, closes = act.span(year, month)
        for at in (opens, closes - SECOND):
            current = act.opening(at).current
            assert current is not None
            assert (current.opens, current.closes) == (opens, closes)
            assert current.period == f"{year}-{month:02d}"
            assert current.article == act.article


@every_act
def test_the_next_opening_is_this_months_before_it_and_next_months_from_then_on(act: Act) -> None:
    wrong = []
    for year, month in MONTHS:
        opens, closes = act.span(year, month)
        after = act.span(*next_month(year, month))
        expected = {
            midnight(year, month, 1): (opens, closes),
            opens - SECOND: (opens, closes),
            opens: after,
            opens + SECOND: after,
            closes - SECOND: after,
            closes: after,
            closes + SECOND: after,
        }
        for at, span in expected.items():
            following = act.opening(at).following
            if following is None or (following.opens, following.closes) != span:
                wrong.append((at, following))
    assert wrong == []


def moment(text: str) -> datetime:
    """Return the moment of a text such as `2026-05-23 00:00:00`, told in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def open_at(act: Act, *texts: str) -> list[bool]:
    return [act.opening(moment(text)).is_open for text in texts]


def test_a_facility_signs_from_day_23_to_day_25() -> None:
    """Source: Quy chế Đ.7.1b: "Từ ngày 23 đến ngày 25 hàng tháng"."""
    inside = ("2026-05-23 00:00:00", "2026-05-24 12:00:00", "2026-05-25 23:59:59")
    outside = ("2026-05-22 23:59:59", "2026-05-26 00:00:00")
    assert open_at(FACILITY, *inside, *outside) == [True] * 3 + [False] * 2


def test_a_department_has_one_day_more() -> None:
    """Source: Quy chế Đ.7.2b: "Từ ngày 23 đến ngày 26 hàng tháng"."""
    inside = ("2026-05-23 00:00:00", "2026-05-26 00:00:00", "2026-05-26 23:59:59")
    outside = ("2026-05-22 23:59:59", "2026-05-27 00:00:00")
    assert open_at(DEPARTMENT, *inside, *outside) == [True] * 3 + [False] * 2


def test_the_province_itself_has_no_window_since_it_employs_nobody() -> None:
    """Source: Quy chế Đ.7: only facilities, departments and districts approve."""
    assert sign_opening(RULES, Tier.PROVINCE, moment("2026-05-24 12:00:00")) == Opening(None, None)


def test_facilities_climb_on_day_26() -> None:
    """Source: Quy chế Đ.8.1: "trong ngày 26 hàng tháng"."""
    inside = ("2026-05-26 00:00:00", "2026-05-26 23:59:59")
    outside = ("2026-05-25 23:59:59", "2026-05-27 00:00:00")
    assert open_at(TO_DEPARTMENT, *inside, *outside) == [True] * 2 + [False] * 2


def test_departments_climb_on_day_27() -> None:
    """Source: Quy chế Đ.8.2: "trong ngày 27 hàng tháng"."""
    inside = ("2026-05-27 00:00:00", "2026-05-27 23:59:59")
    outside = ("2026-05-26 23:59:59", "2026-05-28 00:00:00")
    assert open_at(TO_PROVINCE, *inside, *outside) == [True] * 2 + [False] * 2


@pytest.mark.parametrize(
    ("last_day", "next_day"),
    [
        ("2026-02-28", "2026-03-01"),
        ("2028-02-29", "2028-03-01"),
        ("2026-04-30", "2026-05-01"),
        ("2026-12-31", "2027-01-01"),
    ],
)
def test_the_province_climbs_from_day_28_to_the_end_of_the_month(
    last_day: str, next_day: str
) -> None:
    """Source: Quy chế Đ.8.3: "từ ngày 28 đến ngày 31 hàng tháng"; a short month ends sooner."""
    first = last_day[:8] + "28"
    assert open_at(TO_NATIONAL, f"{first} 00:00:00", f"{last_day} 23:59:59") == [True, True]
    assert not TO_NATIONAL.opening(moment(f"{first} 00:00:00") - SECOND).is_open
    assert open_at(TO_NATIONAL, f"{next_day} 00:00:00") == [False]


def test_a_holiday_or_a_weekend_moves_no_window() -> None:
    """Tết 2028 falls on 26 January: the regulation has no rule that shifts a window for it."""
    assert open_at(TO_DEPARTMENT, "2028-01-26 09:00:00") == [True]
    assert moment("2026-05-23 00:00:00").weekday() == 5  # a Saturday
    assert open_at(FACILITY, "2026-05-23 09:00:00") == [True]


def test_the_day_is_vietnams_whatever_the_zone_of_the_moment() -> None:
    evening = datetime(2026, 5, 22, 17, 0, tzinfo=UTC)  # 23 May, 00:00 in Vietnam
    pacific = evening.astimezone(timezone(timedelta(hours=-8)))
    for at in (evening, pacific):
        assert sign_opening(RULES, Tier.FACILITY, at).is_open
        assert not sign_opening(RULES, Tier.FACILITY, at - SECOND).is_open
        assert local_day(at) == date(2026, 5, 23)
    new_year = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert (period_of(new_year - SECOND), period_of(new_year)) == ("2026-12", "2027-01")


@every_act
def test_a_closed_act_answers_when_it_opens_and_by_which_article(act: Act) -> None:
    """Source: design decision 5."""
    opens, closes = act.span(2026, 5)
    assert decide_open(act.opening(opens), "window_closed").allowed
    for at, expected in ((opens - SECOND, opens), (closes, act.span(2026, 6)[0])):
        decision = decide_open(act.opening(at), "window_closed")
        assert not decision.allowed
        assert (decision.kind, decision.code) == ("when", "window_closed")
        assert (decision.until, decision.article) == (expected, act.article)
