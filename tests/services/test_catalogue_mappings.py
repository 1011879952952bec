"""The table of codes: what the receiver uses for ours, from when. Source: TT 06/2023 Đ.13."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from province_app.services import catalogue_mappings as mappings
from province_app.services.basis import Basis
from province_app.services.catalogue_gaps import compare_catalogues
from province_app.services.catalogue_mappings import Wanted
from province_app.services.errors import Refused
from province_app.services.inbox import inbox_of
from province_app.stores import records
from tests.admins import BASIS
from tests.desks import DEPARTMENT, FACILITY
from tests.provinces import Province, at
from tests.services.test_catalogue_gaps import CATALOGUE, PATH, pull, refuse
from tiers.units import Officer

DAY = date(2024, 5, 20)
NOW = at(28)
BT = Wanted(CATALOGUE, "12/12BT", "12/12", DAY)


@pytest.fixture
def officer(session: Session, province: Province) -> Officer:
    """Somebody of Sở Nội vụ; the receiver's copy lacks one of our codes."""
    pull(session, {"12/12BT"})
    return province.officer(province.holder(DEPARTMENT, "hr"))


def test_a_mapping_counts_from_its_first_day_to_its_last(
    session: Session, officer: Officer
) -> None:
    last = DAY + timedelta(days=9)
    mappings.map_code(session, officer, replace(BT, valid_to=last), BASIS, NOW)
    counts = {day: mappings.valid_on(session, day) for day in (DAY, last)}
    assert counts == {day: {(CATALOGUE, "12/12BT"): "12/12"} for day in counts}
    for day in (DAY - timedelta(days=1), last + timedelta(days=1)):
        assert mappings.valid_on(session, day) == {}


def test_the_newest_decision_counts_and_can_take_a_mapping_back(
    session: Session, officer: Officer
) -> None:
    later = DAY + timedelta(days=3)
    for code in ("12/12", "9/12", ""):
        mappings.map_code(session, officer, replace(BT, national_code=code), BASIS, NOW)
    assert mappings.valid_on(session, later) == {}
    states = [(one.row.national_code, one.state) for one in mappings.listed(session, NOW)]
    assert states == [(None, "valid"), ("9/12", "replaced"), ("12/12", "replaced")]
    mappings.map_code(session, officer, replace(BT, valid_from=at(29).date()), BASIS, NOW)
    assert mappings.listed(session, NOW)[0].state == "later"


