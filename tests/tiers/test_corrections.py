"""Who may report a field as wrong, and who answers."""

import pytest

from tiers.corrections import may_answer, may_ask
from tiers.units import Officer, Post, PostKind, Role, Tier, UnitStaff

STAFF = UnitStaff(1, Tier.FACILITY, heads=("head",), deputies=("deputy",), hr=("hr", "other"))


@pytest.mark.parametrize(
    ("filled_by", "on_roster", "still_open", "code"),
    [
        ("hr", True, False, "ok"),
        ("system", True, False, "ok"),
        ("person", True, False, "correction_own_field"),
        ("hr", False, False, "on_no_roster"),
        ("hr", True, True, "correction_open"),
    ],
)
def test_a_person_reports_what_others_fill_once(
    filled_by: str, on_roster: bool, still_open: bool, code: str
) -> None:
    """Quy chế Đ.6.2a."""
    assert may_ask(filled_by, on_roster, still_open).code == code


@pytest.mark.parametrize(
    ("who", "role", "answered", "code"),
    [
        ("hr", Role.HR, False, "ok"),
        ("hr", Role.HR, True, "correction_answered"),
        ("hr", Role.PERSON, False, "role_lacks"),
        ("subject", Role.HR, False, "own_record"),
        ("deputy", Role.LEADER, False, "not_the_checker"),
        ("stranger", Role.HR, False, "not_the_checker"),
    ],
)
def test_who_may_check_the_record_answers(who: str, role: Role, answered: bool, code: str) -> None:
    """Quy chế Đ.7.1a."""
    officer = Officer(who, role, frozenset({Post(1, PostKind.HR)}))
    assert may_answer(answered, officer, "subject", STAFF).code == code


def test_without_hr_the_deputy_answers() -> None:
    """Design decision 8, as for a check."""
    staff = UnitStaff(1, Tier.FACILITY, heads=("head",), deputies=("deputy",), hr=("subject",))
    officer = Officer("deputy", Role.LEADER)
    assert may_answer(False, officer, "subject", staff).allowed
