"""Who must sign a record, and who may sign for a unit now."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from tests.tiers.staffs import officer_of, people, roles, staff, staffs
from tiers.calendar import Opening, Span
from tiers.signing import may_sign, signers_of, signs_as
from tiers.units import PostKind, Role, UnitStaff

FULL = {"hr": "lan", "deputies": "minh", "heads": "nga"}
NOON = datetime(2026, 5, 24, 5, tzinfo=UTC)
MAY = Span("2026-05", NOON, NOON + timedelta(days=3), "Đ.7.1b")
JUNE = Span("2026-06", NOON + timedelta(days=31), NOON + timedelta(days=34), "Đ.7.1b")
OPEN, CLOSED = Opening(MAY, JUNE), Opening(None, JUNE)


@pytest.mark.parametrize(
    ("posts", "subject", "post", "signers"),
    [
        (FULL, "phuc", "head", "nga"),
        (FULL, "lan", "head", "nga"),
        (FULL, "minh", "head", "nga"),
        (FULL, "nga", "deputy", "minh"),
        (FULL | {"deputies": "minh lan"}, "nga", "deputy", "minh lan"),
        # Two who lead together: neither signs for the other, the deputy does.
        (FULL | {"heads": "nga phuc"}, "phuc", "deputy", "minh"),
        # One person as head and as own deputy (an acting appointment) is still not the signer.
        (FULL | {"deputies": "nga minh"}, "nga", "deputy", "minh"),
        # Nobody entitled: a visible blocked state, and nobody steps in.
        (FULL | {"deputies": "nga"}, "nga", "deputy", ""),
        ({"heads": "nga"}, "nga", "deputy", ""),
        ({"deputies": "minh"}, "phuc", "head", ""),
        ({"deputies": "minh"}, "minh", "head", ""),
        ({}, "phuc", "head", ""),
    ],
)
def test_the_head_signs_the_people_and_the_deputy_the_head(
    posts: dict[str, str], subject: str, post: str, signers: str
) -> None:
    """Source: Quy chế Đ.7.1b, 7.2b."""
    assert signers_of(staff(**posts), subject) == (PostKind(post), tuple(signers.split()))


@pytest.mark.parametrize(
    ("who", "role", "opening", "expected"),
    [
        ("nga", Role.LEADER, OPEN, "ok"),
        ("minh", Role.LEADER, OPEN, "ok"),
        ("nga", Role.LEADER, CLOSED, "when window_closed"),
        ("lan", Role.LEADER, OPEN, "who not_the_signer"),
        ("phuc", Role.LEADER, OPEN, "who not_the_signer"),  # leads another unit
        ("phuc", Role.LEADER, CLOSED, "who not_the_signer"),  # and no window would help
        ("nga", Role.HR, OPEN, "who role_lacks"),
        ("nga", Role.PERSON, OPEN, "who role_lacks"),
        ("nga", Role.DEPARTMENT_HR, OPEN, "who role_lacks"),
        ("nga", Role.PROVINCE, OPEN, "who role_lacks"),
    ],
)
def test_a_leader_by_appointment_signs_in_the_window(
    who: str, role: Role, opening: Opening, expected: str
) -> None:
    """Source: Quy chế Đ.7.1b, 7.2b."""
    unit = staff(**FULL)
    decision = may_sign(officer_of(unit, who, role), unit, opening)
    assert f"{decision.kind} {decision.code}".strip() == expected
    assert decision.allowed is (expected == "ok")
    assert decision.allowed or decision.article


def test_outside_the_window_the_answer_names_the_next_one() -> None:
    """Source: Quy chế Đ.7.1b; design decision 5."""
    unit = staff(**FULL)
    decision = may_sign(officer_of(unit, "nga", Role.LEADER), unit, CLOSED)
    assert (decision.until, decision.article) == (JUNE.opens, "Đ.7.1b")


@settings(deadline=None, max_examples=300)
@given(staffs(), people)
def test_nobody_ever_signs_the_own_record(unit: UnitStaff, subject: str) -> None:
    """Source: Quy chế Đ.7.1b; contract annex 13."""
    post, signers = signers_of(unit, subject)
    assert subject not in signers
    assert set(signers) <= set(unit.heads if post is PostKind.HEAD else unit.deputies)
    if subject not in unit.heads:
        assert signers == unit.heads


@settings(deadline=None, max_examples=300)
@given(staffs(), people, roles)
def test_only_heads_and_deputies_with_a_leaders_account_sign(
    unit: UnitStaff, who: str, role: Role
) -> None:
    """Source: Quy chế Đ.5, 7.1b."""
    decision = may_sign(officer_of(unit, who, role), unit, OPEN)
    leads = who in unit.heads or who in unit.deputies
    assert decision.allowed is (leads and role is Role.LEADER)
    assert leads is (signs_as(unit, who) is not None)


def test_who_holds_both_posts_signs_as_head() -> None:
    both = staff(heads="nga", deputies="nga minh")
    assert signs_as(both, "nga") is PostKind.HEAD
    assert signs_as(both, "minh") is PostKind.DEPUTY
    assert signs_as(both, "lan") is None
