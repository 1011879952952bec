"""Acts of two persons: who may propose, who may decide, until when."""

from datetime import UTC, datetime, timedelta

import pytest

from tiers.two_person import (
    USABLE_FOR,
    Proposal,
    Release,
    may_decide,
    may_export_alone,
    may_propose,
    may_use,
)

UNTIL = datetime(2024, 5, 25, tzinfo=UTC)
NOW = UNTIL - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("who", "entitled", "subject", "decided", "at", "code"),
    [
        ("minh", True, None, False, NOW, "ok"),
        ("minh", True, "hoa", False, NOW, "ok"),
        ("lan", True, None, False, NOW, "own_proposal"),
        ("minh", True, "minh", False, NOW, "own_subject"),
        ("minh", False, None, False, NOW, "role_lacks"),
        ("minh", True, None, True, NOW, "already_decided"),
        ("minh", True, None, False, UNTIL, "proposal_over"),
    ],
)
def test_a_second_entitled_person_decides_in_time(
    who: str, entitled: bool, subject: str | None, decided: bool, at: datetime, code: str
) -> None:
    decision = may_decide(Proposal("lan", subject, decided, UNTIL), who, entitled, at)
    assert (decision.allowed, decision.code) == (code == "ok", code)


def test_nobody_proposes_what_is_about_himself_or_without_being_entitled() -> None:
    assert may_propose("lan", True, "minh")
    assert may_propose("lan", True, "lan").code == "own_subject"
    assert may_propose("lan", False, None).code == "role_lacks"


@pytest.mark.parametrize(
    ("confirmed_at", "used", "code"),
    [
        (NOW, False, "ok"),
        (NOW - USABLE_FOR + timedelta(seconds=1), False, "ok"),
        (NOW - USABLE_FOR, False, "release_over"),
        (NOW, True, "release_used"),
        (None, False, "not_released"),
    ],
)
def test_what_was_confirmed_is_done_once_and_in_time(
    confirmed_at: datetime | None, used: bool, code: str
) -> None:
    assert may_use(Release(confirmed_at, used), NOW).code == code


@pytest.mark.parametrize(("people", "alone"), [(0, True), (50, True), (51, False)])
def test_more_than_fifty_records_are_taken_out_by_two(people: int, alone: bool) -> None:
    """Security bar 6, 23."""
    assert bool(may_export_alone(people)) is alone
