"""Which change needs a document, what goes with a value, what may be on its way."""

import pytest

from tiers.evidence import LARGEST, evidence_after, may_begin, missing_evidence

NEEDS = {"s.step": "salary", "s.coefficient": "salary", "i.born": "birth"}


@pytest.mark.parametrize(
    ("changed", "attached", "missing"),
    [
        ([], {}, []),
        (["s.step"], {}, ["s.step"]),
        (["i.phone"], {}, []),  # needs none
        (["s.step"], {"s.step": ["a"]}, []),
        (["s.step"], {"s.step": []}, ["s.step"]),
        (["s.step", "s.coefficient"], {"s.coefficient": ["a"]}, []),  # one decision for both
        (["s.step", "i.born"], {"s.step": ["a"]}, ["i.born"]),
        (["s.step"], {"i.phone": ["a"], "i.born": ["b"]}, ["s.step"]),
        (["i.born", "s.step"], {}, ["i.born", "s.step"]),
    ],
)
def test_a_change_needs_its_document(changed, attached, missing) -> None:
    """Source: Quy chế Đ.6.2b."""
    assert missing_evidence(changed, attached, NEEDS) == missing


def test_a_document_goes_with_the_value_that_it_proves() -> None:
    before = {"s.step": ["b"], "i.born": ["c", "a"]}
    assert evidence_after(before, {}, set()) == {"s.step": ["b"], "i.born": ["a", "c"]}
    assert evidence_after(before, {"s.step": ["d"]}, {"s.step"}) == {
        "s.step": ["d"],
        "i.born": ["a", "c"],
    }
    assert evidence_after(before, {"i.born": ["d", "a"]}, {"s.step"}) == {"i.born": ["a", "c", "d"]}
    assert evidence_after({}, {}, {"s.step"}) == {}


@pytest.mark.parametrize(
    ("size", "on_the_way", "code"),
    [
        (0, 0, "evidence_empty"),
        (-1, 0, "evidence_empty"),
        (1, 0, "ok"),
        (LARGEST, 0, "ok"),
        (LARGEST + 1, 0, "evidence_too_large"),
        (LARGEST - 5, 5, "ok"),
        (LARGEST - 5, 6, "evidence_open"),
    ],
)
def test_what_may_be_begun(size: int, on_the_way: int, code: str) -> None:
    assert may_begin(size, on_the_way).code == code
