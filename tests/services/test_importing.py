"""HR brings data in a workbook. Source: Quy chế Đ.6.1, 6.2, 7.1a."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.imports import ImportBatch, ImportRow
from province_app.record.entry import Fault
from province_app.record.schema import field_of
from province_app.services import (
    checking,
    drafts,
    exporting,
    import_entering,
    import_page,
    import_preview,
    importing,
)
from province_app.services.catalogue_mappings import Wanted, map_code
from province_app.services.errors import InvalidEntry, Missing, Refused
from province_app.services.import_people import bases_of
from province_app.services.import_rows import fault_of_json
from province_app.stores import imports
from province_app.workbooks.layout import KEY, NAME
from province_app.workbooks.reading import read_workbook
from province_app.workbooks.writing import Line, workbook
from tests.admins import BASIS
from tests.databases import Database
from tests.desks import (
    DEPARTMENT,
    ELSEWHERE,
    FACILITY,
    FIELD,
    amend,
    appoint,
    at_once,
    draft_of,
    grant,
    plain_member,
)
from tests.provinces import Province, at, load_province
from tests.services.test_catalogue_gaps import CATALOGUE, pull
from tiers.calendar import local_day
from tiers.units import Officer, Role

NOW = at(21)


@pytest.fixture
def province(session: Session) -> Province:
    """A province where the facility has its first versions."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def hr(province: Province) -> Officer:
    return province.officer(province.holder(FACILITY, "hr"))


def known(province: Province, who: str) -> str:
    """The person's identity number."""
    return draft_of(province, who).typed[KEY]


def file_of(*people: Mapping[str, str]) -> bytes:
    return workbook([Line(one) for one in people], local_day(NOW))


def brought(province: Province, hr: Officer, *people: Mapping[str, str]) -> ImportBatch:
    """A batch of those people's text, compared."""
    session = province.session
    book = read_workbook(file_of(*people))
    batch = importing.upload(session, hr, province.unit(FACILITY), "Nhập.xlsx", book, NOW)
    return importing.compare(session, hr, batch.id, {}, NOW)


def rows(session: Session, batch: ImportBatch) -> list[ImportRow]:
    every = ("insert", "update", "same", "wrong", "entered", "refused")
    return list(imports.rows(session, batch.id, every))


def codes(row: ImportRow) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in map(fault_of_json, row.entry["faults"])]


def test_what_was_exported_comes_back_as_no_change(province: Province, hr: Officer) -> None:
    """Security bar row 14; every person, every field, every table."""
    session, unit = province.session, province.unit(FACILITY)
    data = exporting.export_unit(session, hr, unit, NOW)
    found = import_preview.preview(session, hr, unit, read_workbook(data), NOW)
    assert {row.state for row in found} == {"same"}
    assert {str(row.base.person_id) for row in found if row.base} == set(province.people(FACILITY))
    events = text(
        "select count(*) from audit_event where event = 'record.exported' and actor = :who"
    )
    assert session.scalar(events, {"who": hr.person_id}) == len(found)


def test_a_guarded_value_comes_back_as_it_was(province: Province, hr: Officer) -> None:
    session, who = province.session, plain_member(province, FACILITY)
    words = "=cmd|' /C calc'!A0"
    batch = brought(province, hr, {KEY: known(province, who), FIELD: words})
    importing.enter(session, hr, batch.id, NOW)
    assert draft_of(province, who).typed[FIELD] == words
    data = exporting.export_unit(session, hr, province.unit(FACILITY), NOW)
    found = import_preview.preview(session, hr, province.unit(FACILITY), read_workbook(data), NOW)
    assert {row.state for row in found} == {"same"}


def test_an_update_becomes_a_draft_that_waits_for_another_checker(
    province: Province, hr: Officer
) -> None:
    session, who = province.session, plain_member(province, FACILITY)
    batch = brought(province, hr, {KEY: known(province, who), FIELD: "Tin học"})
    (row,) = rows(session, batch)
    assert (row.state, row.entry["typed"], str(row.person_id)) == (
        "update",
        {FIELD: "Tin học"},
        who,
    )
    assert importing.enter(session, hr, batch.id, NOW).state == "entered"
    draft = draft_of(province, who)
    assert (draft.state, draft.typed[FIELD], str(draft.typed_by)) == (
        "with_hr", "Tin học", hr.person_id,
    )  # fmt: skip
    with pytest.raises(Refused, match="typed_the_change"):
        checking.confirm_drafts(session, hr, [draft.id], NOW)
    deputy = province.officer(province.holder(FACILITY, "deputy"))
    assert checking.confirm_drafts(session, deputy, [draft.id], NOW) == 1
    actors = text("select distinct actor::text from audit_event where subject = :draft")
    assert set(session.scalars(actors, {"draft": str(draft.id)})) == {
        hr.person_id, deputy.person_id,
    }  # fmt: skip


