"""What a new version of a catalogue changes, and what is no catalogue. Source: TT 06/2023 Đ.13."""

from typing import Any

import pytest

from tiers.catalogues import CODE_LENGTH, ENTRIES, NAME_LENGTH, Difference, difference, unfit


def entry(code: str, name: str = "Tên", **rest: Any) -> dict[str, Any]:
    """Return an entry as the contract has it."""
    return {"code": code, "name": name, "parent": None, "valid_from": None, "valid_to": None} | rest


def test_what_is_added_gone_and_changed_is_told_apart() -> None:
    held = [entry("a"), entry("b"), entry("c"), entry("d", valid_to="2024-01-01")]
    new = [entry("e"), entry("c", "Tên khác"), entry("a"), entry("d", valid_to="2025-01-01")]
    assert difference(held, new) == Difference(("e",), ("b",), ("c", "d"))


def test_another_order_or_an_empty_text_changes_nothing() -> None:
    held = [entry("a", valid_from="2020-01-01"), entry("a", valid_from="2024-01-01"), entry("b")]
    assert not difference(held, [entry("b", parent=""), *held[1::-1]])
    assert difference(held, held[1:])


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([entry("a")] * (ENTRIES + 1), "more than"),
        ([entry("")], "code is empty"),
        ([entry("a" * (CODE_LENGTH + 1))], "code is empty or longer"),
        ([entry("a", "x" * (NAME_LENGTH + 1))], "name is longer"),
        ([entry("a", "Nam\x00")], "unwritable"),
        ([entry("a", "Nam\u202e")], "unwritable"),
        ([entry("a\n")], "unwritable"),
        ([entry("b"), entry("a", parent="\x1b[2J")], "entry 1: parent"),
    ],
)
def test_what_no_catalogue_holds_is_named(entries: list[dict[str, Any]], why: str) -> None:
    """Security bar A11."""
    assert why in (unfit(entries) or "")


def test_markup_and_formulas_are_names_like_others() -> None:
    """Pages escape them and exports neutralise them: a name may begin with an equals sign."""
    assert (
        unfit([entry("a", "<img onerror=alert(1)>"), entry("b", "=1+1"), entry("c", "Đỗ")]) is None
    )
