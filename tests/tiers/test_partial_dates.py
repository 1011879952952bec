"""Dates of three precisions, compared without guessing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiers.partial_dates import (
    add_months,
    add_years,
    months_between,
    span,
    surely_after_day,
    surely_before,
    surely_before_plus,
)

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1987", "1987-01-01", "1987-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2019-05-17", "2019-05-17", "2019-05-17"),
    ],
)
def test_a_text_stands_for_all_its_days(text: str, first: str, last: str) -> None:
    assert span(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text", ["", "nay", "17/05/1987", "1987-13", "2023-02-29", "0000", "9999", "1987-5", None, 1987]
)
def test_what_is_no_date_stands_for_no_day(text: object) -> None:
    assert span(text) is None
    assert not surely_before(text, "2024")
    assert not surely_before("1900", text)


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        ("2019-05-16", "2019-05-17", True),
        ("2019-05-17", "2019-05-17", False),
        ("2019-04", "2019-05-01", True),
        ("2019-05", "2019-05-31", False),
        ("2018", "2019-01", True),
        ("2019", "2019-12-31", False),
    ],
)
def test_only_what_holds_for_all_days_is_sure(one: str, other: str, sure: bool) -> None:
    assert surely_before(one, other) is sure


@given(days, days, st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_less_precision_never_makes_anything_surer(a: date, b: date, cut: int, other: int) -> None:
    if surely_before(a.isoformat()[:cut], b.isoformat()[:other]):
        assert a < b
    if surely_after_day(a.isoformat()[:cut], b):
        assert a > b


@given(days, st.integers(-600, 600))
def test_months_are_added_within_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day
    if day.day <= 28:
        assert months_between(day, moved) == months


def test_a_month_later_ends_with_a_shorter_month() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_years(date(2024, 2, 29), 18) == date(2042, 2, 28)
    assert surely_before_plus("2013-02-02", "2012-02-03", 12)
    assert not surely_before_plus("2013-02-03", "2012-02-03", 12)
