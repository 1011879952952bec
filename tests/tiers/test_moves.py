"""Who may move somebody, and from which day."""

from datetime import date, timedelta

import pytest

from tiers.moves import MoveState, may_decide, may_move, may_take_effect, roster_day
from tiers.units import Officer, Role, Tier, UnitStaff

STAFF = UnitStaff(7, Tier.FACILITY, ("head",), ("deputy",), ("hr", "hr2"))
TODAY = date(2024, 5, 24)


@pytest.mark.parametrize(
    ("who", "role", "code"),
    [
        ("hr", Role.HR, "ok"),
        ("lan", Role.HR, "own_record"),
        ("hr", Role.PERSON, "role_lacks"),
        ("deputy", Role.LEADER, "not_the_mover"),
        ("stranger", Role.HR, "not_the_mover"),
    ],
)
def test_who_may_move_somebody(who: str, role: Role, code: str) -> None:
    """Source: Quy chế Đ.7.1a, 10."""
    assert may_move(Officer(who, role), "lan", STAFF).code == code


def test_of_the_only_hr_officer_the_deputy() -> None:
    staff = UnitStaff(7, Tier.FACILITY, ("head",), ("deputy",), ("hr",))
    assert may_move(Officer("deputy", Role.LEADER), "hr", staff)
    assert not may_move(Officer("head", Role.LEADER), "hr", staff)


@pytest.mark.parametrize("state", MoveState)
def test_what_is_decided_is_decided(state: MoveState) -> None:
    decision = may_decide(state, Officer("hr", Role.HR), "lan", STAFF)
    assert decision.allowed is (state is MoveState.PROPOSED)


@pytest.mark.parametrize(
    ("days", "code"),
    [(-31, "move_too_old"), (-30, "ok"), (0, "ok"), (366, "ok"), (367, "move_too_far")],
)
def test_a_day_in_the_near_past_or_ahead(days: int, code: str) -> None:
    day = TODAY + timedelta(days=days)
    assert may_take_effect(day, TODAY, date(2020, 1, 1)).code == code


def test_nobody_leaves_before_coming() -> None:
    assert may_take_effect(TODAY, TODAY, TODAY).code == "move_before_start"
    assert may_take_effect(TODAY, TODAY, TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("counted", "day"),
    [(None, 24), (date(2024, 5, 23), 24), (date(2024, 5, 24), 25), (date(2024, 5, 27), 28)],
)
def test_a_counted_roster_stays(counted: date | None, day: int) -> None:
    assert roster_day(TODAY, counted) == date(2024, 5, day)
