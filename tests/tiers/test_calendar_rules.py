"""Rules of the calendar are dated: they come into force, end, follow each other."""

from datetime import date, datetime, timedelta, timezone

from tiers.calendar import (
    Opening,
    Rule,
    decide_open,
    last_stage,
    local_day,
    sign_opening,
    stage_opening,
)
from tiers.stages import Stage
from tiers.units import Tier

VIETNAM = timezone(timedelta(hours=7))
SECOND = timedelta(seconds=1)


def moment(text: str) -> datetime:
    """Return the moment of a text such as `2026-05-23 00:00:00`, told in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def rule(first: int, last: int | None, begins: str, ends: str | None = None) -> Rule:
    """Return a dated rule for the signing of facilities."""
    until = date.fromisoformat(ends) if ends else None
    return Rule("sign", Tier.FACILITY, first, last, "Đ.x", date.fromisoformat(begins), until)


def spans(rules: list[Rule], *, since: str, months: int) -> list[tuple[str, str]]:
    """Return the first and last day of every span from `since` on, asked like a person would."""
    found, at = [], moment(since)
    end = at + timedelta(days=31 * months)
    while (span := sign_opening(rules, Tier.FACILITY, at).following) and span.opens < end:
        found.append((str(local_day(span.opens)), str(local_day(span.closes - SECOND))))
        at = span.opens
    return found


def test_a_rule_holds_from_its_first_day_on() -> None:
    rules = [rule(23, 25, "2026-05-01")]
    before = sign_opening(rules, Tier.FACILITY, moment("2026-04-24 12:00:00"))
    assert not before.is_open
    assert before.following is not None
    assert before.following.opens == moment("2026-05-23 00:00:00")
    assert sign_opening(rules, Tier.FACILITY, moment("2026-05-24 12:00:00")).is_open


def test_a_rule_that_comes_into_force_during_its_days_waits_for_the_next_month() -> None:
    for begins, first in (("2026-05-23", "2026-05-23"), ("2026-05-24", "2026-06-23")):
        assert spans([rule(23, 25, begins)], since="2026-05-01", months=2)[0][0] == first


def test_a_rule_that_ends_opens_nothing_more() -> None:
    rules = [rule(23, 25, "2026-01-01", "2026-06-01")]
    assert sign_opening(rules, Tier.FACILITY, moment("2026-05-25 23:59:59")).is_open
    after = sign_opening(rules, Tier.FACILITY, moment("2026-05-26 00:00:00"))
    assert after == Opening(None, None)
    closed = decide_open(after, "window_closed")
    assert (closed.kind, closed.code, closed.until) == ("when", "window_closed", None)


def test_a_rule_ends_with_the_day_before_its_last_date() -> None:
    """Dated rows are half-open, as everywhere: `valid_to` is the first day without the rule."""
    for ends, spans_left in (("2026-05-23", []), ("2026-05-24", [("2026-05-23", "2026-05-25")])):
        assert spans([rule(23, 25, "2026-05-01", ends)], since="2026-05-01", months=2) == spans_left


def test_a_rule_that_ends_during_its_days_lets_them_end() -> None:
    rules = [rule(23, 25, "2026-01-01", "2026-05-24")]
    assert sign_opening(rules, Tier.FACILITY, moment("2026-05-25 23:59:59")).is_open
    assert spans(rules, since="2026-05-01", months=3) == [("2026-05-23", "2026-05-25")]


def test_of_two_successive_rules_each_holds_its_own_months() -> None:
    rules = [rule(23, 25, "2026-01-01", "2026-07-01"), rule(20, 22, "2026-07-01")]
    expected = [
        ("2026-05-23", "2026-05-25"),
        ("2026-06-23", "2026-06-25"),
        ("2026-07-20", "2026-07-22"),
        ("2026-08-20", "2026-08-22"),
    ]
    for order in (rules, rules[::-1]):
        assert spans(order, since="2026-05-01", months=4) == expected


def test_the_nearest_opening_comes_first_whatever_the_order_of_the_rules() -> None:
    twice_a_month = [rule(26, 26, "2026-01-01"), rule(10, 11, "2026-01-01")]
    assert spans(twice_a_month, since="2026-05-01", months=1) == [
        ("2026-05-10", "2026-05-11"),
        ("2026-05-26", "2026-05-26"),
    ]


def test_days_to_31_as_the_regulation_writes_them_end_with_a_short_month() -> None:
    """Source: Quy chế Đ.8.3; an administrator copies the article's own numbers."""
    days = spans([rule(28, 31, "2026-01-01")], since="2026-01-01", months=4)
    assert [last for _, last in days] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]


def test_a_month_without_the_first_day_has_no_span() -> None:
    days = spans([rule(30, None, "2026-01-01")], since="2026-01-01", months=3)
    assert days == [("2026-01-30", "2026-01-31"), ("2026-03-30", "2026-03-31")]


def test_a_rule_of_one_tier_or_stage_opens_nothing_to_another() -> None:
    at = moment("2026-05-24 12:00:00")
    assert not sign_opening([rule(1, None, "2026-01-01")], Tier.DEPARTMENT, at).is_open
    assert not stage_opening(
        [rule(1, None, "2026-01-01")], Stage.FACILITY_TO_DEPARTMENT, at
    ).is_open


def test_the_last_stage_that_the_calendar_has_ends_at_the_node_above() -> None:
    """Quy chế Đ.8.2, 8.3: of a department's own software that is the one to the province."""

    def stages(*acts: str) -> list[Rule]:
        return [Rule(act, None, 26, None, "Đ.8", date(2024, 5, 1), None) for act in acts]

    inside, to_province, to_national = Stage
    assert last_stage(stages("sign", to_province, inside)) is to_province
    assert last_stage(stages(to_national, to_province, inside)) is to_national
    assert last_stage([]) is to_national
