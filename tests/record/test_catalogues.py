"""Codes mean what they meant on the day."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from province_app.record.catalogues import (
    NESTED,
    UNIONS,
    entries,
    era,
    label_on,
    labels,
    labels_on,
    successors,
)
from province_app.record.schema import fields

MAY_2024, JULY_2025 = date(2024, 5, 20), date(2025, 7, 1)


def test_a_code_that_was_given_away_again_has_the_name_of_the_day() -> None:
    old = "Phường Trần Đăng Ninh, Thành phố Nam Định, Tỉnh Nam Định"
    assert labels_on("admin_units", MAY_2024)["13669"] == old
    assert labels_on("admin_units", date(2025, 6, 30))["13669"] == old
    assert labels_on("admin_units", JULY_2025)["13669"] == "Phường Nam Định, Tỉnh Ninh Bình"


def test_a_code_of_other_times_can_be_read_but_not_chosen() -> None:
    assert "366" not in labels_on("admin_units", JULY_2025)
    assert label_on("admin_units", "366", JULY_2025) == "Huyện Hải Hậu"
    assert label_on("admin_units", "chưa rõ", JULY_2025) == "chưa rõ"


@pytest.mark.parametrize(
    ("day", "provinces", "districts", "communes"),
    [
        (MAY_2024, 63, 705, 10_599),
        (date(2025, 6, 30), 63, 696, 10_051),
        (JULY_2025, 34, 0, 3_321),
    ],
)
def test_the_whole_country_is_there(
    day: date, provinces: int, districts: int, communes: int
) -> None:
    """The numbers of the General Statistics Office for each state of the country."""
    valid = [one for one in entries("admin_units") if one.valid_on(day)]
    domestic = [one for one in valid if not one.code.startswith("NN")]
    assert len(domestic) == len({one.code for one in domestic})
    lengths = Counter(len(one.code) for one in domestic)
    assert (lengths[2], lengths[3], lengths[5]) == (provinces, districts, communes)


def test_every_unit_lies_in_another_of_its_time() -> None:
    for day in (MAY_2024, JULY_2025):
        valid = {one.code: one for one in entries("admin_units") if one.valid_on(day)}
        assert {one.parent for one in valid.values()} <= {*valid, "VN", ""}


def test_one_code_has_one_meaning_a_day() -> None:
    meanings: dict[str, list[tuple[str, str]]] = {}
    for one in entries("admin_units"):
        meanings.setdefault(one.code, []).append((one.valid_from, one.valid_to or "9"))
    for code, terms in meanings.items():
        terms.sort()
        for (_, last), (first, _) in pairwise(terms):
            assert last < first, code


def test_places_outside_the_province_and_outside_the_country() -> None:
    now = labels_on("admin_units", JULY_2025)
    assert labels_on("admin_units", MAY_2024)["00181"] == (
        "Phường Văn Miếu, Quận Đống Đa, Thành phố Hà Nội"
    )
    assert now["30589"] == "Xã An Châu, Tỉnh An Giang"
    assert now["91"] == "Tỉnh An Giang"
    assert labels_on("admin_units", MAY_2024)["91"] == "Tỉnh Kiên Giang"
    assert (now["NN"], now["NN.LA"]) == ("Nước ngoài", "Lào, Nước ngoài")
    assert "NN.VN" not in now


def test_a_closed_commune_names_what_followed_it() -> None:
    now = labels_on("admin_units", JULY_2025)
    closed = [
        one for one in entries("admin_units")
        if one.valid_to == "2025-06-30" and len(one.code) == 5
    ]  # fmt: skip
    known = [one for one in closed if one.successors]
    assert len(closed) - len(known) <= 26  # not in the packages
    assert all(code in now for one in known for code in one.successors)
    assert successors("admin_units", "13285")[:2] == ("13366", "13285")  # divided


def test_a_catalogue_changes_between_eras_and_never_within_one() -> None:
    for name in ("admin_units", "ngach_chuc_danh"):
        day = date(2024, 6, 1)
        while day < date(2025, 8, 1):
            assert labels_on(name, day) == labels_on(name, era(name, day)), day
            day += timedelta(days=1)
    assert era("admin_units", date(2025, 6, 30)) == date(2025, 1, 1)
    assert era("admin_units", JULY_2025) == era("admin_units", date(2026, 5, 1)) == JULY_2025


def test_a_union_has_the_codes_of_its_parts() -> None:
    joined = labels("ngach_chuc_danh")
    assert {code for part in UNIONS["ngach_chuc_danh"] for code in labels(part)} == set(joined)


@pytest.mark.parametrize(
    "catalogue", sorted({i.item.catalogue for i in fields().values() if i.item.catalogue})
)
def test_every_catalogue_of_the_form_can_be_chosen_from(catalogue: str) -> None:
    assert labels_on(catalogue, MAY_2024)
    assert (catalogue in NESTED) == (catalogue == "admin_units")
