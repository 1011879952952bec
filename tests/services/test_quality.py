"""The rules at work: who is stopped where, and that the demo's people pass."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm.attributes import flag_modified

from config.settings import load_settings
from province_app import create_app
from province_app.demo.people import DemoPerson, people_of_units
from province_app.demo.units import choose_units
from province_app.record.entry import read_entry
from province_app.record.reference import reference
from province_app.record.schema import fields
from province_app.services import check_page, checking, drafts
from province_app.services.errors import InvalidEntry
from province_app.services.quality import RuleFault, hits_of, reminders
from tests.demo.reading import table
from tests.desks import FACILITY, draft_of, plain_member
from tests.provinces import START, Province
from tiers.quality.completeness import REQUIRED
from tiers.quality.dates import PAST_DATES, PLANNED_DATES
from tiers.quality.rule import Severity
from tiers.quality.salary import base_salary_on, coefficient_of, monthly_amount
from tiers.quality.scores import scores_of

AT = datetime(2024, 5, 20, 3, tzinfo=UTC)
CARD, BIRTH = "identity.cccd_number", "identity.birth_date"
JOINED, RECRUITED = "recruitment.current_org_join_date", "recruitment.first_recruitment_date"
APPOINTED = "position.appointment_date"


def people() -> Iterator[DemoPerson]:
    for group in people_of_units(choose_units(30), 300):
        yield from group.persons


def content_of(person: DemoPerson) -> dict[str, dict[str, object]]:
    known = {
        "identity.managing_unit_code": "H40",
        "identity.using_unit_code": person.unit,
        "service.staff_category": person.category,
        "service.employment_status": "working",
    }
    content, faults = read_entry({**person.fields, **known})
    assert faults == []
    return content


def test_nobody_of_the_demo_breaks_a_rule_that_blocks() -> None:
    """Only the faults made on purpose are there, and those are warnings."""
    found = [hit for one in people() for hit in hits_of(content_of(one), one.category, AT)]
    assert [hit for hit in found if hit.severity is Severity.ERROR] == []
    warned = {hit.key for hit in found if hit.severity is Severity.WARNING}
    assert warned == {"PH-1", "DT-8", "DU-7"}  # their photographs are still to come


def test_a_sound_person_has_full_scores_and_a_broken_one_loses_by_name() -> None:
    person = next(one for one in people() if one.category == "CC")
    content = content_of(person)
    without_photo = scores_of(hits_of(content, "CC", AT)).du
    content["identity"]["photo"] = "5f" * 32
    assert (without_photo, scores_of(hits_of(content, "CC", AT)).du) == (98, 100)
    content["salary"]["salary_coefficient"] = "9.99"
    hits = hits_of(content, "CC", AT)
    assert [hit.key for hit in hits if hit.severity is Severity.ERROR] == ["SL-1"]
    assert scores_of(hits).dung <= 80


def test_identity_numbers_of_others_are_handed_in() -> None:
    """ID-6."""
    content = content_of(next(people()))
    number = str(content["identity"]["cccd_number"])
    keys = {hit.key for hit in hits_of(content, "CC", AT, frozenset({number}))}
    assert "ID-6" in keys - {hit.key for hit in hits_of(content, "CC", AT)}


def test_every_date_of_the_form_has_happened_or_is_named_as_planned() -> None:
    """DT-15: a new date field is put on one of the two lists."""
    dated = {path for path, info in fields().items() if info.kind in ("date", "any_date")}
    assert dated <= {*PAST_DATES, *PLANNED_DATES}


def test_what_a_person_is_stopped_for_can_be_typed_in_the_form() -> None:
    assert set(REQUIRED) <= set(fields())
    others = {path for path in REQUIRED if fields()[path].item.filled_by == "hr"}
    assert others == {"identity.staff_number"}  # the unit's, and so it stops the check


def test_the_tables_of_the_catalogues_are_whole() -> None:
    tables = reference()
    assert coefficient_of(tables, "01.003", 1, AT.date()) == "2.34"
    assert coefficient_of(tables, "01.004", 1, datetime(2021, 7, 31, tzinfo=UTC).date()) is None
    assert base_salary_on(tables, AT.date()) == 1_800_000
    assert monthly_amount(tables, "2.34", "100", datetime(2026, 7, 1, tzinfo=UTC).date()) == (
        5_920_200
    )
    assert tables.categories["CBX"] == "CB"
    assert tables.categories["HD111"] == tables.categories["HDLD"] == "HDLD"
    assert tables.retirement_months["2", 1966, 1] == "2021-05"
    assert len(tables.admin_units["13669"]) == 2
    assert {"001", "036", "096"} < tables.birth_provinces
    assert {name: len(one[0].coefficients) for name, one in tables.groups.items()} == {
        row["group"]: int(row["steps"]) for row in table("nhom_luong")
    }


def test_reminders_are_those_of_the_day() -> None:
    content = content_of(next(one for one in people() if one.category == "CC"))
    content["identity"]["birth_date"] = "1963-01-15"  # retired at the end of October 2023
    assert not [one for one in reminders(content, "CC", AT) if "retirement" in one.kind]
    content["identity"]["birth_date"] = "1963-10-15"
    kinds = [one.kind for one in reminders(content, "CC", AT)]
    assert "retirement_notice" in kinds or "retirement_decision" in kinds


def retype(province: Province, person_id: str, **typed: str) -> None:
    """Put texts into the person's draft as they stand there, whoever fills them."""
    draft = draft_of(province, person_id)
    draft.typed = {**draft.typed, **{path.replace("__", "."): one for path, one in typed.items()}}
    flag_modified(draft, "typed")
    province.session.commit()


