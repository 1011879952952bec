"""Invented names: letters, NFC, the share of common surnames, and account names."""

import unicodedata
from collections import Counter
from random import Random

from province_app.demo.accounts import username
from province_app.demo.names import ascii_parts, full_name


def some_names(female: bool, birth_year: int) -> list[str]:
    rng = Random(7)
    return [full_name(rng, female, birth_year) for _ in range(2000)]


def test_names_are_clean_vietnamese_text():
    """Quality rule NM-1."""
    for name in some_names(True, 1990) + some_names(False, 1970):
        assert name == unicodedata.normalize("NFC", name)
        assert 2 <= len(name) <= 100
        assert all(word.isalpha() and word[0].isupper() for word in name.split(" "))


def test_surnames_are_as_frequent_as_in_life():
    counts = Counter(name.split()[0] for name in some_names(False, 1985))
    assert counts.most_common(1)[0][0] == "Nguyễn"
    assert 0.2 < counts["Nguyễn"] / 2000 < 0.4
    assert len(counts) > 20


def test_names_differ_by_gender_and_generation():
    old, new = some_names(True, 1965), some_names(True, 1995)
    assert sum(" Thị " in name for name in some_names(False, 1990)) == 0
    assert sum(" Thị " in name for name in old) > sum(" Thị " in name for name in new)


def test_account_names_are_ascii_and_tell_namesakes_apart():
    assert ascii_parts("Đỗ Thị Thúy Hường") == ("huong", "dothithuy")
    assert username("Nguyễn Thị Hà", 122) == "ha.nguyenthi.0123"
    assert username("Nguyễn Thị Hà", 123) != username("Nguyễn Thị Hà", 122)
