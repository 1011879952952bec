"""What is looked for, by what was typed."""

import unicodedata

import pytest

from tiers.letters import bare
from tiers.searching import By, asked_for, staff_number


@pytest.mark.parametrize(
    ("typed", "by", "words"),
    [
        ("Đặng Thị ÁNH", By.NAME, ("dang", "thi", "anh")),
        (unicodedata.normalize("NFD", "Ước"), By.NAME, ("uoc",)),
        ("  an ", By.NAME, ("an",)),
        ("Y-Bion Niê", By.NAME, ("y", "bion", "nie")),
        ("a b", By.NAME, ("a", "b")),
        ("an' & !:*|(drop)", By.NAME, ("an", "drop")),
        ("nd 000 123", By.STAFF_NUMBER, ("ND000123",)),
        ("036 099 000 001", By.PERSONAL_ID, ("036099000001",)),
        ("03609900000", By.STAFF_NUMBER, ("03609900000",)),  # part of a number finds nobody
        ("٠٣٦٠٩٩٠٠٠٠٠١", By.STAFF_NUMBER, ("٠٣٦٠٩٩٠٠٠٠٠١",)),  # no digits of ours
    ],
)
def test_a_name_a_staff_number_or_a_whole_identity_number(
    typed: str, by: By, words: tuple[str, ...]
) -> None:
    asked = asked_for(typed)
    assert asked
    assert (asked.by, asked.words) == (by, words)


@pytest.mark.parametrize("typed", ["", "  ", "a", "Đ", "7", "%%", "'"])
def test_too_short_is_not_looked_for(typed: str) -> None:
    assert asked_for(typed) is None


def test_folding_leaves_plain_letters() -> None:
    assert bare("Nguyễn Hữu Đức") == "nguyen huu duc"
    assert staff_number(" snv - 04 ") == "SNV-04"