def faults_of(caught: pytest.ExceptionInfo[InvalidEntry]) -> list[tuple[str, str]]:
    return [
        (fault.path, fault.hit.key if isinstance(fault, RuleFault) else fault.code)
        for fault in caught.value.faults
    ]


def test_a_draft_with_an_error_of_the_rules_is_not_sent(province: Province) -> None:
    """Source: Quy chế Đ.6.2.b."""
    person_id = plain_member(province, FACILITY)
    retype(province, person_id, recruitment__current_org_join_date="01/01/1980")
    with pytest.raises(InvalidEntry) as caught:
        drafts.send_draft(province.session, province.officer(person_id), START)
    assert faults_of(caught) == [(JOINED, "DT-6")]
    province.session.rollback()
    assert draft_of(province, person_id).state == "with_person"


def test_one_fault_a_field_and_the_form_speaks_first(province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    texts = {"identity__cccd_number": "123", "recruitment__current_org_join_date": "01/01/2030"}
    retype(province, person_id, **texts)
    with pytest.raises(InvalidEntry) as caught:
        drafts.send_draft(province.session, province.officer(person_id), START)
    assert faults_of(caught) == [(CARD, "invalid_shape"), (JOINED, "DT-6/future")]


def test_a_warning_stops_nobody(province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    retype(province, person_id, identity__phone="0228580830")
    drafts.send_draft(province.session, province.officer(person_id), START)
    assert draft_of(province, person_id).state == "with_hr"


def test_what_others_fill_stops_the_check_and_not_the_person(province: Province) -> None:
    """The person cannot mend the day of appointment: HR writes it."""
    person_id, hr = plain_member(province, FACILITY), province.holder(FACILITY, "hr")
    retype(province, person_id, position__appointment_date="01/06/2024")
    drafts.send_draft(province.session, province.officer(person_id), START)
    draft = draft_of(province, person_id)
    assert draft.state == "with_hr"
    with pytest.raises(InvalidEntry) as caught:
        checking.confirm_drafts(province.session, province.officer(hr), [draft.id], START)
    assert faults_of(caught) == [(APPOINTED, "DT-15")]
    province.session.rollback()
    assert draft_of(province, person_id).state == "with_hr"


def test_the_checker_sees_what_the_rules_say_of_each_field(province: Province) -> None:
    person_id, hr = plain_member(province, FACILITY), province.holder(FACILITY, "hr")
    retype(province, person_id, identity__phone="0228580830")
    drafts.send_draft(province.session, province.officer(person_id), START)
    draft = draft_of(province, person_id)
    desk = check_page.check_desk(province.session, province.officer(hr), draft.id, START)
    assert {path: [hit.key for hit in hits] for path, hits in desk.concerns.items()} == {
        "identity.phone": ["PH-1"],
        "identity.photo": ["DU-7"],
    }


def test_one_record_with_an_error_stops_the_bulk(province: Province) -> None:
    province.send(FACILITY)
    person_id = plain_member(province, FACILITY)
    retype(province, person_id, identity__birth_date="17/05/2020")
    with pytest.raises(InvalidEntry):
        province.confirm(FACILITY)


@pytest.fixture
def node(tmp_path: Path) -> Flask:
    return create_app(load_settings({"VAR_DIR": str(tmp_path)}))


def run(node: Flask, tmp_path: Path, record: object) -> tuple[int, str]:
    file = tmp_path / "record.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    result = node.test_cli_runner().invoke(args=["record", "check", str(file)])
    return result.exit_code, result.output


def test_the_command_prints_hits_scores_and_losses(node: Flask, tmp_path: Path) -> None:
    sections = {"identity": {"phone": "0228580830", "birth_date": "2024-06-01"}}
    record = {"category": "CC", "sections": sections, "today": "2024-05-31"}
    status, output = run(node, tmp_path, record)
    answer = json.loads(output)
    assert status == 0
    assert answer["today"] == "2024-05-31"
    assert [(hit["rule"], hit["severity"], hit["path"]) for hit in answer["hits"]] == [
        ("PH-1", "W", "identity.phone"),
        ("DT-15", "E", BIRTH),
    ]
    assert answer["scores"] == {"dung": 80, "du": 100, "sach": 95, "song": 100}
    assert [loss["rule"] for loss in answer["losses"]] == ["PH-1", "DT-15"]
    after = run(node, tmp_path, {**record, "today": "2024-06-01"})
    assert [hit["rule"] for hit in json.loads(after[1])["hits"]] == ["PH-1"]


@pytest.mark.parametrize("record", [[], {"category": "CC"}, {"sections": {}, "category": "CC",
                                                             "today": "31/05/2024"}])  # fmt: skip
def test_the_command_says_what_it_cannot_read(node: Flask, tmp_path: Path, record: object) -> None:
    status, output = run(node, tmp_path, record)
    assert status == 1
    assert "record.json" in output