def test_pressing_twice_enters_once(province: Province, hr: Officer) -> None:
    session, who = province.session, plain_member(province, FACILITY)
    batch = brought(province, hr, {KEY: known(province, who), FIELD: "Tin học"})
    importing.enter(session, hr, batch.id, NOW)
    revision = draft_of(province, who).revision
    importing.enter(session, hr, batch.id, NOW)
    assert draft_of(province, who).revision == revision


def test_two_presses_at_once_enter_once(
    province: Province, hr: Officer, database: Database
) -> None:
    session = province.session
    people = [who for who in province.people(FACILITY) if who != hr.person_id][:5]
    batch = brought(
        province, hr, *({KEY: known(province, who), FIELD: "Tin học"} for who in people)
    )
    batch_id = batch.id
    session.rollback()

    def press(one: Session):
        importing.own(one, hr, batch_id)
        return lambda: importing.enter(one, hr, batch_id, NOW).state

    assert at_once(database, press, press) == ["entered", "entered"]
    session.expire_all()
    assert imports.counts(session, batch_id) == {"entered": len(people)}
    sent = text("select count(*) from audit_event where event = 'draft.sent' and actor = :who")
    assert (
        session.scalar(sent, {"who": hr.person_id}) == len(people) + 1
    )  # and the officer's own record


def test_a_row_that_changed_since_is_refused_alone(province: Province, hr: Officer) -> None:
    session = province.session
    first, second = [who for who in province.people(FACILITY) if who != hr.person_id][:2]
    batch = brought(
        province, hr, *({KEY: known(province, who), FIELD: "Tin học"} for who in (first, second))
    )
    amend(province, first, "Văn thư", NOW)
    importing.enter(session, hr, batch.id, NOW)
    found = {str(row.person_id): row for row in rows(session, batch)}
    assert (found[first].state, found[second].state) == ("refused", "entered")
    assert codes(found[first]) == [(KEY, "already_sent")]
    assert draft_of(province, first).typed[FIELD] == "Văn thư"


