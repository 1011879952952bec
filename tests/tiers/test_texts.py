"""Letters that are read as others: refused where they pass for Latin ones. Checklist C 38."""

import pytest

from tiers.texts import plain_letters

POSING = [
    "Nguyễn V\u0430n An",  # a, Cyrillic
    "Nguyễn Văn \u0410n",
    "\u0421\u0421\u0421\u0420",  # a whole word of them
    "Trần Thị \u039dga",  # N, Greek
    "Tr\u03bfn",  # o, Greek
    "\u0391",  # A, Greek, by itself
    "Ho\u0251",  # a, phonetic
    "\uff2e\uff47\uff41",  # full width
    "\U0001d40d\U0001d420a",  # mathematical
    "H\u0578a",  # Armenian
    "\u13aaa",  # Cherokee
    "lan\u03b2",
]
PLAIN = [
    "Nguyễn Thị Ước",
    "H'Hen Niê, Ƀih, Y Čông, Rơ Chăm Ŏt",
    "Đặng Ð",  # the letter of other Latin alphabets that keyboards bring
    "François Müller, Škvorecký",
    "β-thalassemia; interferon-α; 5 µm; 30 °C; m²; Ω không",
    "Quyết định số 12/QĐ-UBND – “tái bổ nhiệm” №",
    "中文 ភាសា ไทย",  # other scripts pass for nothing
    "",
]


@pytest.mark.parametrize("text", POSING)
def test_a_letter_that_passes_for_a_latin_one_is_refused(text: str) -> None:
    assert not plain_letters(text)


@pytest.mark.parametrize("text", PLAIN)
def test_what_people_write_is_taken(text: str) -> None:
    assert plain_letters(text)
