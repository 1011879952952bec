"""What a record says on paper: labels for codes, dates with their precision, what is withheld."""

from datetime import date

import pytest

from province_app.printing.form import CONTRACT_2024, TT06_2023, Paper, printable
from province_app.record.schema import SECTIONS
from tests.printing.papers import DAY, NONE, full_content, paper_of


def values(section: str, **content: object) -> dict[str, str]:
    return printable(Paper({section: content}, DAY))["values"]


@pytest.mark.parametrize(
    ("iso", "shown"), [("1987", "1987"), ("1987-05", "05/1987"), ("1987-05-17", "17/05/1987")]
)
def test_a_date_keeps_its_precision(iso: str, shown: str) -> None:
    """No day is invented where only the year is known."""
    assert values("identity", birth_date=iso) == {"identity.birth_date": shown}


def test_a_code_stands_as_its_label_of_the_day_of_the_version() -> None:
    content = {"identity": {"birth_place_unit_code": "36"}}
    for day, name in ((DAY, "Tỉnh Nam Định"), (date(2025, 6, 30), "Tỉnh Nam Định")):
        found = printable(Paper(content, day))
        assert found["values"]["identity.birth_place_unit_code"] == name
    commune = {"identity": {"birth_place_unit_code": "358"}}
    before, after = (
        printable(Paper(commune, day))["values"]["identity.birth_place_unit_code"]
        for day in (date(2024, 8, 31), date(2024, 9, 1))
    )
    assert (before, after) == ("Huyện Mỹ Lộc, Tỉnh Nam Định", "Huyện Mỹ Lộc")


def test_numbers_are_written_as_people_read_them() -> None:
    found = values("salary", salary_coefficient="3.66", jp_salary_amount=12345678)
    assert found == {"salary.salary_coefficient": "3,66", "salary.jp_salary_amount": "12.345.678"}


def test_a_span_without_an_end_lasts_until_today() -> None:
    row = {"from_month": "2019-05", "to_month": None, "org_text": "UBND xã", "title_text": None}
    content = {"work_history": {"jobs": {"declared_none": False, "rows": [row]}}}
    found = printable(Paper(content, DAY))["tables"]["work_history.jobs"]
    assert found == {
        "none": False,
        "rows": [{"from_month": "05/2019", "to_month": "nay", "org_text": "UBND xã"}],
    }


def test_not_answered_and_declared_none_are_told_apart() -> None:
    found = printable(Paper({"awards": {"awards": NONE}, "discipline": {"disciplines": None}}, DAY))
    assert found["tables"] == {"awards.awards": {"none": True, "rows": []}}


def test_a_restricted_section_that_is_not_handed_in_is_withheld() -> None:
    content = full_content()
    assert printable(paper_of(content))["withheld"] == []
    open_only = {name: part for name, part in content.items() if not SECTIONS[name].restricted}
    found = printable(paper_of(open_only))
    assert found["withheld"] == [name for name, info in SECTIONS.items() if info.restricted]
    assert not any(SECTIONS[path.split(".")[0]].restricted for path in
                   [*found["values"], *found["tables"], *found["codes"]])  # fmt: skip


@pytest.mark.parametrize(
    ("category", "form"), [("CC", TT06_2023), ("VC", TT06_2023), (None, TT06_2023),
                           ("HD111", CONTRACT_2024)]
)  # fmt: skip
def test_contract_staff_have_a_form_of_their_own(category: str | None, form: str) -> None:
    """Source: Quy chế Đ.6.1b."""
    assert Paper({"service": {"staff_category": category}}, DAY).form == form
