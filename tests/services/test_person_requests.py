"""Requests about the own data: who answers, the clock, the answer for good, the granted copy."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import orjson
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config.key_files import new_keys, read_keys
from province_app import sealing
from province_app.models.rights import PersonRequest
from province_app.record.schema import SECTIONS
from province_app.services import (
    exporting,
    hr_entry,
    inbox,
    key_rotation,
    own_copy,
    person_requests,
)
from province_app.services.errors import Missing, Refused
from province_app.stores.engine import DIALECT, engine_options
from province_app.stores.scope import enter, person_scope
from province_app.workbooks.layout import KEY, NAME
from province_app.workbooks.reading import read_workbook
from tests.acts import key_change
from tests.databases import Database
from tests.desks import NO_FILES, appoint, draft_of, plain_member
from tests.provinces import Province, at, load_province
from tiers.calendar import local_day
from tiers.units import Officer, Role

FACILITY, DEPARTMENT, OFFICE = "H40.02.01", "H40.02", "H40.03"


@pytest.fixture
def province(session: Session) -> Province:
    return load_province(session, 6)


@pytest.fixture
def person(province: Province) -> Officer:
    return Officer(plain_member(province, FACILITY), Role.PERSON)


def officer(province: Province, unit: str, post: str = "hr") -> Officer:
    return province.officer(province.holder(unit, post), at(20))


def refused(code: str) -> object:
    return pytest.raises(Refused, check=lambda error: error.decision.code == code)


def waiting(session: Session, who: Officer, day: int = 20) -> list[UUID]:
    return [one.request.id for one in person_requests.waiting_for(session, who, at(day))]


def test_a_request_about_data_goes_to_hr_of_the_unit_and_rises_when_overdue(
    session: Session, province: Province, person: Officer
) -> None:
    asked = person_requests.ask(session, person, "copy", "", " Cần bản sao ", at(20))
    assert (asked.said, asked.due_at) == ("Cần bản sao", at(23))
    hr, above = officer(province, FACILITY), officer(province, DEPARTMENT)
    top = officer(province, OFFICE)
    assert top.has(Role.PROVINCE)
    assert above.has(Role.DEPARTMENT_HR)
    assert [waiting(session, one) for one in (hr, above, top)] == [[asked.id], [], []]
    assert inbox.inbox_of(session, hr, at(20)).requests
    assert inbox.owed(session, hr, at(20)) == inbox.inbox_of(session, hr, at(20)).owed
    with pytest.raises(Missing):
        person_requests.answer(session, above, asked.id, "granted", "", "", at(20))
    late = at(23)
    assert [
        [one.overdue for one in person_requests.waiting_for(session, who, late)]
        for who in (hr, above, top)
    ] == [[True], [True], [True]]
    person_requests.answer(session, above, asked.id, "granted", "", "", late)
    (own,) = person_requests.own_requests(session, person, late)
    assert (own.request.answer, bool(own.answered_by), own.overdue) == ("granted", True, False)
    with refused("request_answered"):
        person_requests.answer(session, hr, asked.id, "refused", "x", "y", late)


def test_a_complaint_goes_one_tier_above_and_is_not_for_the_unit(
    session: Session, province: Province, person: Officer
) -> None:
    asked = person_requests.ask(session, person, "complaint", "", "Không ai trả lời", at(20))
    hr, above = officer(province, FACILITY), officer(province, DEPARTMENT)
    assert [waiting(session, one) for one in (hr, above)] == [[], [asked.id]]
    with pytest.raises(Missing):
        person_requests.request_desk(session, hr, asked.id, at(20))
    assert asked.due_at is None
    assert not person_requests.waiting_for(session, hr, at(30))
    top = Officer(plain_member(province, DEPARTMENT), Role.PERSON)
    higher = person_requests.ask(session, top, "complaint", "", "Sai quy trình", at(20))
    assert waiting(session, officer(province, OFFICE)) == [higher.id]


def test_a_refusal_has_its_reason_and_article(
    session: Session, province: Province, person: Officer
) -> None:
    path = "identity.phone"
    asked = person_requests.ask(session, person, "restriction", path, "Ngừng dùng", at(20))
    hr = officer(province, FACILITY)
    for word, reason, article, code in (
        ("", "", "", "request_no_answer"),
        ("refused", "Không có căn cứ", "", "request_reason"),
        ("refused", "", "Điều 9", "request_reason"),
        ("granted", "x" * 1001, "", "too_long"),
    ):
        with refused(code):
            person_requests.answer(session, hr, asked.id, word, reason, article, at(21))
    person_requests.answer(session, hr, asked.id, "refused", "Luật khác", "Điều 9", at(21))
    events = text("select event, basis from audit_event where event like 'request.%' order by id")
    assert [tuple(row) for row in session.execute(events)] == [
        ("request.asked", "TT 06/2023 Đ.23"),
        ("request.answered", "TT 06/2023 Đ.23"),
    ]


@pytest.mark.parametrize(
    ("kind", "path", "said", "code"),
    [
        ("error", "", "x", "request_kind"),
        ("copy", "identity.nothing", "x", "request_kind"),
        ("copy", "", "  ", "request_empty"),
        ("copy", "", "x" * 1001, "too_long"),
    ],
    ids=["kind", "field", "empty", "long"],
)
def test_what_cannot_be_asked(
    session: Session, person: Officer, kind: str, path: str, said: str, code: str
) -> None:
    with refused(code):
        person_requests.ask(session, person, kind, path, said, at(20))


def test_the_same_request_waits_once(session: Session, person: Officer) -> None:
    person_requests.ask(session, person, "copy", "", "x", at(20))
    with refused("request_open"):
        person_requests.ask(session, person, "copy", "", "y", at(20))
    person_requests.ask(session, person, "copy", "identity.phone", "y", at(20))


def test_hr_answers_no_request_of_its_own(session: Session, province: Province) -> None:
    hr = officer(province, FACILITY)
    person_requests.ask(session, hr, "copy", "", "x", at(20))
    assert waiting(session, hr) == []
    assert any(waiting(session, officer(province, FACILITY, post)) for post in ("deputy", "head"))


def test_the_granted_copy_holds_all_sections_and_is_written_down(
    session: Session, province: Province, person: Officer
) -> None:
    asked = person_requests.ask(session, person, "copy", "", "x", at(20))
    with pytest.raises(Missing):  # not granted yet
        own_copy.copy_for(session, NO_FILES, person, asked.id, "json", at(20))
    person_requests.answer(
        session, officer(province, FACILITY), asked.id, "granted", "", "", at(20)
    )
    with pytest.raises(Missing):  # no version yet
        own_copy.copy_for(session, NO_FILES, person, asked.id, "json", at(20))
    province.send(FACILITY)
    province.confirm(FACILITY)
    copied = orjson.loads(
        own_copy.copy_for(session, NO_FILES, person, asked.id, "json", at(21)).data
    )
    assert copied["record_id"] == person.person_id
    restricted = {name for name, info in SECTIONS.items() if info.restricted}
    assert restricted & set(copied["sections"])
    assert copied["sections"]["identity"]["personal_id"]
    assert own_copy.copy_for(session, NO_FILES, person, asked.id, "pdf", at(21)).data.startswith(
        b"%PDF"
    )
    for who, form in ((officer(province, FACILITY), "json"), (person, "xml")):
        with pytest.raises(Missing):
            own_copy.copy_for(session, NO_FILES, who, asked.id, form, at(21))
    waiting_copy = person_requests.ask(session, person, "copy", "identity.phone", "y", at(21))
    with pytest.raises(Missing):  # not granted, though there is a version
        own_copy.copy_for(session, NO_FILES, person, waiting_copy.id, "json", at(21))
    found = text("select detail->>'form' from audit_event where event = 'request.copied'")
    assert sorted(session.scalars(found)) == ["json", "pdf"]


def test_the_database_keeps_the_answer(
    session: Session, person: Officer, province: Province
) -> None:
    asked = person_requests.ask(session, person, "copy", "", "x", at(20))
    person_requests.answer(
        session, officer(province, FACILITY), asked.id, "granted", "", "", at(20)
    )
    for statement, why in (
        ("update person_request set answer = 'refused', reason = '\\x00', article = 'y'", "never"),
        ("update person_request set answered_at = '2024-01-01'", "never changed"),
        ("update person_request set kind = 'objection'", "permission denied"),
        ("delete from person_request", "permission denied"),
    ):
        with pytest.raises(DBAPIError, match=why):
            session.execute(text(statement))
        session.rollback()


def test_requests_lie_sealed_and_come_under_a_new_key(
    session: Session,
    province: Province,
    person: Officer,
    ring: sealing.Ring,
    tmp_path: Path,
) -> None:
    asked = person_requests.ask(session, person, "copy", "", "SECRET-1", at(20))
    hr = officer(province, FACILITY)
    person_requests.answer(session, hr, asked.id, "granted", "SECRET-2", "", at(20))
    rows = text("select said, reason from person_request")
    for sealed in session.execute(rows).one():
        assert b"SECRET" not in bytes(sealed)
    path = tmp_path / "keys"
    path.write_text(new_keys())
    newer, *_ = read_keys(path)
    sealing.install([newer, *ring._masters.values(), ring._index])
    assert key_rotation.rotate(session, key_change(session), at(22)).rights == 1
    assert key_rotation.rotate(session, key_change(session), at(22)).rights == 0
    session.expire_all()
    assert session.get_one(PersonRequest, asked.id).said == "SECRET-1"


@pytest.fixture
def pages(database: Database) -> Iterator[Engine]:
    """An engine as the pages have it: in no scope until somebody is known."""
    engine = create_engine(DIALECT, **engine_options(lambda: database.app_url))
    yield engine
    engine.dispose()


def test_the_wall_hides_a_complaint_from_the_unit(
    session: Session, province: Province, person: Officer, pages: Engine
) -> None:
    complaint = person_requests.ask(session, person, "complaint", "", "x", at(20)).id
    copy = person_requests.ask(session, person, "copy", "", "x", at(20)).id
    other = plain_member(province, OFFICE)
    appoint(province, other, OFFICE, "deputy", "leader")
    seen = {}
    for name, who in (
        ("person", person.person_id), ("hr", province.holder(FACILITY, "hr")),
        ("above", province.holder(DEPARTMENT, "hr")), ("top", province.holder(OFFICE, "hr")),
        ("elsewhere", other),
    ):  # fmt: skip
        with Session(pages) as asked:
            enter(asked, person_scope(UUID(who), local_day(at(20))))
            seen[name] = set(asked.scalars(text("select id from person_request")))
    both = {complaint, copy}
    assert seen == {
        "person": both, "hr": {copy}, "above": both, "top": both, "elsewhere": set(),
    }  # fmt: skip


def taken(province: Province, day: int = 21) -> dict[str, dict[str, str]]:
    """Return what the unit's HR takes out, by identity number: the cells of the first sheet."""
    hr = province.officer(province.holder(FACILITY, "hr"), at(day))
    data = exporting.export_unit(province.session, hr, province.unit(FACILITY), at(day))
    _, paths, *lines = read_workbook(data).sheets[0].rows()
    cells = [dict(zip(map(str, paths), map(str, line), strict=False)) for line in lines]
    return {one[KEY]: one for one in cells}


