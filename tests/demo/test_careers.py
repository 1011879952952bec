"""Pay by rank, step and time: worked cases as of 1 May 2024."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from province_app.demo.careers import LATEST_RECRUITMENT, Pay, may_rise, pay_of
from province_app.demo.catalogues import AS_OF
from tests.demo.reading import coefficients

ADMINISTRATOR, PRINCIPAL = "01.003", "01.002"  # chuyên viên (A1), chuyên viên chính (A2.1)


@pytest.mark.parametrize(
    ("rank", "recruited", "pay"),
    [
        (
            ADMINISTRATOR,
            LATEST_RECRUITMENT,
            Pay(ADMINISTRATOR, date(2024, 2, 1), 1, Decimal("2.34"), date(2024, 2, 1)),
        ),
        (
            ADMINISTRATOR,
            date(2000, 1, 10),
            Pay(ADMINISTRATOR, date(2001, 1, 10), 8, Decimal("4.65"), date(2022, 1, 10)),
        ),
        (  # a driver has no probation and rises every 24 months
            "01.010",
            date(2010, 5, 1),
            Pay("01.010", date(2010, 5, 1), 8, Decimal("3.31"), date(2024, 5, 1)),
        ),
        (  # on the last step since 2010-09: 5 % from 2013-09 and 1 % more each year
            ADMINISTRATOR,
            date(1985, 9, 1),
            Pay(
                ADMINISTRATOR,
                date(1986, 9, 1),
                9,
                Decimal("4.98"),
                date(2010, 9, 1),
                15,
                date(2023, 9, 1),
            ),
        ),
    ],
)
def test_pay_rises_with_regular_steps(rank, recruited, pay):
    """Quality rules SL-4 and SL-7."""
    assert pay_of(Random(1), rank, None, recruited) == pay


@pytest.mark.parametrize("luck", range(50))
def test_a_higher_rank_starts_at_the_nearest_coefficient_that_is_not_lower(luck):
    """Quality rule SL-10."""
    started = date(1996, 3, 5)
    pay = pay_of(Random(luck), ADMINISTRATOR, PRINCIPAL, date(1995, 3, 5))
    months = (pay.rank_date.year - started.year) * 12 + pay.rank_date.month - started.month
    months -= pay.rank_date.day < started.day
    assert months >= 9 * 12
    before = coefficients("A1")[min(months // 36, 8)]
    higher = coefficients("A2.1")
    first = next(step for step, value in enumerate(higher, 1) if value >= before)
    rises = ((AS_OF.year - pay.rank_date.year) * 12 + AS_OF.month - pay.rank_date.month) - (
        AS_OF.day < pay.rank_date.day
    )
    assert pay.rank_code == PRINCIPAL
    assert pay.step == first + rises // 36


def test_nobody_rises_in_the_first_nine_years():
    assert not may_rise(ADMINISTRATOR, date(2014, 5, 2))
    assert may_rise(ADMINISTRATOR, date(2014, 3, 1))
