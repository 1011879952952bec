"""Codes mean what they meant on the day."""

from datetime import date

import pytest

from province_app.record.catalogues import NESTED, UNIONS, label_on, labels, labels_on
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


def test_a_union_has_the_codes_of_its_parts() -> None:
    joined = labels("ngach_chuc_danh")
    assert {code for part in UNIONS["ngach_chuc_danh"] for code in labels(part)} == set(joined)


@pytest.mark.parametrize(
    "catalogue", sorted({i.item.catalogue for i in fields().values() if i.item.catalogue})
)
def test_every_catalogue_of_the_form_can_be_chosen_from(catalogue: str) -> None:
    assert labels_on(catalogue, MAY_2024)
    assert (catalogue in NESTED) == (catalogue == "admin_units")
