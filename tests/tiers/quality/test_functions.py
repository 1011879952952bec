"""Pay, retirement, contracts in a row, names: what the rules compute for others too."""

from datetime import date

import pytest

from tests.tiers.quality.records import REFERENCE, facts
from tiers.quality.contract import may_be_fixed_again, overlapping
from tiers.quality.facts import Term
from tiers.quality.identity import duplicates
from tiers.quality.names import is_name, same_name
from tiers.quality.reminders import reminders_of
from tiers.quality.retirement import expected_retirement
from tiers.quality.rulebook import judge
from tiers.quality.salary import (
    coefficient_of,
    monthly_amount,
    next_raise_due,
    over_frame_due,
    prolonged_months,
)

DAY = date(2024, 5, 20)
MONTHS = REFERENCE.retirement_months


@pytest.mark.parametrize(
    ("rank", "step", "day", "coefficient"),
    [
        ("01.003", 1, DAY, "2.34"),
        ("01.003", 9, DAY, "4.98"),
        ("01.003", 10, DAY, None),
        ("01.003", 0, DAY, None),
        ("01.003", 1, date(2004, 9, 30), None),
        ("01.004", 1, date(2021, 8, 1), "2.10"),
        ("01.004", 1, date(2021, 7, 31), None),
        ("V.00.01.01", 1, DAY, None),
        ("unknown", 1, DAY, None),
    ],
)
def test_the_coefficient_is_that_of_the_rank_on_the_day(
    rank: str, step: int, day: date, coefficient: str | None
) -> None:
    assert coefficient_of(REFERENCE, rank, step, day) == coefficient


def test_an_amount_follows_the_base_salary_of_the_day() -> None:
    """SL-3."""
    assert monthly_amount(REFERENCE, "2.34", "100", date(2024, 6, 30)) == 4_212_000
    assert monthly_amount(REFERENCE, "2.34", "85", date(2024, 7, 1)) == 4_654_260
    assert monthly_amount(REFERENCE, "4.98", "100", date(2024, 7, 1), "5") == 12_235_860
    assert monthly_amount(REFERENCE, "2.34", "100", date(2023, 6, 30)) is None


def test_a_raise_is_due_after_36_or_24_months_and_later_for_who_was_punished() -> None:
    """SL-4, SL-5."""
    since = date(2021, 8, 31)
    assert next_raise_due(REFERENCE, "01.003", 5, since) == date(2024, 8, 31)
    assert next_raise_due(REFERENCE, "01.005", 5, since) == date(2023, 8, 31)
    assert next_raise_due(REFERENCE, "01.003", 5, since, 6) == date(2025, 2, 28)
    assert next_raise_due(REFERENCE, "01.003", 9, since) is None
    assert over_frame_due(REFERENCE, "01.003", 9, since) == date(2024, 8, 31)
    assert over_frame_due(REFERENCE, "01.003", 8, since) is None
    rows = [
        {"from_month": "2021-07", "discipline_form_code": "HC_CCH"},  # of the step before
        {"from_month": "2021-08", "discipline_form_code": "HC_CC"},
        {"from_month": "2022-01", "discipline_form_code": "HC_KT"},
        {"from_month": "2022-01", "discipline_form_code": "D_KT"},
    ]
    assert prolonged_months(rows, since) == 9


@pytest.mark.parametrize(
    ("gender", "birth", "last", "pension"),
    [
        ("1", "1961-01-31", "2021-04-30", "2021-05-01"),
        ("1", "1961", "2021-04-30", "2021-05-01"),  # only the year known: 1 January
        ("1", "1962-07", "2023-04-30", "2023-05-01"),
        ("1", "1980-12-15", "2042-12-31", "2043-01-01"),
        ("2", "1990-02-10", "2050-02-28", "2050-03-01"),
        ("1", "1961-02-15", "2023-02-28", "2023-03-01"),  # not in this small table
        ("1", "1960-05-20", "2020-05-31", "2020-06-01"),
        ("2", "1965-05-20", "2020-05-31", "2020-06-01"),
    ],
)
def test_retirement_is_the_end_of_the_month_of_the_age(
    gender: str, birth: str, last: str, pension: str
) -> None:
    """NĐ 135/2020 Đ.3, Đ.4."""
    found = expected_retirement(gender, birth, MONTHS)
    assert found is not None
    assert (found.last_day.isoformat(), found.pension_from.isoformat()) == (last, pension)


def test_retirement_is_announced_six_months_and_decided_three_months_before() -> None:
    found = expected_retirement("1", "1961-01-31", MONTHS)
    assert found is not None
    assert (found.notice_on, found.decision_on) == (date(2020, 11, 1), date(2021, 2, 1))
    assert expected_retirement("0", "1961", MONTHS) is None
    assert expected_retirement("1", None, MONTHS) is None


