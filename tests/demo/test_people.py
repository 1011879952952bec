"""Generated people keep the quality rules of the record; the named faults alone break them."""

from datetime import date

import pytest

from province_app.demo.catalogues import AS_OF
from province_app.demo.faults import FAULTS, UNKNOWN_TO_NATIONAL
from province_app.demo.people import distribute, people_of, people_of_units
from province_app.demo.units import choose_units
from province_app.record.entry import missing, read_entry
from province_app.record.schema import field_of
from province_app.record.schema import fields as schema_fields
from tests.demo.reading import codes, coefficients, day, days, salary_group, table
from tiers.units import PostKind, Tier

CATEGORY = "service.staff_category"


def numbers_of(name: str, people) -> set[int]:
    fault = next(fault for fault in FAULTS if fault.name == name)
    return {person.number for person in people if fault.strikes(person.number)}


def test_every_field_can_be_typed_and_nothing_required_is_left_out(people):
    system = {path for path, info in schema_fields().items() if info.item.filled_by == "system"}
    for person in people:
        content, faults = read_entry({**person.fields, CATEGORY: person.category})
        assert faults == []
        assert {fault.path for fault in missing(content)} <= system
        assert not system & person.fields.keys()


def test_every_code_is_in_its_catalogue(people):
    for person in people:
        for path, text in person.fields.items():
            if catalogue := field_of(path).item.catalogue:
                assert set(text.split("; ")) <= codes(catalogue, AS_OF), path


def test_categories_are_codes_valid_on_the_day(people):
    found = {person.category for person in people}
    assert found <= codes("loai_can_bo", AS_OF)
    assert found >= {"CB", "CC", "VC", "CBX", "CCX", "HD111"}


