"""How much of what Đủ asks for is there."""

import pytest

from tests.tiers.quality.records import REFERENCE, TODAY, facts
from tiers.quality.completion import Share, asked_of
from tiers.quality.facts import facts_of


@pytest.mark.parametrize(
    ("done", "asked", "percent"), [(0, 0, 100), (0, 3, 0), (2, 3, 66), (199, 200, 99), (3, 3, 100)]
)
def test_a_share_is_rounded_down_and_is_full_only_when_nothing_is_missing(
    done: int, asked: int, percent: int
) -> None:
    share = Share(done, asked)
    assert (share.percent, share.missing) == (percent, asked - done)


def test_what_goes_with_another_field_is_asked_for_once_that_has_a_value() -> None:
    """DU-6; Quy chế Đ.6.2.b."""
    step = "salary.salary_step"
    without = asked_of(facts({"salary.rank_code": None, step: None}))
    assert step not in without
    assert step in asked_of(facts({"salary.rank_code": "01.003", step: None}))


def asked(category: str, **sections: dict[str, object]) -> list[str]:
    """Return what is asked of a record that knows these fields and no others."""
    return asked_of(facts_of(sections, category, TODAY, REFERENCE))


def test_nothing_is_asked_that_the_record_does_not_know() -> None:
    assert asked("CC", identity={"phone": None}) == ["identity.phone"]
    assert asked("CC") == []


def test_contract_staff_are_asked_for_their_contract_and_not_for_tables() -> None:
    """Quy chế Đ.6.1b."""
    known: dict[str, dict[str, object]] = {
        "identity": {"phone": None},
        "contract": {"job_title": None},
        "family": {"own": None},
    }
    assert asked("HDLD", **known) == ["identity.phone", "contract.job_title"]
    assert asked("CC", **known) == ["identity.phone", "family.own"]
