"""Who may start a stage by hand, and who approves the national receipt."""

from datetime import UTC, datetime, timedelta

import pytest

from tiers.calendar import Opening, Span
from tiers.stages import Outcome, Stage
from tiers.syncing import may_approve_receipt, may_start_stage
from tiers.units import Granted, Officer, Role, Tier

NOON = datetime(2026, 5, 28, 5, tzinfo=UTC)
MAY = Span("2026-05", NOON, NOON + timedelta(days=3), "Đ.8.3")
JUNE = Span("2026-06", NOON + timedelta(days=31), NOON + timedelta(days=34), "Đ.8.3")
OPEN, CLOSED = Opening(MAY, JUNE), Opening(None, JUNE)
STARTERS = {
    Stage.FACILITY_TO_DEPARTMENT: {Role.DEPARTMENT_HR, Role.PROVINCE},
    Stage.DEPARTMENT_TO_PROVINCE: {Role.DEPARTMENT_HR, Role.PROVINCE},
    Stage.PROVINCE_TO_NATIONAL: {Role.PROVINCE},
}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("role", Role)
def test_a_role_starts_the_stages_of_its_level(stage: Stage, role: Role) -> None:
    """Source: Quy chế Đ.8, 17.4, 18."""
    decision = may_start_stage(Officer("lan", role), stage, OPEN)
    assert decision.allowed is (role in STARTERS[stage])
    assert decision.allowed or (decision.kind, decision.code) == ("who", "role_lacks")


def test_a_limited_grant_starts_and_approves_nothing() -> None:
    """Whoever has another grant in full came through the door with that. Source: Đ.5."""
    grants = {Granted(Role.PROVINCE, 1, limited=True), Granted(Role.DEPARTMENT_HR, 2)}
    officer = Officer("lan", Role.PROVINCE, grants=frozenset(grants))
    assert not may_start_stage(officer, Stage.PROVINCE_TO_NATIONAL, OPEN)
    assert may_start_stage(officer, Stage.DEPARTMENT_TO_PROVINCE, OPEN)
    assert not may_approve_receipt(officer)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("role", Role)
def test_the_button_is_refused_outside_the_stages_days_like_any_act(
    stage: Stage, role: Role
) -> None:
    """Source: Quy chế Đ.8.1-8.3."""
    decision = may_start_stage(Officer("lan", role), stage, CLOSED)
    assert not decision.allowed
    if role in STARTERS[stage]:
        assert (decision.kind, decision.code) == ("when", "stage_closed")
        assert (decision.until, decision.article) == (JUNE.opens, "Đ.8.3")
    else:
        assert (decision.kind, decision.until) == ("who", None)  # no day would help


@pytest.mark.parametrize("role", Role)
def test_only_the_province_approves_the_receipt(role: Role) -> None:
    """Source: TT 06/2023, Quy chế Đ.13 bước 4."""
    decision = may_approve_receipt(Officer("lan", role))
    assert decision.allowed is (role is Role.PROVINCE)


def test_each_tier_sends_in_its_own_stage_one_above_the_other() -> None:
    """Source: Quy chế Đ.8.1-8.3."""
    senders = [stage.sender_tier for stage in Stage]
    assert senders == [Tier.FACILITY, Tier.DEPARTMENT, Tier.PROVINCE]


def test_a_record_has_one_of_the_six_outcomes_of_the_sum() -> None:
    """Source: exchange contract §3, conservation."""
    names = "queued sent accepted unchanged rejected withheld"
    assert [str(outcome) for outcome in Outcome] == names.split()
