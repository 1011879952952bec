"""Who may be the node above."""

import pytest

from tiers.peers import may_be_above

KNOWN = {"G01", "H40", "H40.16"}


@pytest.mark.parametrize(
    ("own", "above"),
    [("H40", {"G01"}), ("H40.16", {"H40"}), ("H40.16.01", {"H40.16"}), ("SNV", KNOWN)],
)
def test_neither_we_nor_those_below_us_are_above(own: str, above: set[str]) -> None:
    assert {one for one in KNOWN if may_be_above(one, own, KNOWN)} == above


def test_who_is_named_is_above_alone() -> None:
    assert {one for one in KNOWN if may_be_above(one, "H40", KNOWN, "H40.16")} == {"H40.16"}


def test_who_sends_here_is_not_above() -> None:
    found = {one for one in {*KNOWN, "SGD"} if may_be_above(one, "H40", KNOWN, senders={"SGD"})}
    assert found == {"G01"}


def test_a_code_that_only_begins_alike_is_another_agency() -> None:
    assert may_be_above("H401", "H40", KNOWN)
