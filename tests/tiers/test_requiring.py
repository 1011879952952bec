"""Who may require fields of the records below, and from which day."""

from datetime import date

import pytest

from tiers.requiring import may_take_effect, requires_for
from tiers.units import Officer, Post, PostKind, Role, Tier

UNIT = 7


@pytest.mark.parametrize(
    ("role", "post", "tier", "allowed"),
    [
        (Role.PROVINCE, None, Tier.PROVINCE, True),
        (Role.PROVINCE, PostKind.HR, Tier.DEPARTMENT, False),
        (Role.DEPARTMENT_HR, PostKind.HR, Tier.DEPARTMENT, True),
        (Role.DEPARTMENT_HR, PostKind.HR, Tier.FACILITY, False),
        (Role.DEPARTMENT_HR, PostKind.HR, Tier.PROVINCE, False),
        (Role.DEPARTMENT_HR, PostKind.HEAD, Tier.DEPARTMENT, False),
        (Role.DEPARTMENT_HR, None, Tier.DEPARTMENT, False),
        (Role.HR, PostKind.HR, Tier.DEPARTMENT, False),
        (Role.LEADER, PostKind.HEAD, Tier.DEPARTMENT, False),
    ],
)
def test_an_upper_unit_requires_for_its_own_subtree(
    role: Role, post: PostKind | None, tier: Tier, allowed: bool
) -> None:
    """Source: Quy chế Đ.5."""
    posts = frozenset({Post(UNIT, post)} if post else set())
    assert requires_for(Officer("lan", role, posts), UNIT, tier) is allowed


def test_nothing_is_required_of_a_day_that_is_over() -> None:
    today = date(2024, 5, 24)
    assert may_take_effect(today, today).allowed
    refused = may_take_effect(date(2024, 5, 23), today)
    assert (refused.allowed, refused.kind, refused.code) == (False, "state", "day_past")
