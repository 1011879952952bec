"""Tables in a draft: cells become rows, rows become cells, nothing is lost on the way."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from province_app.record.canonical import canonical
from province_app.record.entry import Fault, missing, read_entry, typed_of
from province_app.record.schema import SECTIONS
from province_app.record.tables import replaced
from tests.record.answers import contents_of

OWN = "family.own"


def cell(number: int, column: str) -> str:
    return f"{OWN}.{number}.{column}"


def own(typed: dict[str, str]) -> tuple[Any, list[Fault]]:
    content, faults = read_entry(typed)
    return content["family"]["own"], faults


def names(answer: Any) -> list[str]:
    return [row["full_name"] for row in answer["rows"]]


@pytest.mark.parametrize("section", SECTIONS)
def test_any_valid_content_becomes_text_and_the_same_content_again(section: str) -> None:
    """A new draft starts from the version; nothing may change by being shown."""

    @settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
    @given(contents_of(section))
    def check(content: dict[str, Any]) -> None:
        SECTIONS[section].model.model_validate(content)
        typed = typed_of({section: content})
        assert read_entry(typed) == (read_entry({})[0] | {section: content}, [])
        canonical(content)

    check()


def test_rows_come_in_the_order_of_their_numbers_without_the_empty_ones() -> None:
    typed = {cell(10, "full_name"): "C", cell(2, "full_name"): "B", cell(0, "full_name"): "A"}
    answer, faults = own({**typed, cell(1, "full_name"): " ", cell(3, "birth_year"): ""})
    assert names(answer) == ["A", "B", "C"]
    assert answer["declared_none"] is False
    assert faults == []


def test_a_table_is_not_answered_declared_none_or_has_rows() -> None:
    """Source: contract §1: none is declared, never an empty guess."""
    assert own({OWN: ""}) == (None, [])
    assert own({OWN: "", cell(0, "full_name"): ""}) == (None, [])
    assert own({OWN: "none"}) == ({"declared_none": True, "rows": []}, [])
    assert own({OWN: "none", cell(0, "full_name"): " "})[0]["declared_none"] is True
    typed = {OWN: "none", cell(0, "full_name"): "A"}
    assert own(typed) == (None, [Fault(OWN, "declared_none_with_rows")])


def test_a_wrong_cell_is_named_by_its_typed_number_and_the_others_stay() -> None:
    typed = {
        cell(3, "full_name"): "A",
        cell(3, "birth_year"): "năm 61",
        cell(5, "full_name"): "B" * 256,
        cell(5, "birth_year"): "1961",
        cell(8, "full_name"): "C" * 256,
        cell(9, "full_name"): "D",
    }
    answer, faults = own(typed)
    assert set(faults) == {
        Fault(cell(3, "birth_year"), "invalid_date"),
        Fault(cell(5, "full_name"), "too_long"),
        Fault(cell(8, "full_name"), "too_long"),
    }
    assert [(row["full_name"], row["birth_year"]) for row in answer["rows"]] == [
        ("A", None),
        (None, "1961"),
        ("D", None),
    ]


def test_a_table_of_wrong_cells_alone_is_not_answered() -> None:
    typed = {cell(0, "full_name"): "B" * 256, cell(1, "birth_year"): "x"}
    answer, faults = own(typed)
    assert answer is None
    assert len(faults) == 2


def test_a_table_has_at_most_two_hundred_rows() -> None:
    typed = {cell(number, "full_name"): "A" for number in range(200)}
    assert len(own(typed)[0]["rows"]) == 200
    typed[cell(200, "full_name")] = "A"
    assert own(typed) == (None, [Fault(OWN, "too_many_rows")])


def test_father_and_mother_must_stand_in_the_table_and_one_job_in_the_other() -> None:
    """Source: quality rule, completeness: tables 33 and 36.1."""
    fault, job = Fault(OWN, "required"), Fault("work_history.jobs", "required")
    typed = {cell(0, "full_name"): "A"}
    assert fault in missing(read_entry(typed)[0])
    assert fault in missing(read_entry({OWN: "none"})[0])
    assert fault not in missing(read_entry({**typed, cell(1, "full_name"): "B"})[0])
    assert job in missing(read_entry({"work_history.jobs": "none"})[0])
    assert job not in missing(read_entry({"work_history.jobs.0.org_text": "A"})[0])


def test_contract_staff_owe_the_contract_and_no_table() -> None:
    """Source: Quy chế Đ.6.1b."""
    owed = {fault.path for fault in missing(read_entry({"service.staff_category": "HD111"})[0])}
    assert {"contract.contract_number", "identity.phone"} < owed
    assert {path.split(".")[0] for path in owed} == {"identity", "contract", "service"}
    assert "contract.legal_basis" not in owed  # HR's, so it keeps nobody from sending


def test_pay_is_by_rank_or_by_an_amount() -> None:
    """Item 30 has two pay systems side by side; one of them is enough."""
    fault = Fault("salary.rank_code", "required")
    assert fault in missing(read_entry({})[0])
    assert fault not in missing(read_entry({"salary.rank_code": "01.003"})[0])
    assert fault not in missing(read_entry({"salary.jp_salary_amount": "9000000"})[0])


def test_saving_a_table_replaces_all_of_it_and_touches_nothing_else() -> None:
    before = {
        "identity.phone": "0912345678",
        cell(0, "full_name"): "A",
        cell(1, "full_name"): "B",
        "family.spouse_side": "none",
    }
    after = replaced(before, {cell(4, "full_name"): "C", cell(7, "full_name"): ""})
    assert after == {
        "identity.phone": "0912345678",
        "family.spouse_side": "none",
        OWN: "",
        cell(0, "full_name"): "C",
    }
    assert replaced(after, {OWN: "none"}) == {
        "identity.phone": "0912345678",
        "family.spouse_side": "none",
        OWN: "none",
    }
    assert replaced(before, {"identity.phone": ""}) == {**before, "identity.phone": ""}


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 9999), st.sampled_from(["", "A", "~"])), max_size=8))
def test_renumbering_changes_nothing_that_is_read(cells: list[tuple[int, str]]) -> None:
    typed = {cell(number, "full_name"): text for number, text in cells}
    assert own(replaced({}, typed))[0] == own(typed)[0]
