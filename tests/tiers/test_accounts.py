"""Who gives which account to whom: every tier × every target × every kind. Source: Quy chế Đ.5."""

from datetime import date
from itertools import product

import pytest

from tiers.accounts import (
    AccountState,
    GrantAct,
    Place,
    Relation,
    granting_role,
    highest,
    may_change,
    may_grant,
    may_take_effect,
    needs_two,
    state_of,
)
from tiers.units import Granted, Officer, Role, Tier

F, D, P = Tier.FACILITY, Tier.DEPARTMENT, Tier.PROVINCE
OWN, BELOW, ELSEWHERE = Relation
MINE, THEIRS = 1, 2

# The article written down a second time; what is not here is refused.
ALLOWED = {
    (P, OWN, P): {Role.PROVINCE},  # Đ.5.1a
    (P, BELOW, D): {Role.UNIT_ADMIN},  # Đ.5.1b
    (D, OWN, D): {Role.DEPARTMENT_HR, Role.LEADER, Role.PERSON},  # Đ.5.2b, 2d
    (D, BELOW, F): {Role.UNIT_ADMIN},  # Đ.5.2c; personal ones are the facility's own (2d)
    (F, OWN, F): {Role.HR, Role.LEADER, Role.PERSON},  # Đ.5.3b, 3c
}
CASES = list(product(Tier, Relation, Tier, Role))


def admin(tier: Tier, *, limited: bool = False, unit_id: int = MINE) -> Officer:
    role = granting_role(tier)
    return Officer("lan", role, grants=frozenset({Granted(role, unit_id, limited)}))


def ask(officer: Officer, tier: Tier, role: Role, place: Place, subject: str = "minh"):
    return may_grant(officer, MINE, tier, role, place, subject)


@pytest.mark.parametrize(("tier", "relation", "target", "role"), CASES)
def test_each_tier_gives_what_the_article_says_and_nothing_else(
    tier: Tier, relation: Relation, target: Tier, role: Role
) -> None:
    """Source: Quy chế Đ.5.1-5.3."""
    decision = ask(admin(tier), tier, role, Place(THEIRS, target, relation))
    expected = role in ALLOWED.get((tier, relation, target), set())
    assert decision.allowed is expected
    if not expected:
        assert (decision.kind, decision.code) == ("who", "not_yours_to_grant")


@pytest.mark.parametrize(("tier", "relation", "target", "role"), CASES)
def test_nobody_gives_anything_to_himself(
    tier: Tier, relation: Relation, target: Tier, role: Role
) -> None:
    """Source: Quy chế Đ.5."""
    decision = ask(admin(tier), tier, role, Place(MINE, target, relation), "lan")
    assert (decision.allowed, decision.code) == (False, "own_account")


@pytest.mark.parametrize(("case", "roles"), list(ALLOWED.items()))
@pytest.mark.parametrize("held", Role)
def test_only_the_administration_account_of_that_very_unit_grants(
    case: tuple[Tier, Relation, Tier], roles: set[Role], held: Role
) -> None:
    """Source: Quy chế Đ.5."""
    tier, relation, target = case
    place = Place(MINE, target, relation)
    for role in roles:
        mine = Officer("lan", held, grants=frozenset({Granted(held, MINE)}))
        assert ask(mine, tier, role, place).allowed is (held is granting_role(tier))
        assert not ask(admin(tier, unit_id=THEIRS), tier, role, place)
        assert not ask(admin(tier, limited=True), tier, role, place)
        assert not ask(Officer("lan", granting_role(tier)), tier, role, place)


@pytest.mark.parametrize(("role", "act"), list(product(Role, GrantAct)))
def test_two_persons_agree_on_an_account_that_gives_accounts_and_one_takes_it_away(
    role: Role, act: GrantAct
) -> None:
    """Security bar C6."""
    given = act in (GrantAct.GRANTED, GrantAct.EXTENDED)
    assert needs_two(role, act) is (given and role in {Role.PROVINCE, Role.UNIT_ADMIN})


def test_the_administration_account_outranks_the_management_account_it_grants() -> None:
    personal, hr = Granted(Role.PERSON, 1), Granted(Role.HR, 1)
    assert highest([personal, hr]) == hr
    assert highest([hr, Granted(Role.UNIT_ADMIN, 1), personal]).role is Role.UNIT_ADMIN
    assert highest([Granted(Role.PROVINCE, 9), Granted(Role.UNIT_ADMIN, 1)]).role is Role.PROVINCE
    assert highest([]) is None


TODAY = date(2024, 5, 24)


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (24, None, "ok"),
        (24, 25, "ok"),
        (25, 26, "ok"),
        (23, None, "day_past"),
        (24, 24, "ends_before_start"),
        (26, 25, "ends_before_start"),
    ],
)
def test_a_grant_begins_today_or_later_and_has_a_day(
    starts: int, ends: int | None, code: str
) -> None:
    last = date(2024, 5, ends) if ends else None
    assert may_take_effect(date(2024, 5, starts), last, TODAY).code == code


@pytest.mark.parametrize(
    ("act", "limited", "over", "longer", "code"),
    [
        (GrantAct.LIMITED, False, False, False, "ok"),
        (GrantAct.LIMITED, True, False, False, "already_limited"),
        (GrantAct.EXTENDED, True, False, False, "ok"),
        (GrantAct.EXTENDED, False, False, True, "ok"),
        (GrantAct.EXTENDED, False, False, False, "nothing_extended"),
        (GrantAct.EXTENDED, False, True, True, "grant_over"),
        (GrantAct.REVOKED, True, False, False, "ok"),
        (GrantAct.REVOKED, False, True, False, "grant_over"),
    ],
)
def test_a_grant_is_limited_extended_and_revoked_while_it_stands(
    act: GrantAct, limited: bool, over: bool, longer: bool, code: str
) -> None:
    """Source: Quy chế Đ.5: hạn chế, mở rộng, hủy."""
    assert may_change(act, limited=limited, over=over, longer=longer).code == code


HELD = [Granted(Role.PERSON, 1)]


@pytest.mark.parametrize(
    ("exists", "disabled", "activated", "grants", "state"),
    [
        (False, False, False, [], AccountState.NONE),
        (True, True, True, HELD, AccountState.DISABLED),
        (True, False, True, [], AccountState.EXPIRED),
        (True, False, False, [], AccountState.EXPIRED),
        (True, False, False, HELD, AccountState.WAITING),
        (True, False, True, [*HELD, Granted(Role.HR, 1, True)], AccountState.LIMITED),
        (True, False, True, HELD, AccountState.ACTIVE),
    ],
)
def test_the_state_of_an_account(
    exists: bool, disabled: bool, activated: bool, grants: list[Granted], state: AccountState
) -> None:
    found = state_of(exists=exists, disabled=disabled, activated=activated, grants=grants)
    assert found is state
