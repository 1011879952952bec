"""Tìm mục trong hồ sơ: by label without accents, by item number, by the words that people know."""

import pytest

from province_app.record.schema import SECTIONS, fields
from province_app.services.field_search import MOST, aliases, search_fields


def paths(query: str) -> list[str]:
    return [one.path for one in search_fields(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dan toc", "identity_restricted.ethnicity_code"),
        ("Dân tộc", "identity_restricted.ethnicity_code"),
        ("bac luong", "salary.salary_step"),
        ("luong bac", "salary.salary_step"),  # in any order
        ("so cccd", "identity.cccd_number"),
        ("chung minh nhan dan", "identity.cccd_number"),  # the name before
        ("bằng khen", "awards.awards"),
        ("danh hieu thi dua", "awards.awards"),  # never mixed up with the state's honours
        ("hinh thuc khen thuong", "awards.awards"),
        ("nha giao uu tu", "education.state_honour_codes"),
        ("PCTNN", "salary.other_allowance_text"),
        ("dia chi", "identity.current_address_text"),
    ],
)
def test_a_field_is_found_first_by_the_word_for_it(query: str, first: str) -> None:
    assert paths(query)[0] == first


def test_a_number_finds_the_fields_of_that_item_alone() -> None:
    assert {fields()[path].item.number for path in paths("30.2")} == {"30.2"}
    assert {fields()[path].item.number for path in paths("mục 36")} == {"36.1", "36.2"}
    assert {fields()[path].item.number for path in paths("3")} == {"3"}  # not 30
    assert paths("H3") == ["identity.staff_number"]
    assert paths("99") == []


def test_a_column_finds_its_table_once_and_says_by_what() -> None:
    (hit,) = [one for one in search_fields("hanh vi vi pham") if one.section == "discipline"]
    assert (hit.path, hit.by) == ("discipline.disciplines", "Hành vi vi phạm chính")
    found = paths("nam")
    assert len(found) == len(set(found))


def test_at_most_ten_are_found_and_nothing_by_nothing() -> None:
    assert len(search_fields("ngay")) == MOST
    assert search_fields("") == search_fields("  …  ") == search_fields("xyzzy") == []
    assert search_fields("a" * 10_000) == []


def test_only_the_sections_that_are_asked_are_searched() -> None:
    assert search_fields("hop dong", ["identity"]) == []
    assert {one.section for one in search_fields("ngay", ["salary"])} == {"salary"}


def test_every_other_word_leads_to_its_field() -> None:
    """Old names and other programs' words; none of them is the label itself."""
    for path, words in aliases().items():
        info = fields()[path]
        assert len(words) == len(set(words))
        for word in words:
            assert word.casefold() != info.item.label.casefold()
            assert path in {one.path for one in search_fields(word)}, (word, path)


def test_every_field_is_found_by_its_own_label() -> None:
    for path, info in fields().items():
        assert path in paths(info.item.label), path
    assert {path.partition(".")[0] for path in fields()} == set(SECTIONS)
