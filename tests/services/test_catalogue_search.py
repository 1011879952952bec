"""Searching a catalogue: as people type, in whatever they remember of it."""

from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter

import pytest

from province_app.record.catalogues import Entry, entries
from province_app.record.schema import fields
from province_app.services import catalogue_search
from province_app.services.catalogue_search import MOST, fold, fold_entries, search, used
from province_app.services.errors import Missing

MAY_2024, LAST, JULY_2025 = date(2024, 5, 20), date(2025, 6, 30), date(2025, 7, 1)


def codes(catalogue: str, query: str, day: date = MAY_2024) -> list[str]:
    return [one.code for one in search(catalogue, query, day)]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đặng  Thị Ngọc Ánh", "dang thi ngoc anh"),
        ("ĐẠI HỌC", "dai hoc"),
        ("Đại học", "dai hoc"),  # typed with accents that stand apart
        ("V.07.05.15", "v.07.05.15"),
        ("Giáo viên (hạng II), cấp 2", "giao vien hang ii cap 2"),
        ("12/12", "12/12"),
        ("  ", ""),
    ],
)
def test_folding(text: str, plain: str) -> None:
    assert fold(text) == plain


@pytest.mark.parametrize(
    "query", ["hải minh", "hai minh", "HAI MINH", "minh hai", "xa hai min", "hai minh hai hau"]
)
def test_words_are_found_without_accents_in_any_order(query: str) -> None:
    labels = [one.label for one in search("admin_units", query, MAY_2024)]
    assert "Xã Hải Minh, Huyện Hải Hậu, Tỉnh Nam Định" in labels


def test_a_word_is_found_by_its_beginning_and_not_by_its_middle() -> None:
    assert "Tiến sĩ" in [one.label for one in search("trinh_do_chuyen_mon", "tien", MAY_2024)]
    assert codes("trinh_do_chuyen_mon", "ien") == []


@pytest.mark.parametrize("query", ["V.07.05", "v.07.05.1", "V.07.05.15"])
def test_a_code_is_found_by_its_beginning(query: str) -> None:
    assert "V.07.05.15" in codes("ngach_chuc_danh", query)


def test_the_code_itself_stands_first() -> None:
    assert codes("ngach_chuc_danh", "01.003")[0] == "01.003"


def test_an_old_name_says_until_when_from_the_day_after() -> None:
    """The code was given to another unit: both are found by their own names."""

    def found(query: str, day: date) -> list[tuple[str, str, date | None]]:
        return [(one.code, one.label, one.until) for one in search("admin_units", query, day)]

    old = "Phường Trần Đăng Ninh, Thành phố Nam Định, Tỉnh Nam Định"
    assert found("tran dang ninh", LAST) == [("13669", old, None)]
    assert found("tran dang ninh", JULY_2025) == [("13669", old, LAST)]
    assert ("13669", "Phường Nam Định, Tỉnh Ninh Bình", None) in found("phuong nam dinh", JULY_2025)
    # A name that is not in force yet cannot be chosen.
    assert "Phường Nam Định, Tỉnh Ninh Bình" not in [one[1] for one in found("nam dinh", LAST)]


def test_todays_names_come_before_old_ones() -> None:
    until = [one.until for one in search("admin_units", "phuong", JULY_2025)]
    assert until == sorted(until, key=lambda one: one is not None)


def test_no_more_than_twenty_are_shown_and_nothing_for_no_words() -> None:
    assert len(search("admin_units", "xa", MAY_2024)) == MOST == 20
    assert search("admin_units", " , ", MAY_2024) == []
    assert search("admin_units", "x" * 5_000, MAY_2024) == []


@pytest.mark.parametrize("name", ["he_so_luong", "tuoi_nghi_huu", "provinces", "../settings", ""])
def test_only_catalogues_that_fields_use_are_searched(name: str) -> None:
    with pytest.raises(Missing):
        search(name, "a", MAY_2024)


def test_every_catalogue_of_the_form_finds_its_entries_by_name_and_code() -> None:
    assert {info.item.catalogue for info in fields().values()} - {None} <= used()
    for name in used():
        one = next(entry for entry in entries(name) if entry.valid_on(MAY_2024))
        assert one.code in codes(name, one.code), name
        assert one.code in codes(name, one.name) or len(codes(name, one.name)) == MOST, name


def _seconds(act: Callable[[], object]) -> float:
    best = 1e9
    for _ in range(5):
        began = perf_counter()
        act()
        best = min(best, perf_counter() - began)
    return best


def test_a_search_costs_far_less_than_folding(monkeypatch: pytest.MonkeyPatch) -> None:
    """11,000 units, as in the whole country; folding them is done once."""
    country = [Entry("1", "Tỉnh Nam Định", "", "", "")] + [
        Entry(str(n), f"Xã Đông Phương {n} Thượng", "1", "", "") for n in range(10, 11_010)
    ]
    ready = fold_entries(country, nested=True)
    monkeypatch.setattr(catalogue_search, "folded", lambda _name: ready)
    monkeypatch.setattr(catalogue_search, "label_on", lambda _name, code, _day: code)
    assert [one.code for one in search("admin_units", "thuong dong 9999", MAY_2024)] == ["9999"]
    folding = _seconds(lambda: fold_entries(country, nested=True))
    for query in ("thuong dong 9999", "khong co", "8"):
        assert _seconds(lambda: search("admin_units", query, MAY_2024)) < folding / 5  # noqa: B023


def test_an_entry_that_ended_yesterday_is_old() -> None:
    last = date(2024, 8, 31)
    assert [one.until for one in search("admin_units", "358", last)] == [None]
    assert search("admin_units", "358", last + timedelta(days=1))[0].until == last
