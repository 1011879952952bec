"""The salary coefficient follows from rank, step and day, unless the person wrote another."""

from datetime import date

import pytest

from province_app.record.computed import with_computed

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


def test_other_sections_are_left_alone() -> None:
    assert with_computed({RANK: "01.003", STEP: "3"}, {"identity.phone": "1"}, TODAY) == {
        "identity.phone": "1"
    }