def test_an_act_is_an_event_with_its_document_and_cannot_be_changed(
    session: Session, officer: Officer
) -> None:
    row = mappings.map_code(session, officer, BT, BASIS, NOW)
    query = "select event, actor, subject, basis, detail from audit_event order by id desc limit 1"
    found = session.execute(text(query)).mappings().one()
    assert (found["event"], found["actor"]) == ("catalogue.mapped", UUID(officer.person_id))
    assert (found["subject"], found["basis"]) == (str(row.id), "TT 06/2023 Đ.13")
    assert found["detail"] == {
        "code": "trinh_do_pho_thong 12/12BT",
        "stands_for_it": "12/12",
        "from": "2024-05-20",
        "document": BASIS.number,
    }
    session.rollback()
    for change in (
        "update catalogue_mapping set national_code = 'x'",
        "delete from catalogue_mapping",
    ):
        with pytest.raises(DBAPIError):
            session.execute(text(change))
        session.rollback()


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (replace(BT, catalogue="ton_giao"), "mapping_catalogue"),  # restricted: it never travels
        (replace(BT, catalogue="none"), "mapping_catalogue"),
        (replace(BT, local_code=" "), "mapping_code"),
        (replace(BT, local_code="lớp 12"), "mapping_code"),
        (replace(BT, national_code="13/12"), "mapping_national_unknown"),
        (replace(BT, national_code="12/12BT"), "mapping_same"),
        (replace(BT, catalogue="ngach_chuc_danh"), "mapping_national_unknown"),  # no copy yet
        (replace(BT, valid_to=DAY - timedelta(days=1)), "mapping_days"),
        (replace(BT, national_code=""), "mapping_none"),
    ],
)
def test_what_cannot_be_mapped(
    session: Session, officer: Officer, wanted: Wanted, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        mappings.map_code(session, officer, wanted, BASIS, NOW)
    assert mappings.listed(session, NOW) == []


def test_the_same_again_and_no_document_are_refused(session: Session, officer: Officer) -> None:
    mappings.map_code(session, officer, BT, BASIS, NOW)
    with pytest.raises(Refused, match="mapping_as_it_is"):
        mappings.map_code(session, officer, BT, BASIS, NOW)
    with pytest.raises(Refused, match="basis_missing"):
        mappings.map_code(session, officer, BT, Basis(" ", DAY), NOW)


def test_a_code_that_only_files_of_other_programs_have_can_be_mapped(
    session: Session, officer: Officer
) -> None:
    mappings.map_code(session, officer, replace(BT, local_code="TN12"), BASIS, NOW)
    known = mappings.valid_on(session, DAY)
    assert mappings.offered(known, CATALOGUE, "TN12", DAY).endswith(" (12/12)")
    assert mappings.offered(known, CATALOGUE, "12/12", DAY) == ""
    assert mappings.offered({(CATALOGUE, "a"): "only-there"}, CATALOGUE, "a", DAY) == ""


def test_the_list_of_unknown_codes_says_what_stands_for_them(
    session: Session, officer: Officer, tmp_path: Path
) -> None:
    gaps = tmp_path / "gaps.json"
    gaps.write_text("{}")
    mappings.map_code(session, officer, BT, BASIS, NOW)
    known = mappings.valid_on(session, NOW.date())
    (one,) = compare_catalogues(session, gaps, known).unmapped
    assert (one.code, one.stands_for) == ("12/12BT", "12/12")


def test_the_task_of_a_rejected_record_says_which_code_stands_for_its_own(
    session: Session, province: Province, officer: Officer
) -> None:
    """Only the task says it: what was signed stays as it was."""
    people = province.people(FACILITY)[-3:]
    refuse(province, people, PATH)
    newest = records.latest(session, [UUID(one) for one in people])
    contents = records.contents_of(session, list(newest.values()))
    used = {who: one["education"]["general_education_code"] for who, one in contents.items()}
    (code,) = set(list(used.values())[:1])
    other = "9/12" if code != "9/12" else "12/12"
    mappings.map_code(session, officer, Wanted(CATALOGUE, code, other, DAY), BASIS, NOW)
    hr = province.officer(province.holder(FACILITY, "hr"))
    found = inbox_of(session, hr, NOW).stand_ins
    expected = {who for who, one in used.items() if one == code}
    assert {(one.local_code, one.national_code) for one in found.values()} == {(code, other)}
    assert len(found) == len(expected) > 0
    assert all(one.national_name for one in found.values())
    after = records.latest(session, [UUID(one) for one in people])
    assert {one.digest for one in after.values()} == {one.digest for one in newest.values()}


def test_a_code_in_a_sealed_section_is_not_named(
    session: Session, province: Province, officer: Officer
) -> None:
    pull(session, {"3"}, "gioi_tinh")
    refuse(province, province.people(FACILITY)[-2:], "/sections/identity/content/gender_code")
    for code in ("1", "2"):
        other = Wanted("gioi_tinh", code, "2" if code == "1" else "1", DAY)
        mappings.map_code(session, officer, other, BASIS, NOW)
    hr = province.officer(province.holder(FACILITY, "hr"))
    found = inbox_of(session, hr, NOW)
    assert [one.code for one in found.stopped] == ["catalogue_unknown_code"] * 2
    assert found.stand_ins == {}


def test_nothing_is_read_for_records_that_were_not_refused(session: Session) -> None:
    assert mappings.stand_ins(session, [], NOW) == {}
