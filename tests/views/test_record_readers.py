"""Ai đã xem hồ sơ của tôi: who, by which post, what for, when; nobody else's."""

import re
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import exporting, record_readers
from province_app.services.audit_reading import note
from province_app.services.record_print import print_record
from tests.desks import FACILITY, NO_FILES, draft_of, end_post, plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site
from tiers.audit import Purpose
from tiers.units import Officer, Role


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    """Day 23 in a unit that waits for its check."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    site.at(at(23))
    return loaded


@pytest.fixture
def person(province: Province) -> str:
    """Somebody without a post, whose record others read."""
    return plain_member(province, FACILITY)


def name_of(province: Province, person_id: str) -> str:
    """The person's full name."""
    query = text("select full_name from person where id = :id")
    return str(province.session.scalar(query, {"id": person_id}))


def test_nobody_has_read_it(site: Site, person: str) -> None:
    site.sign_in(person)
    assert "Chưa có ai khác xem hồ sơ của bạn" in site.get("/my-record/readers")
    assert 'href="/my-record/readers"' in site.get("/my-record")


def test_who_read_it_by_which_post_and_what_for(
    site: Site, province: Province, person: str
) -> None:
    """Design §1 (5)."""
    hr = province.holder(FACILITY, "hr")
    draft = draft_of(province, person)
    site.sign_in(hr)
    site.get(f"/drafts/{draft.id}")
    site.get(f"/drafts/{draft.id}")
    site.get(f"/unit/people/{person}")
    site.sign_in(person)
    page = site.get("/my-record/readers")
    lines = re.findall(r'<tr role="row">\s*<th role="rowheader".*?</tr>', page, re.S)
    assert ["Ghi phần của đơn vị" in lines[0], "Kiểm tra hồ sơ" in lines[1]] == [True, True]
    assert len(lines) == 2
    unit = province.session.scalar(
        text("select name from unit_period where unit_id = :id"), {"id": province.unit(FACILITY)}
    )
    for line in lines:
        assert name_of(province, hr) in line
        assert f", {unit}" in line
    assert "2 lần trong ngày" in lines[1]
    assert "lần trong ngày" not in lines[0]


def test_export_and_print_stand_there_and_the_own_readings_do_not(
    site: Site, province: Province, person: str
) -> None:
    session = province.session
    province.confirm(FACILITY)
    officer = province.officer(province.holder(FACILITY, "hr"), at(23))
    exporting.export_unit(session, officer, province.unit(FACILITY), at(23))
    print_record(session, NO_FILES, UUID(person), at(23, 10), restricted=False)
    print_record(session, NO_FILES, UUID(person), at(23, 11), restricted=False, actor=UUID(person))
    found = record_readers.readers_of(session, Officer(person, Role.PERSON)).lines
    assert [(one.full_name, one.purpose) for one in found] == [
        ("", Purpose.PRINT),
        (name_of(province, officer.person_id), Purpose.EXPORT),
    ]
    site.sign_in(person)
    page = site.get("/my-record/readers")
    assert "Quản trị hệ thống" in page
    assert "Tải hồ sơ ra Excel" in page


def test_nobody_sees_who_read_anothers_record(site: Site, province: Province, person: str) -> None:
    officer = province.officer(province.holder(FACILITY, "hr"), at(23))
    note(province.session, officer, [UUID(person)], at(23), Purpose.CHECK, None)
    other = next(one for one in province.people(FACILITY) if one not in (person,))
    site.sign_in(other)
    assert "Chưa có ai khác xem" in site.get("/my-record/readers")


def test_the_post_is_that_of_the_day_on_which_it_was_read(province: Province, person: str) -> None:
    session, hr = province.session, province.holder(FACILITY, "hr")
    officer = province.officer(hr, at(23))
    unit = province.unit(FACILITY)
    note(session, officer, [UUID(person)], at(20), Purpose.CHECK, unit)
    end_post(province, hr, date(2024, 5, 22))
    note(session, officer, [UUID(person)], at(23), Purpose.CHECK, unit)
    late, early = record_readers.readers_of(session, Officer(person, Role.PERSON)).lines
    assert early.title
    assert not late.title
    assert late.unit == early.unit


def test_the_list_is_paged(site: Site, province: Province, person: str) -> None:
    officer = province.officer(province.holder(FACILITY, "hr"), at(23))
    for day in range(1, 29):
        note(province.session, officer, [UUID(person)], at(day), Purpose.HISTORY, None)
    site.at(at(28, 12))
    site.sign_in(person)
    first, second = site.get("/my-record/readers"), site.get("/my-record/readers?page=2")
    assert [page.count('role="rowheader"') for page in (first, second)] == [25, 3]
    assert "/my-record/readers?page=2" in first
    assert "/my-record/readers?page=1" in second
    assert "Chưa có ai khác" in site.get("/my-record/readers?page=9")


def test_the_alarm_of_the_log_is_for_the_province_alone(
    site: Site, session: Session, province: Province
) -> None:
    """Security bar C56."""
    site.sign_in(province.holder("H40.03", "hr"))
    said = "Nhật ký chưa được gửi ra ngoài quá 2 giờ"
    assert said not in site.get("/sync")
    places = site.app.config["SETTINGS"].audit_places
    row = text(
        "insert into audit_place (place, checkpoint_id, delivered_at, tries)"
        " values (:place, 1, '2024-05-23T01:05:00Z', 3)"
    )
    session.execute(row, {"place": places[0]})
    session.commit()
    page = site.get("/sync")
    assert said in page
    assert f"{places[0]} nhận mốc cuối lúc" in page
    assert places[1] not in page
