"""Codes of catalogues and required values in what is judged. Source: annex 40, 41."""

import pytest

from tests.exchange.parties import Sender, submission
from tests.exchange.people import records
from tests.exchange.verdicts import outcome


def test_an_unknown_code_is_rejected_with_its_place(province: Sender) -> None:
    people = records(3)
    people[1].sections["education"]["general_education_code"] = "12/12BT"
    results = submission(province, people).judged()
    rejected = results.pop(people[1].record_id)
    place = "/sections/education/content/general_education_code"
    assert outcome(rejected) == ("catalogue_unknown_code", place)
    assert rejected["message"] == "Mã “12/12BT” không có trong danh mục trinh_do_pho_thong."
    assert {one["outcome"] for one in results.values()} == {"accepted"}


@pytest.mark.parametrize("value", [7, ["1"], {"code": "1"}, True, "x" * 5000])
def test_a_code_is_a_known_text(value: object, province: Sender) -> None:
    people = records(1)
    people[0].sections["identity"]["gender_code"] = value
    result = submission(province, people).judged()[people[0].record_id]
    assert outcome(result)[0] == "catalogue_unknown_code"
    assert len(result["message"]) < 200


def test_each_code_of_a_list_is_checked(province: Sender) -> None:
    people = records(1)
    people[0].sections["education"]["state_honour_codes"] = ["01", "none"]
    place = "/sections/education/content/state_honour_codes/1"
    result = submission(province, people).judged()[people[0].record_id]
    assert outcome(result) == ("catalogue_unknown_code", place)


@pytest.mark.parametrize("value", [None, ""])
def test_a_required_value_may_not_be_empty(value: object, province: Sender) -> None:
    people = records(1)
    people[0].sections["identity"]["birth_full_name"] = value
    people[0].sections["identity"]["gender_code"] = "unknown"  # comes later in the list
    place = "/sections/identity/content/birth_full_name"
    result = submission(province, people).judged()[people[0].record_id]
    assert outcome(result) == ("required_missing", place)


def test_a_required_section_may_not_be_withheld(province: Sender) -> None:
    people = records(1)
    del people[0].sections["service"]
    people[0].withheld = {"service": "ab" * 32}
    place = "/sections/service/content/staff_category"
    result = submission(province, people).judged()[people[0].record_id]
    assert outcome(result) == ("required_missing", place)
