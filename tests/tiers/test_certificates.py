"""Who binds a certificate, and how soon it has to be renewed. Source: Quy chế Đ.7.1b."""

from datetime import date, timedelta

import pytest

from tiers.certificates import Expiry, expiry_of, may_bind, may_decide
from tiers.units import Officer, Role

TODAY = date(2024, 5, 20)
FIRST, SECOND = Officer("a", Role.PROVINCE), Officer("b", Role.PROVINCE)


@pytest.mark.parametrize(
    ("days", "expiry"),
    [(-1, "over"), (0, "near"), (30, "near"), (31, "soon"), (60, "soon"), (61, "far")],
    ids=str,
)
def test_the_end_is_announced_60_and_30_days_before(days: int, expiry: str) -> None:
    assert expiry_of(TODAY + timedelta(days=days), TODAY) is Expiry(expiry)


def test_only_the_province_binds_and_nobody_the_own_one() -> None:
    assert may_bind(FIRST, "holder").allowed
    assert may_bind(FIRST, "a").code == "own_certificate"
    for role in set(Role) - {Role.PROVINCE}:
        assert may_bind(Officer("a", role), "holder").code == "role_lacks"


def test_another_person_decides_once() -> None:
    assert may_decide(SECOND, "a", "holder", "proposed").allowed
    assert may_decide(FIRST, "a", "holder", "proposed").code == "second_person_needed"
    assert may_decide(SECOND, "a", "b", "proposed").code == "own_certificate"
    assert may_decide(SECOND, "a", "holder", "confirmed").code == "already_decided"
    assert may_decide(Officer("c", Role.HR), "a", "holder", "proposed").code == "role_lacks"
