"""Five working days, weekends and holidays left out."""

from datetime import date

import pytest

from province_app.public_holidays import of_vietnam
from tiers.objections import last_day, may_object


@pytest.mark.parametrize(
    ("confirmed", "last"),
    [
        (date(2024, 5, 20), date(2024, 5, 27)),  # a Monday
        (date(2024, 5, 24), date(2024, 5, 31)),  # a Friday
        (date(2024, 5, 25), date(2024, 5, 31)),  # a Saturday
        (date(2024, 2, 7), date(2024, 2, 21)),  # before Tết
        (date(2024, 4, 26), date(2024, 5, 7)),  # 29 April was moved to Saturday 4 May
    ],
)
def test_five_working_days_of_vietnam(confirmed: date, last: date) -> None:
    assert last_day(confirmed, of_vietnam()) == last


def test_the_last_day_counts_and_the_next_one_does_not() -> None:
    last = date(2024, 5, 27)
    assert may_object(last, last, True, False)
    assert may_object(last, date(2024, 5, 28), True, False).code == "objection_late"
    assert may_object(last, last, False, False).code == "on_no_roster"
    assert may_object(last, last, True, True).code == "correction_open"
