"""The order of a Vietnamese roster."""

import unicodedata
from random import Random

import pytest

from province_app.record.names import sort_key


def in_order(names: list[str]) -> list[str]:
    """Return the names, shuffled first, in the order of their keys."""
    return sorted(Random(1).sample(names, len(names)), key=sort_key)


# Each list stands in the order in which a roster has it.
ROSTERS = {
    "letters of the alphabet": "An Ăn Ân Bình Cúc Dương Đào Em Ếch Giang Hà Kim Lan Mai Nga Oanh "
    "Ông Ơn Phúc Quý Sơn Tú Uyên Ước Vân Xuân Yến",
    "d before đ": "Dung Dũng Duy Dư Đan Đào Đức",
    "tones, only after letters": "Ma Mà Mả Mã Má Mạ Mai Mài Man",
    "tones of a letter with a hat": "Tân Tần Tẩn Tẫn Tấn Tận Tâng",
    "a shorter word first": "An Anh Ánh",
}


@pytest.mark.parametrize("roster", ROSTERS.values(), ids=ROSTERS)
def test_given_names_follow_the_vietnamese_alphabet(roster: str) -> None:
    names = roster.split()
    assert in_order(names) == names


def test_the_given_name_decides_before_the_surname() -> None:
    names = ["Vũ Thị An", "Bùi Văn Bình", "Đỗ Minh Đức", "An Thị Yến"]
    assert in_order(names) == names


def test_the_given_name_decides_with_its_tone_before_any_surname() -> None:
    """A roster keeps all of the same given name together."""
    names = ["Lê Thị Hoa", "Vũ Thị Hoa", "Bùi Thị Hòa", "Trần Thị Hòa"]
    assert in_order(names) == names


def test_among_namesakes_the_surname_decides_then_the_middle_name() -> None:
    names = ["Lê Thị An", "Nguyễn An", "Nguyễn Thị An", "Nguyễn Thị Ân"]
    assert in_order(names) == names


def test_the_key_does_not_depend_on_case_spaces_or_the_form_of_the_accents() -> None:
    key = sort_key("Nguyễn Thị Hường")
    assert sort_key("NGUYỄN  THỊ HƯỜNG ") == key
    assert sort_key(unicodedata.normalize("NFD", "Nguyễn Thị Hường")) == key


def test_the_key_is_plain_ascii_so_that_every_server_orders_it_alike() -> None:
    assert sort_key("Nguyễn Thị Ước").isascii()


def test_a_letter_of_other_alphabets_is_not_the_end_of_the_word() -> None:
    names = ["Niê H", "Niê Hen", "Niê H'Hen"]
    assert in_order(names) == names
    assert sort_key("") == ""