@pytest.mark.parametrize("path", ["", "identity.phone"], ids=["whole", "field"])
def test_a_granted_restriction_keeps_the_data_out_of_workbooks_until_its_person_ends_it(
    session: Session, province: Province, person: Officer, path: str
) -> None:
    """Nghị định 13/2023/NĐ-CP Đ.14."""
    typed = draft_of(province, person.person_id).typed
    number, phone = typed["identity.personal_id"], typed["identity.phone"]
    hr, session = officer(province, FACILITY), province.session
    asked = person_requests.ask(session, person, "restriction", path, "Đang kiện", at(20))
    before = taken(province)
    assert phone in before[number].values()
    with refused("no_restriction"):
        person_requests.end_restriction(session, person, asked.id, at(20))
    person_requests.answer(session, hr, asked.id, "granted", "", "", at(20))
    after = taken(province)
    assert set(before) - set(after) == (set() if path else {number})
    if path:
        assert phone not in after[number].values()
        assert after[number][NAME] == before[number][NAME]
    sheet = hr_entry.sheet_of(session, hr, UUID(person.person_id), at(21))
    assert sheet.closed == {path}
    with pytest.raises(Missing):
        person_requests.end_restriction(session, hr, asked.id, at(21))
    person_requests.end_restriction(session, person, asked.id, at(21))
    assert taken(province) == before
    (own,) = person_requests.own_requests(session, person, at(22))
    assert own.ended_at == at(21)
    with refused("no_restriction"):
        person_requests.end_restriction(session, person, asked.id, at(22))


def test_a_refused_restriction_and_another_kind_restrict_nothing(
    session: Session, province: Province, person: Officer
) -> None:
    hr, before = officer(province, FACILITY), taken(province)
    for kind, word in (("restriction", "refused"), ("objection", "granted")):
        asked = person_requests.ask(session, person, kind, "", "Vì sao", at(20))
        person_requests.answer(session, hr, asked.id, word, "x", "y", at(20))
        with refused("no_restriction"):
            person_requests.end_restriction(session, person, asked.id, at(20))
    assert taken(province) == before