def test_a_row_that_cannot_be_sent_leaves_nothing_typed(
    province: Province, hr: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, who = province.session, plain_member(province, FACILITY)
    batch = brought(province, hr, {KEY: known(province, who), FIELD: "Tin học"})

    def stop(*_: object) -> None:
        raise InvalidEntry([Fault(FIELD, "required")])

    monkeypatch.setattr(import_entering, "send_many", stop)
    importing.enter(session, hr, batch.id, NOW)
    assert codes(rows(session, batch)[0]) == [(FIELD, "required")]
    assert draft_of(province, who).state == "confirmed"  # none was begun


def test_all_or_none_leaves_nothing_behind(province: Province, hr: Officer) -> None:
    session = province.session
    first, second = [who for who in province.people(FACILITY) if who != hr.person_id][:2]
    batch = brought(
        province, hr, *({KEY: known(province, who), FIELD: "Tin học"} for who in (first, second))
    )
    amend(province, first, "Văn thư", NOW)
    with pytest.raises(Refused, match="import_has_errors"):
        importing.enter(session, hr, batch.id, NOW, all_or_none=True)
    assert draft_of(province, second).state == "confirmed"
    assert importing.own(session, hr, batch.id).state == "compared"


def test_all_or_none_wants_no_wrong_row(province: Province, hr: Officer) -> None:
    who = plain_member(province, FACILITY)
    batch = brought(
        province, hr, {KEY: known(province, who), FIELD: "Tin học"}, {KEY: "001099999999"}
    )
    with pytest.raises(Refused, match="import_has_errors"):
        importing.enter(province.session, hr, batch.id, NOW, all_or_none=True)
    assert draft_of(province, who).state == "confirmed"


def test_strangers_and_people_elsewhere_get_the_same_answer(
    province: Province, hr: Officer
) -> None:
    """Security bar row 16: whether somebody exists elsewhere is not told."""
    elsewhere = known(province, plain_member(province, ELSEWHERE))
    batch = brought(province, hr, {KEY: elsewhere, FIELD: "x"}, {KEY: "001099999999", FIELD: "x"})
    answers = [(row.state, codes(row), row.person_id) for row in rows(province.session, batch)]
    assert answers == [("wrong", [(KEY, "import_not_in_unit")], None)] * 2


def test_faults_stand_at_their_cells(province: Province, hr: Officer) -> None:
    first, second, third, fourth = [
        who for who in province.people(FACILITY) if who != hr.person_id
    ][:4]
    batch = brought(
        province, hr,
        {KEY: known(province, fourth), "identity.birth_full_name": "Nguy\u1ec5n V\u0430n An"},
        {KEY: known(province, first), "identity_restricted.ethnicity_code": "kinh kong"},
        {KEY: known(province, second), "identity.phone": "912000231"},
        {KEY: known(province, third), "salary.other_allowance_text": "Phụ cấp ưu đãi"},
    )  # fmt: skip
    found = [codes(row) for row in rows(province.session, batch)]
    assert found == [
        [
            ("identity.birth_full_name", "posing_letters"),
            ("identity.birth_full_name", "evidence_missing"),
        ],
        [("identity_restricted.ethnicity_code", "unknown_code")],
        [("identity.phone", "leading_zero")],
        [("salary.other_allowance_text", "evidence_missing")],
    ]
    assert import_page.import_desk(province.session, hr, batch.id, NOW).unproved == 2


def test_what_the_unit_fills_needs_its_document_in_a_file_too(
    province: Province, hr: Officer
) -> None:
    """Đ.6.2b: a workbook brings no document, and the preview counts what waits for one."""
    post, day = "position.position_text", "position.appointment_date"
    who = {KEY: known(province, plain_member(province, FACILITY)), post: "TT", day: "01/05/2024"}
    batch = brought(province, hr, who)
    (row,) = rows(province.session, batch)
    needed = [(path, "unit_evidence_missing") for path in (post, day)]
    assert (row.state, codes(row), row.unproved) == ("wrong", needed, 2)


def test_a_person_twice_in_the_file_is_refused(province: Province, hr: Officer) -> None:
    number = known(province, plain_member(province, FACILITY))
    batch = brought(province, hr, {KEY: number, FIELD: "a"}, {KEY: number, FIELD: "b"})
    (row,) = rows(province.session, batch)
    assert (row.state, codes(row)) == ("wrong", [(KEY, "import_twice")])


def test_a_person_without_anything_is_found_by_name(session: Session) -> None:
    """A first entry, complete: it waits for its check."""
    province = load_province(session)
    hr = province.officer(province.holder(FACILITY, "hr"))
    who = plain_member(province, FACILITY)
    draft = draft_of(province, who)
    typed = dict(draft.typed)
    system = {path for path in typed if field_of(path).item.filled_by == "system"}
    session.execute(text("delete from draft where id = :id"), {"id": draft.id})
    session.commit()
    assert [base.new for base in bases_of(session, province.unit(FACILITY), NOW)].count(True) == 1
    batch = brought(province, hr, {path: one for path, one in typed.items() if path not in system})
    (row,) = rows(session, batch)
    assert codes(row) == []
    assert row.state == "insert"
    importing.enter(session, hr, batch.id, NOW)
    after = draft_of(province, who)
    assert (after.state, after.typed[NAME]) == ("with_hr", typed[NAME])


def test_another_officer_sees_nothing_of_it(province: Province, hr: Officer) -> None:
    session = province.session
    batch = brought(province, hr, {KEY: "001099999999"})
    appoint(province, plain_member(province, FACILITY), FACILITY, "hr", "hr")
    for who in (province.holder(ELSEWHERE, "hr"), plain_member(province, FACILITY)):
        with pytest.raises(Missing):
            importing.enter(session, province.officer(who), batch.id, NOW)
    book = read_workbook(file_of())
    with pytest.raises(Missing):
        importing.upload(session, hr, province.unit(ELSEWHERE), "x", book, NOW)
    with pytest.raises(Missing):
        exporting.export_unit(session, hr, province.unit(ELSEWHERE), NOW)


def test_what_another_officer_typed_is_left_to_that_one(province: Province, hr: Officer) -> None:
    """Else the first one could check what was typed by the same hands. Đ.7.1a"""
    session, who = province.session, plain_member(province, FACILITY)
    other = next(p for p in province.people(FACILITY) if p not in (who, hr.person_id))
    batch = brought(province, hr, {KEY: known(province, who), FIELD: "Tin học"})
    importing.enter(session, hr, batch.id, NOW)
    draft = draft_of(province, who)
    draft.state, draft.typed_by = "returned", UUID(other)
    session.commit()
    batch = brought(province, hr, {KEY: known(province, who), FIELD: "Văn thư"})
    assert codes(rows(session, batch)[0]) == [(KEY, "typed_by_another")]


def test_the_tick_goes_on_where_the_request_stopped(
    province: Province, hr: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = province.session
    people = [who for who in province.people(FACILITY) if who != hr.person_id][:3]
    batch = brought(
        province, hr, *({KEY: known(province, who), FIELD: "Tin học"} for who in people)
    )
    monkeypatch.setattr(import_entering, "CHUNK", 1)
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    assert importing.enter(session, hr, batch.id, NOW).state == "entering"
    assert imports.counts(session, batch.id) == {"entered": 1, "update": 2}
    assert importing.work_off(session, NOW) == 1
    assert imports.counts(session, batch.id) == {"entered": 3}
    assert importing.own(session, hr, batch.id).sheets is None


def test_rows_of_an_officer_whose_grant_is_gone_are_refused_and_hold_up_nobody(
    province: Province, hr: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = province.session
    people = [who for who in province.people(FACILITY) if who != hr.person_id][:2]
    batch = brought(
        province, hr, *({KEY: known(province, who), FIELD: "Tin học"} for who in people)
    )
    monkeypatch.setattr(import_entering, "CHUNK", 1)
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    importing.enter(session, hr, batch.id, NOW)
    grant(province, hr.person_id, FACILITY, "person")  # the role is revoked, the post is not
    assert importing.work_off(session, NOW) == 1
    assert imports.counts(session, batch.id) == {"entered": 1, "refused": 1}
    assert importing.work_off(session, NOW) == 0


def test_nothing_typed_lies_open_in_the_tables(province: Province, hr: Officer) -> None:
    session = province.session
    brought(province, hr, {KEY: "001099999999", FIELD: "chim hoàng yến"})
    stored = text(
        "select string_agg(encode(b.sheets, 'escape') || b.maps::text"
        " || encode(r.entry, 'escape'), '') from import_batch b"
        " join import_row r on r.batch_id = b.id"
    )
    found = session.scalar(stored)
    assert "001099999999" not in found
    assert "ng y" not in found.replace("\\", "")


def test_a_draft_saved_since_is_refused_and_compared_anew_is_taken_over(
    province: Province, hr: Officer
) -> None:
    session, who = province.session, plain_member(province, FACILITY)
    line = {KEY: known(province, who), FIELD: "Tin học"}
    batch = brought(province, hr, line)
    revision = drafts.next_revision(session, UUID(who))
    drafts.save_draft(session, Officer(who, Role.PERSON), {FIELD: "Văn thư"}, revision, NOW)
    importing.enter(session, hr, batch.id, NOW)
    assert codes(rows(session, batch)[0]) == [(KEY, "changed_since_shown")]
    batch = brought(province, hr, line)
    importing.enter(session, hr, batch.id, NOW)
    draft = draft_of(province, who)
    assert (draft.state, draft.typed[FIELD]) == ("with_hr", "Tin học")
    assert str(draft.typed_by) == hr.person_id


def test_a_code_of_another_program_is_offered_with_the_code_that_stands_for_it(
    province: Province, hr: Officer
) -> None:
    """Sở Nội vụ has entered what it stands for; TT 06/2023 Đ.13."""
    pull(province.session, set())
    wanted = Wanted(CATALOGUE, "TN12", "12/12", local_day(NOW))
    desk = province.officer(province.holder(DEPARTMENT, "hr"))
    map_code(province.session, desk, wanted, BASIS, NOW)
    number = known(province, plain_member(province, FACILITY))
    path = "education.general_education_code"
    (row,) = rows(province.session, brought(province, hr, {KEY: number, path: "TN12"}))
    (fault,) = [one for one in row.entry["faults"] if one["path"] == path]
    assert fault["suggestions"][0].endswith(" (12/12)")
    (row,) = rows(province.session, brought(province, hr, {KEY: number, path: "TN13"}))
    (fault,) = [one for one in row.entry["faults"] if one["path"] == path]
    assert not any(one.endswith(" (12/12)") for one in fault["suggestions"])
