"""Which account comes through which door."""

import pytest

from tiers import checking, corrections, evidence, history, requiring, signing, syncing
from tiers.policy import ACTIONS, DOORS, may_enter, rule_names
from tiers.units import Officer, Role

PERSON, HR, LEADER, DEPARTMENT, PROVINCE, ADMIN = Role
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
    "move.read": {HR, LEADER, DEPARTMENT, PROVINCE},
    "move.write": {HR, LEADER, DEPARTMENT, PROVINCE},
    "lookup.read": {HR, DEPARTMENT, PROVINCE},
    "lookup.ask": {HR, DEPARTMENT, PROVINCE},
    "records.import": {HR, DEPARTMENT, PROVINCE},
    "record.print": {HR, DEPARTMENT, PROVINCE},
    "draft.check": {HR, LEADER, DEPARTMENT, PROVINCE},
    "manifest.sign": {LEADER},
    "month.close": {LEADER},
    "sync.read": {DEPARTMENT, PROVINCE},
    "sync.start": {DEPARTMENT, PROVINCE},
    "requirement.read": {DEPARTMENT, PROVINCE},
    "requirement.write": {DEPARTMENT, PROVINCE},
    "catalogue.read": {PROVINCE},
    "catalogue.map": {PROVINCE},
    "catalogue.keep": {PROVINCE},
    "catalogue.propose": {PROVINCE},
    "certificate.read": {PROVINCE},
    "certificate.bind": {PROVINCE},
    "receipt.approve": {PROVINCE},
    "policy.read": {PROVINCE},
    "account.read": {ADMIN, PROVINCE},
    "account.write": {ADMIN, PROVINCE},
    "two_person.read": {HR, LEADER, DEPARTMENT, PROVINCE, ADMIN},
    "two_person.decide": {HR, LEADER, DEPARTMENT, PROVINCE, ADMIN},
    "window.propose": {PROVINCE},
    "key.change": {PROVINCE},
    "delivery.read": {PROVINCE},
    "delivery.register": {PROVINCE},
    "backup.read": {PROVINCE},
    "backup.restore": {PROVINCE},
    "person.search": {HR, LEADER, DEPARTMENT, PROVINCE},
    "sync_policy.read": {PROVINCE},
    "sync_policy.write": {PROVINCE},
    "working_day.read": {PROVINCE},
    "working_day.write": {PROVINCE},
    "level.read": {PROVINCE},
    "level.write": {PROVINCE},
    "request.ask": EVERYBODY,
    "request.answer": {HR, LEADER, DEPARTMENT, PROVINCE},
    "consent.give": EVERYBODY,
    "issue.raise": {HR, LEADER, DEPARTMENT, PROVINCE},
    "issue.answer": {PROVINCE},
    "incident.read": {PROVINCE},
    "incident.write": {PROVINCE},
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


def test_the_table_names_every_rule_of_an_act_and_only_rules_that_exist() -> None:
    """One source: what decides is found from the table, and nothing decides beside it."""
    named = {name for action in ACTIONS.values() for name in rule_names(action)}
    modules = (checking, corrections, evidence, history, requiring, signing, syncing)
    rules = {
        f"{module.__name__}.{name}"
        for module in modules
        for name in vars(module)
        if name.startswith("may_") and getattr(module, name).__module__ == module.__name__
    }
    assert rules
    assert rules <= named
    assert all(name.startswith("tiers.") for name in named)


def test_who_decides_by_a_relation_names_it_and_who_needs_a_state_has_a_rule() -> None:
    for name, action in ACTIONS.items():
        if action.states:
            assert action.rules, name  # somebody has to look at the state
        assert action.article, name
