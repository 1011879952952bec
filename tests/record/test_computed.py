"""The salary coefficient follows from rank, step and day, unless the person wrote another."""

from datetime import date

import pytest

from province_app.record.computed import Origin, origins_of, with_computed

RANK, STEP = "salary.rank_code", "salary.salary_step"
SINCE, COEFFICIENT = "salary.salary_effective_date", "salary.salary_coefficient"
TODAY = date(2024, 5, 20)
HELD = {RANK: "01.003", STEP: "3", SINCE: "01/05/2022", COEFFICIENT: "3,00"}


@pytest.mark.parametrize(
    ("before", "typed", "wanted"),
    [
        ({}, {RANK: "01.003", STEP: "3", SINCE: "01/05/2022", COEFFICIENT: ""}, "3,00"),
        ({}, {RANK: "01.003", STEP: "3", SINCE: "", COEFFICIENT: ""}, "3,00"),  # as of today
        ({}, {RANK: "Chuyên viên (01.003)", STEP: "1", COEFFICIENT: ""}, "2,34"),
        (HELD, {**HELD, STEP: "4"}, "3,33"),  # followed from the step before
        ({**HELD, COEFFICIENT: "3.00"}, {STEP: "4"}, "3,33"),
        (HELD, {**HELD, COEFFICIENT: "3,10"}, "3,10"),  # the person's own
        ({**HELD, COEFFICIENT: "3,10"}, {**HELD, COEFFICIENT: "3,10", STEP: "4"}, "3,10"),
        ({}, {RANK: "01.003", STEP: "", COEFFICIENT: ""}, ""),
        ({}, {RANK: "01.003", STEP: "99", COEFFICIENT: ""}, ""),
        ({}, {RANK: "nothing", STEP: "3", COEFFICIENT: ""}, ""),
        ({}, {RANK: "01.003", STEP: "ba", SINCE: "mai", COEFFICIENT: ""}, ""),
    ],
)
def test_the_coefficient_follows(
    before: dict[str, str], typed: dict[str, str], wanted: str
) -> None:
    assert with_computed(before, typed, TODAY).get(COEFFICIENT, "") == wanted


def test_the_day_decides_what_the_rank_meant() -> None:
    """Source: TT 02/2021: Cán sự moved to another group on 2021-08-01."""
    typed = {RANK: "01.004", STEP: "1", COEFFICIENT: ""}
    early = with_computed({}, {**typed, SINCE: "01/01/2019"}, TODAY)[COEFFICIENT]
    late = with_computed({}, {**typed, SINCE: "01/01/2023"}, TODAY)[COEFFICIENT]
    assert (early, late) == ("", "2,10")


CONTRACT = ("contract.rank_code", "contract.step", "contract.start_date", "contract.coefficient")
ROW = "salary_history.salaries.0"


def contract_of(*texts: str) -> dict[str, str]:
    return dict(zip(CONTRACT, texts, strict=True))


@pytest.mark.parametrize(
    ("before", "typed", "wanted"),
    [
        ({}, contract_of("01.003", "3", "01/05/2022", ""), "3,00"),
        ({}, contract_of("01.003", "3", "01/05/1999", ""), "3,00"),  # the scale came later
        (contract_of("01.003", "3", "01/05/2022", "3,00"), {CONTRACT[1]: "4"}, "3,33"),
        (contract_of("01.003", "3", "01/05/2022", "3,10"), {CONTRACT[1]: "4"}, ""),  # agreed
    ],
)
def test_the_coefficient_of_a_contract_follows(
    before: dict[str, str], typed: dict[str, str], wanted: str
) -> None:
    assert with_computed(before, typed, TODAY).get(CONTRACT[3], "") == wanted


def history(number: int, *texts: str) -> dict[str, str]:
    """A row of table 37.1: rank, step, first month, coefficient."""
    names = ("rank_code", "step", "from_month", "coefficient")
    place = f"salary_history.salaries.{number}"
    return {f"{place}.{name}": one for name, one in zip(names, texts, strict=True)}


@pytest.mark.parametrize(
    ("before", "typed", "wanted"),
    [
        ({}, history(0, "01.003", "3", "05/2022", ""), "3,00"),
        ({}, history(0, "01.003", "3", "", ""), ""),  # nobody knows of which day
        (history(0, "01.003", "3", "05/2022", "3,00"),
         history(0, "01.003", "4", "05/2022", "3,00"), "3,33"),
        (history(0, "01.003", "3", "05/2022", "3,00"),
         history(0, "01.003", "4", "05/2022", "3,20"), "3,20"),
    ],
)  # fmt: skip
def test_the_coefficients_of_earlier_pay_follow_row_by_row(
    before: dict[str, str], typed: dict[str, str], wanted: str
) -> None:
    """Table 37.1."""
    other = history(1, "01.003", "1", "05/2016", "")
    found = with_computed(before, {**typed, **other}, TODAY)
    assert found[f"{ROW}.coefficient"] == wanted
    assert found["salary_history.salaries.1.coefficient"] == "2,34"


def test_other_sections_are_left_alone() -> None:
    assert with_computed({RANK: "01.003", STEP: "3"}, {"identity.phone": "1"}, TODAY) == {
        "identity.phone": "1"
    }


def test_where_a_coefficient_comes_from_is_told_for_both_kinds_of_pay() -> None:
    """Item 30.1 and the contract; item 30.3 is an amount of a decision: nothing leads to it."""
    contract = contract_of("01.003", "3", "", "3,10")
    found = origins_of({**HELD, **contract, "salary.jp_salary_step": "2"}, TODAY)
    assert found == (
        Origin(COEFFICIENT, "01.003", 3, date(2022, 5, 1), True, "3,00", True),
        Origin(CONTRACT[3], "01.003", 3, TODAY, False, "3,00", False),
    )


@pytest.mark.parametrize("change", [{RANK: ""}, {STEP: "99"}, {STEP: ""}, {RANK: "nothing"}])
def test_nothing_is_told_of_what_is_not_known(change: dict[str, str]) -> None:
    assert origins_of({**HELD, **change}, TODAY) == ()