def test_identity_numbers_agree_with_birth_and_gender(people):
    """Quality rules ID-1 to ID-4."""
    for person in people:
        card = person.fields["identity.cccd_number"]
        born = day(person.fields["identity.birth_date"])
        female = person.fields["identity.gender_code"] == "2"
        assert len(card) == 12
        assert card.isdecimal()
        assert card == person.fields["identity.personal_id"]
        assert card[:3] == "036"
        assert int(card[3]) == 2 * (born.year // 100 - 19) + female
        assert card[4:6] == f"{born.year % 100:02d}"


@pytest.mark.parametrize(
    "path", ["identity.cccd_number", "identity.social_insurance_number", "identity.staff_number"]
)
def test_numbers_of_people_are_unique(people, path):
    """Quality rules ID-6, BH-1."""
    assert len({person.fields[path] for person in people}) == len(people)


def test_identity_cards_are_issued_with_a_chip_and_still_valid(people):
    """Quality rules ID-8, ID-9: replaced at 25, 40 and 60, or up to two years before."""
    for person in people:
        born = day(person.fields["identity.birth_date"])
        issued = day(person.fields["identity.cccd_issue_date"])
        assert date(2021, 1, 1) <= issued <= AS_OF
        for age in (25, 40, 60):
            if (born.year + age, born.month, born.day) <= (2024, 5, 31):
                renewed = (born.year + age - 2, born.month, born.day)
                assert (issued.year, issued.month, issued.day) >= renewed


def test_only_the_named_people_have_no_mobile_number(people):
    """Quality rule PH-1."""
    wrong = {
        person.number for person in people if person.fields["identity.phone"][1] not in "35789"
    }
    assert wrong == numbers_of("landline_number", people) != set()


def test_everybody_is_grown_up_when_recruited_and_below_the_age_of_retirement(officials):
    """Quality rule DT-1; NĐ 135/2020 Đ.4."""
    retirement = {
        (row["gender"], row["birth_year"], int(row["birth_month"])): row["retirement_month"]
        for row in table("tuoi_nghi_huu")
    }
    for person in officials:
        born = day(person.fields["identity.birth_date"])
        recruited = day(person.fields["recruitment.first_recruitment_date"])
        assert (recruited.year - 18, recruited.month, recruited.day) >= (
            born.year,
            born.month,
            born.day,
        )
        gender = "F" if person.fields["identity.gender_code"] == "2" else "M"
        assert retirement.get((gender, str(born.year), born.month), "9999") > "2024-05"


def test_dates_of_service_are_in_order(officials):
    """Quality rules DT-6, DT-7, DT-9, DT-15."""
    for person in officials:
        recruited = day(person.fields["recruitment.first_recruitment_date"])
        joined = day(person.fields["recruitment.current_org_join_date"])
        assert recruited <= joined == person.employed_from
        assert recruited <= day(person.fields["salary.rank_appointment_date"])
        assert all(when <= AS_OF for _, when in days(person.fields))
        if again := person.fields.get("position.reappointment_date"):
            assert joined <= day(person.fields["position.appointment_date"]) < day(again)


def test_only_the_named_people_are_paid_from_before_their_rank(officials):
    """Quality rule DT-8."""
    wrong = {
        person.number
        for person in officials
        if day(person.fields["salary.salary_effective_date"])
        < day(person.fields["salary.rank_appointment_date"])
    }
    assert wrong == numbers_of("pay_before_rank", officials) != set()


def test_pay_follows_the_salary_table(officials):
    """Quality rules SL-1 and SL-8."""
    for person in officials:
        group = coefficients(salary_group(person.fields["salary.rank_code"]))
        step = int(person.fields["salary.salary_step"])
        assert person.fields["salary.salary_coefficient"] == group[step - 1]


def test_ranks_suit_the_category_and_are_valid_since_their_appointment(officials):
    """Quality rule SL-2."""
    for person in officials:
        rank = person.fields["salary.rank_code"]
        assert rank.startswith("V.") == (person.category == "VC")
        assert not salary_group(rank).startswith("B4")
        assert rank in codes("ngach_chuc_danh", day(person.fields["salary.rank_appointment_date"]))


def test_over_frame_allowance_stands_on_the_last_step_alone(officials):
    """Quality rule SL-7: 5 % after one term on the last step, 1 % more each year."""
    months = {row["group"]: int(row["months_per_step"]) for row in table("nhom_luong")}
    with_allowance = 0
    for person in officials:
        group = salary_group(person.fields["salary.rank_code"])
        since = day(person.fields["salary.salary_effective_date"])
        served = (AS_OF.year - since.year) * 12 + AS_OF.month - since.month
        served -= AS_OF.day < since.day
        last = int(person.fields["salary.salary_step"]) == len(coefficients(group))
        percent = person.fields.get("salary.over_frame_percent")
        if person.number in numbers_of("pay_before_rank", [person]):
            continue
        if last and served >= months[group]:
            assert int(percent) == 5 + (served - months[group]) // 12
            with_allowance += 1
        else:
            assert percent is None
            assert served < months[group]  # a regular rise is never overdue
    assert with_allowance


def test_one_in_a_hundred_has_a_code_that_the_nation_does_not_know(people):
    catalogue, code = UNKNOWN_TO_NATIONAL
    assert code in codes(catalogue, AS_OF)
    wrong = {person.number for person in people if code in person.fields.values()}
    assert wrong == numbers_of("unknown_to_national", people)
    assert len(wrong) == len(people) // 100


def test_every_unit_can_check_and_sign(groups, units):
    """Quy chế Đ.7: one head, a deputy who signs the head's record, an HR officer beside them."""
    assert {group.unit.code for group in groups} == {
        unit.code for unit in units if unit.tier is not Tier.PROVINCE
    }
    for group in groups:
        assert len(group.persons) >= 3
        posts = [appointment.post for appointment in group.appointments]
        assert posts.count(PostKind.HEAD) == posts.count(PostKind.HR) == 1
        assert 1 <= posts.count(PostKind.DEPUTY) <= 3
        holders = [appointment.person for appointment in group.appointments]
        assert len(set(holders)) == len(holders)
        joined = {person.id: person.employed_from for person in group.persons}
        for appointment in group.appointments:
            assert appointment.unit == group.unit.code
            assert joined[appointment.person] <= appointment.valid_from <= AS_OF
        assert min(joined.values()) >= date.fromisoformat(group.unit.valid_from)


def test_the_leaders_of_the_province_belong_to_its_office(groups):
    offices = [
        group.unit.name
        for group in groups
        for person in group.persons
        if person.fields.get("position.position_text", "").endswith("UBND_TINH")
    ]
    assert offices == ["Văn phòng UBND tỉnh"] * 3


def test_the_same_seed_gives_the_same_people_and_another_seed_others(units, groups):
    assert list(people_of_units(units, 5000)) == groups
    unit = groups[1].unit
    assert people_of(unit, 5, 0, seed=1) != people_of(unit, 5, 0, seed=2)


def test_ids_are_unique_uuids(people):
    ids = {person.id for person in people}
    assert len(ids) == len(people)
    assert all(len(identity) == 36 and identity == identity.lower() for identity in ids)


def test_people_are_spread_over_the_units_to_the_last_one():
    units = choose_units(60)
    counts = distribute(units, 2000)
    assert sum(counts) == 2000
    assert counts[0] == 0
    assert min(counts[1:]) >= 3
    assert sum(distribute(units, 177)) == 177
    with pytest.raises(ValueError, match="at least 177"):
        distribute(units, 176)


def test_a_large_province_is_made_one_unit_at_a_time(monkeypatch):
    made = []

    def watched(unit, *rest):
        made.append(unit.code)
        return people_of(unit, *rest)

    monkeypatch.setattr("province_app.demo.people.people_of", watched)
    next(people_of_units(choose_units(1000), 50_000))
    assert made == ["H40.02"]
