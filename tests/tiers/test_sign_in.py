"""How long a session lasts: the edges."""

from datetime import UTC, datetime, timedelta

import pytest

from tiers.sign_in import is_fresh, lives_until
from tiers.units import Role

START = datetime(2024, 5, 20, 1, tzinfo=UTC)


@pytest.mark.parametrize("role", [*Role], ids=str)
def test_a_session_at_rest_ends_after_half_an_hour_an_admin_s_after_a_quarter(role: Role) -> None:
    minutes = 15 if role in (Role.PROVINCE, Role.UNIT_ADMIN) else 30
    roles = {Role.PERSON, role}
    assert lives_until(roles, START, START) == START + timedelta(minutes=minutes)


@pytest.mark.parametrize("role", [*Role], ids=str)
def test_a_session_in_use_ends_after_twelve_hours(role: Role) -> None:
    seen = START + timedelta(hours=11, minutes=59)
    assert lives_until({role}, START, seen) == START + timedelta(hours=12)


def test_a_proof_is_fresh_for_five_minutes() -> None:
    assert is_fresh(START, START + timedelta(minutes=5))
    assert not is_fresh(START, START + timedelta(minutes=5, seconds=1))
    assert not is_fresh(None, START)
