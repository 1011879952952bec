"""Who may send and who may confirm a draft."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiers.staffs import officer_of, people, roles, staff, staffs
from tiers.checking import Checkers, DraftState, checkers_of, may_check, may_write
from tiers.decision import ALLOWED
from tiers.units import Officer, PostKind, Role, UnitStaff

HR, DEPUTY, HEAD = PostKind.HR, PostKind.DEPUTY, PostKind.HEAD
FULL = {"hr": "lan", "deputies": "minh", "heads": "nga"}


@pytest.mark.parametrize(
    ("posts", "subject", "typed_by", "expected", "acting_as"),
    [
        (FULL, "phuc", "phuc", "lan", HR),
        # The HR officer's own record, and what the HR officer typed for another.
        (FULL, "lan", "lan", "minh", DEPUTY),
        (FULL, "phuc", "lan", "minh", DEPUTY),
        # Another HR officer goes before the deputy.
        (FULL | {"hr": "lan minh"}, "lan", "lan", "minh", HR),
        (FULL | {"hr": "lan minh"}, "phuc", "lan", "minh", HR),
        (FULL | {"hr": "lan minh"}, "phuc", "phuc", "lan minh", HR),
        (FULL | {"hr": "lan minh"}, "lan", "minh", "nga", HEAD),  # the deputy typed it
        # Nobody of HR: the deputy; the deputy's own: the head.
        ({"deputies": "minh", "heads": "nga"}, "phuc", "phuc", "minh", DEPUTY),
        ({"deputies": "minh", "heads": "nga"}, "minh", "minh", "nga", HEAD),
        ({"deputies": "minh", "heads": "nga"}, "phuc", "minh", "nga", HEAD),
        ({"deputies": "minh lan", "heads": "nga"}, "minh", "minh", "lan", DEPUTY),
        ({"heads": "nga"}, "phuc", "phuc", "nga", HEAD),
        # Who holds two posts checks by the first of them.
        ({"hr": "nga", "heads": "nga"}, "phuc", "phuc", "nga", HR),
        # A visible blocked state, never somebody of another unit.
        ({"heads": "nga"}, "nga", "nga", "", None),
        ({"hr": "lan", "heads": "nga"}, "nga", "lan", "", None),
        ({}, "phuc", "phuc", "", None),
    ],
)
def test_hr_checks_else_the_deputy_else_the_head(
    posts: dict[str, str], subject: str, typed_by: str, expected: str, acting_as: PostKind | None
) -> None:
    """Source: Quy chế Đ.7.1a; design decision 8."""
    found = checkers_of(staff(**posts), subject, typed_by)
    assert found == Checkers(tuple(expected.split()), acting_as)


@pytest.mark.parametrize(
    ("who", "role", "subject", "typed_by", "state", "expected"),
    [
        ("lan", Role.HR, "phuc", "phuc", "with_hr", "ok"),
        ("lan", Role.HR, "phuc", "phuc", "confirmed", "state not_waiting_for_check"),
        ("lan", Role.HR, "phuc", "phuc", "returned", "state not_waiting_for_check"),
        ("lan", Role.HR, "phuc", "phuc", "with_person", "state not_waiting_for_check"),
        ("lan", Role.DEPARTMENT_HR, "phuc", "phuc", "with_hr", "ok"),
        ("lan", Role.PROVINCE, "phuc", "phuc", "with_hr", "ok"),
        ("lan", Role.PERSON, "phuc", "phuc", "with_hr", "who role_lacks"),
        # Who may not at all is told so before how the draft stands.
        ("lan", Role.HR, "lan", "lan", "confirmed", "who own_record"),
        ("lan", Role.PROVINCE, "lan", "lan", "with_hr", "who own_record"),
        ("lan", Role.HR, "lan", "phuc", "with_hr", "who own_record"),
        ("lan", Role.HR, "phuc", "lan", "with_hr", "who typed_the_change"),
        ("minh", Role.LEADER, "phuc", "lan", "with_hr", "ok"),
        ("minh", Role.LEADER, "phuc", "phuc", "with_hr", "who not_the_checker"),
        ("nga", Role.LEADER, "lan", "lan", "with_hr", "who not_the_checker"),
        ("phuc", Role.HR, "minh", "minh", "with_hr", "who not_the_checker"),  # of another unit
        ("phuc", Role.PROVINCE, "minh", "minh", "with_hr", "who not_the_checker"),
    ],
)
def test_who_confirms_or_returns_a_draft(
    who: str, role: Role, subject: str, typed_by: str, state: str, expected: str
) -> None:
    """Source: Quy chế Đ.7.1a, 7.2a."""
    unit = staff(**FULL)
    officer = officer_of(unit, who, role)
    decision = may_check(DraftState(state), officer, subject, typed_by, unit)
    assert f"{decision.kind} {decision.code}".strip() == expected
    assert decision.allowed is (expected == "ok")
    assert decision.allowed or decision.article


@settings(deadline=None, max_examples=300)
@given(staffs(), people, people, people, roles, st.sampled_from(DraftState))
def test_nobody_ever_checks_the_own_record_or_the_own_typing(
    unit: UnitStaff, who: str, subject: str, typed_by: str, role: Role, state: DraftState
) -> None:
    """Source: Quy chế Đ.7.1a; design decision 8: not even as administrator."""
    officer = officer_of(unit, who, role)
    decision = may_check(state, officer, subject, typed_by, unit)
    checkers = checkers_of(unit, subject, typed_by)
    assert not {subject, typed_by} & set(checkers.person_ids)
    if decision.allowed:
        assert who not in (subject, typed_by)
        assert state is DraftState.WITH_HR
        assert role is not Role.PERSON
        assert officer.holds(checkers.acting_as, unit.unit_id)


@settings(deadline=None, max_examples=300)
@given(staffs(), people, people)
def test_a_lower_post_is_passed_over_only_when_nobody_in_it_is_entitled(
    unit: UnitStaff, subject: str, typed_by: str
) -> None:
    """Source: Quy chế Đ.7.1a; design decision 8."""
    order = [(HR, unit.hr), (DEPUTY, unit.deputies), (HEAD, unit.heads)]
    entitled = [
        (kind, who) for kind, held in order for who in held if who not in (subject, typed_by)
    ]
    found = checkers_of(unit, subject, typed_by)
    assert bool(entitled) is bool(found.person_ids)
    if entitled:
        first = entitled[0][0]
        assert found.acting_as is first
        assert list(found.person_ids) == [who for kind, who in entitled if kind is first]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (DraftState.WITH_PERSON, "ok"),
        (DraftState.RETURNED, "ok"),
        (DraftState.WITH_HR, "already_sent"),
        (DraftState.CONFIRMED, "already_sent"),
    ],
)
def test_a_person_changes_and_sends_the_own_draft_until_it_is_with_hr(
    state: DraftState, code: str
) -> None:
    """Source: Quy chế Đ.6.2a."""
    assert may_write(state, Officer("lan", Role.PERSON), "lan").code == code


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", DraftState)
def test_nobody_writes_in_the_record_of_another(role: Role, state: DraftState) -> None:
    """Source: Quy chế Đ.6.2a: "nhập liệu thông tin của mình"."""
    decision = may_write(state, officer_of(staff(**FULL), "lan", role), "phuc")
    assert (decision.kind, decision.code) == ("who", "not_your_record")


@pytest.mark.parametrize("role", Role)
def test_whoever_has_an_account_writes_the_own_record(role: Role) -> None:
    """Source: Quy chế Đ.6.2a."""
    assert may_write(DraftState.WITH_PERSON, Officer("lan", role), "lan") == ALLOWED
