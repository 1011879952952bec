"""Acts of two persons: who may propose, who may decide, until when."""

from datetime import UTC, datetime, timedelta

import pytest

from tiers.two_person import Proposal, may_decide, may_propose

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
