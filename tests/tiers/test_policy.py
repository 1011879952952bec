"""Which account comes through which door."""

import pytest

from tiers.policy import DOORS, may_enter
from tiers.units import Officer, Role

PERSON, HR, LEADER, DEPARTMENT, PROVINCE = Role
EVERYBODY = set(Role)

# The table of the regulation, written down a second time: a changed door is a changed test.
EXPECTED = {
    "home.read": EVERYBODY,
    "record.read_own": EVERYBODY,
    "record.write_own": EVERYBODY,
    "record.print_own": EVERYBODY,
    "record.read_history": EVERYBODY,
    "catalogue.search": EVERYBODY,
    "evidence.read": EVERYBODY,
    "correction.ask": EVERYBODY,
    "correction.answer": {HR, LEADER, DEPARTMENT, PROVINCE},
    "unit.read": {HR, DEPARTMENT, PROVINCE},
    "unit.write": {HR, DEPARTMENT, PROVINCE},
    "records.import": {HR, DEPARTMENT, PROVINCE},
    "draft.check": {HR, LEADER, DEPARTMENT, PROVINCE},
    "manifest.sign": {LEADER},
    "month.close": {LEADER},
    "sync.read": {DEPARTMENT, PROVINCE},
    "sync.start": {DEPARTMENT, PROVINCE},
    "requirement.read": {DEPARTMENT, PROVINCE},
    "requirement.write": {DEPARTMENT, PROVINCE},
    "catalogue.read": {PROVINCE},
    "certificate.read": {PROVINCE},
    "certificate.bind": {PROVINCE},
    "receipt.approve": {PROVINCE},
}


def test_there_are_these_doors_and_no_others() -> None:
    """Source: Quy chế Đ.5."""
    assert set(DOORS) == set(EXPECTED)


@pytest.mark.parametrize("action", EXPECTED)
@pytest.mark.parametrize("role", Role)
def test_a_role_has_its_doors_and_no_others(action: str, role: Role) -> None:
    """Source: Quy chế Đ.5."""
    decision = may_enter(Officer("lan", role), action)
    assert decision.allowed is (role in EXPECTED[action])
    if not decision.allowed:
        assert (decision.kind, decision.code, decision.article) == ("who", "role_lacks", "Đ.5")


def test_an_action_without_a_row_is_an_error_not_an_open_door() -> None:
    with pytest.raises(KeyError):
        may_enter(Officer("lan", Role.PROVINCE), "record.delete")