@pytest.mark.parametrize(("today", "late"), [(date(2023, 4, 30), False), (date(2023, 5, 1), True)])
def test_who_works_after_the_month_of_retirement_is_found(today: date, late: bool) -> None:
    """NH-1."""
    hits = judge(facts({"identity.birth_date": "1962-07-01"}, today=today))
    assert ("NH-1" in {hit.key for hit in hits}) is late


def test_after_two_fixed_terms_in_a_row_the_next_has_no_term() -> None:
    """LC-2."""
    first = Term(date(2020, 1, 1), date(2021, 12, 31))
    second = Term(date(2022, 1, 1), date(2023, 12, 31))
    lasting = Term(date(2022, 1, 1), None)
    assert may_be_fixed_again([])
    assert may_be_fixed_again([first])
    assert not may_be_fixed_again([first, second])
    assert may_be_fixed_again([first, lasting])


def test_two_contracts_may_follow_but_not_share_a_day() -> None:
    """LC-14."""
    first = Term(date(2020, 1, 1), date(2021, 12, 31))
    after = Term(date(2022, 1, 1), None)
    same_day = Term(date(2021, 12, 31), None)
    assert overlapping([after, first]) == []
    assert overlapping([same_day, first]) == [(first, same_day)]


def test_a_number_of_two_people_is_a_duplicate_and_of_one_person_twice_is_not() -> None:
    """ID-6."""
    numbers = [("lan", "1"), ("lan", "1"), ("minh", "2"), ("nga", "2"), ("phuc", ""), ("an", "")]
    assert duplicates(numbers) == {"2"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Nguyễn Văn Hoà", "NGUYỄN VĂN HÒA", True),
        ("Thuý", "Thúy", True),
        ("Hoa", "Hoà", False),
        ("Dương", "Đương", False),
        ("", "", False),
        (None, "Hoà", False),
    ],
)
def test_names_are_compared_without_case_and_place_of_tone(
    one: object, other: object, same: bool
) -> None:
    """NM-1."""
    assert same_name(one, other) is same


def test_a_name_is_letters_and_single_spaces() -> None:
    assert is_name("Đỗ Thị Ngọc Ánh")
    for wrong in (" An", "An ", "An.", "", "Nguyễn_An", "An\n", "NguyễnAn1"):
        assert not is_name(wrong)


def kinds(changes: dict[str, object], category: str = "CC") -> list[str]:
    return [one.kind for one in reminders_of(facts(changes, category))]


def test_what_comes_next_is_said_in_time_and_no_earlier() -> None:
    assert kinds({}) == []
    assert kinds({"salary.salary_effective_date": "2021-06-20"}) == ["raise"]
    assert kinds({"salary.salary_effective_date": "2021-06-21"}) == []
    last = {"salary.salary_step": 9, "salary.salary_effective_date": "2021-06-20"}
    assert kinds(last) == ["over_frame"]
    assert kinds(last | {"salary.over_frame_percent": "5"}) == []
    assert kinds({"position.reappointment_date": "2019-08-20"}) == ["term"]
    assert kinds({"position.reappointment_date": "2019-08-21"}) == []
    assert kinds({"identity.cccd_issue_date": "2021-05-01", "identity.birth_date": "1984-07-20"}) \
        == ["card"]  # fmt: skip
    assert kinds({"contract.end_date": "2024-06-19"}, "HD111") == ["contract"]
    assert kinds({"contract.end_date": "2024-06-20"}, "HD111") == []
    assert kinds({"contract.probation_to": "2024-05-27"}, "HD111") == ["probation"]
    assert kinds({"contract.probation_to": "2024-05-28"}, "HD111") == []
    assert kinds({"contract.probation_to": "2024-05-19"}, "HD111") == []
    trial = {"salary.salary_percent": "85", "salary.salary_effective_date": "2024-01-01"}
    assert kinds({**trial, "recruitment.first_recruitment_date": "2023-06-20"}) == ["trial"]
    assert kinds({**trial, "recruitment.first_recruitment_date": "2023-06-21"}) == []


def test_retirement_is_notice_first_and_then_decision_and_nobody_is_reminded_who_left() -> None:
    born = {"identity.birth_date": "1962-11-20"}  # 62 years, at the end of November 2024
    assert kinds(born) == []
    assert kinds({"identity.birth_date": "1962-10-31"}) == ["retirement_notice"]
    assert kinds({"identity.birth_date": "1962-07-31", "identity.gender_code": "1"}) == []
    soon = {"identity.birth_date": "1962-06-30"}
    assert kinds(soon) == ["retirement_decision"]
    assert kinds({**soon, "service.employment_status": "retired"}) == []
