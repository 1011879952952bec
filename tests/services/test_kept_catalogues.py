"""The lists that Sở Nội vụ keeps: closed at entry, dated, and older text still stands."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record import catalogues
from province_app.record.catalogues import KEPT, label_on, labels_on, shipped
from province_app.record.schema import field_of
from province_app.services import catalogue_search, checking, drafts, hr_entry, kept_catalogues
from province_app.services.errors import InvalidEntry, Missing, Refused
from province_app.services.kept_catalogues import Wanted
from province_app.services.own_record import text_of
from province_app.stores import records
from province_app.workbooks.cells import read_cell
from tests.admins import BASIS
from tests.desks import DEPARTMENT, FACILITY, draft_of, plain_member
from tests.provinces import Province, at, load_province
from tiers.kept_catalogues import Act
from tiers.units import Officer, Role

LIST, POST, OTHERS = "chuc_vu", "position.position_text", "position.concurrent_positions"
OLD, OLD_TWO = "Tổ trưởng tổ Toán", "Thư ký Hội đồng, Trưởng ban thanh tra nhân dân"
TODAY = date(2024, 5, 21)
NEW = Wanted(Act.ADD, "TT.TOAN", "Tổ trưởng bộ môn", TODAY)


@pytest.fixture
def province(session: Session, monkeypatch: pytest.MonkeyPatch) -> Province:
    """A facility of whose people one has text of before there were lists."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    draft = draft_of(loaded, plain_member(loaded, FACILITY))
    draft.typed = {**draft.typed, POST: OLD, OTHERS: OLD_TWO}
    session.commit()
    with monkeypatch.context() as before:
        before.setattr(drafts, "unknown_codes", lambda *_: [])
        loaded.confirm(FACILITY)
    content = records.content_of(session, newest(session, UUID(draft.person_id.hex)))
    assert content["position"]["position_text"] == OLD
    return loaded


@pytest.fixture
def person(province: Province) -> UUID:
    return UUID(plain_member(province, FACILITY))


@pytest.fixture
def keeper(province: Province) -> Officer:
    return province.officer(province.holder(DEPARTMENT, "hr"))


@pytest.fixture
def hr(province: Province) -> Officer:
    return province.officer(province.holder(FACILITY, "hr"), at(21))


@pytest.fixture
def do(session: Session, keeper: Officer) -> Callable[[Wanted], object]:
    return lambda wanted: kept_catalogues.change(session, keeper, LIST, wanted, BASIS, at(21))


def newest(session: Session, person: UUID) -> records.RecordVersion:
    return records.latest(session, [person])[person]


def typed(province: Province, hr: Officer, person: UUID, code: str, day: int = 21) -> Draft:
    revision = hr_entry.sheet_of(province.session, hr, person, at(day)).text.revision
    return hr_entry.save(province.session, hr, person, {POST: code}, revision, at(day))


def faults(province: Province, person: UUID, day: int = 21) -> list[tuple[str, str]]:
    actor = Officer(str(person), Role.PERSON)
    return [(one.path, one.code) for one in text_of(province.session, actor, at(day)).faults]


def test_what_is_added_can_be_chosen_from_its_day_on(
    province: Province, hr: Officer, person: UUID, do: Callable[[Wanted], object]
) -> None:
    typed(province, hr, person, "TT.TOAN")
    assert (POST, "unknown_code") in faults(province, person)
    do(Wanted(Act.ADD, "TT.TOAN", "Tổ trưởng bộ môn", TODAY + timedelta(days=1)))
    assert (POST, "unknown_code") in faults(province, person)
    assert faults(province, person, 22) == []
    found = catalogue_search.search(LIST, "to truong bo mon", date(2024, 5, 22))
    assert [one.code for one in found] == ["TT.TOAN"]


def test_what_is_stopped_is_not_chosen_any_more_and_still_read(
    province: Province, hr: Officer, person: UUID, do: Callable[[Wanted], object]
) -> None:
    do(NEW)
    typed(province, hr, person, "TT.TOAN")
    assert faults(province, person) == []
    do(Wanted(Act.STOP, "TT.TOAN", day=date(2024, 5, 25)))
    assert faults(province, person, 24) == []
    assert (POST, "unknown_code") in faults(province, person, 25)
    assert label_on(LIST, "TT.TOAN", date(2024, 6, 1)) == "Tổ trưởng bộ môn"
    do(Wanted(Act.RESUME, "TT.TOAN", day=date(2024, 5, 27)))
    assert faults(province, person, 27) == []


def test_older_text_stands_where_nobody_changes_it_and_keeps_its_bytes(
    province: Province, session: Session, person: UUID
) -> None:
    """The person mends the telephone: neither sending nor checking asks for the old post's code."""
    before = records.content_of(session, newest(session, person))
    digests = newest(session, person).section_digests
    actor = Officer(str(person), Role.PERSON)
    shown = text_of(session, actor, at(21))
    drafts.save_draft(session, actor, {"identity.phone": "0912345678"}, shown.revision, at(21))
    draft = drafts.send_draft(session, actor, at(21))
    hr = province.officer(province.holder(FACILITY, "hr"), at(21))
    checking.confirm_drafts(session, hr, [draft.id], at(21))
    after = newest(session, person)
    held = records.content_of(session, after)
    assert after.version == 2
    assert held["position"]["position_text"] == before["position"]["position_text"] == OLD
    assert held["position"]["concurrent_positions"] == [OLD_TWO]
    assert len(set(digests) - set(after.section_digests)) <= 2  # identity, and the list's new shape


def test_older_text_cannot_be_put_in_anew(province: Province, hr: Officer, person: UUID) -> None:
    typed(province, hr, person, "Tổ trưởng tổ Lý")
    assert (POST, "unknown_code") in faults(province, person)
    with pytest.raises(InvalidEntry):
        hr_entry.send(province.session, hr, person, at(21))


def test_another_name_leads_to_the_code_at_import_and_in_a_search(
    session: Session, province: Province, do: Callable[[Wanted], object]
) -> None:
    found = kept_catalogues.free_texts(session, LIST)
    assert {(one.text, one.records) for one in found} == {(OLD, 1), (OLD_TWO, 1)}
    assert read_cell(field_of(POST), OLD, TODAY).code == "unknown_code"
    assert "TT" not in [one.code for one in catalogue_search.search(LIST, "truong toan", TODAY)]
    do(Wanted(Act.ALIAS, "TT", OLD))
    assert read_cell(field_of(POST), OLD, TODAY).text == "TT"
    assert "TT" in [one.code for one in catalogue_search.search(LIST, "truong toan", TODAY)]


def test_an_order_is_the_order_of_the_choices(do: Callable[[Wanted], object]) -> None:
    assert next(iter(labels_on(LIST, TODAY))) != "HT"
    do(Wanted(Act.PLACE, "HT", place=1))
    assert next(iter(labels_on(LIST, TODAY))) == "HT"
    assert set(labels_on(LIST, TODAY)) == {one.code for one in shipped(LIST)}


def test_another_process_learns_of_it_at_its_next_question(
    session: Session, do: Callable[[Wanted], object]
) -> None:
    do(NEW)
    catalogues.keep(0, {})  # as a process stands that has asked nothing yet
    assert "TT.TOAN" not in labels_on(LIST, TODAY)
    kept_catalogues.refresh(session)
    assert "TT.TOAN" in labels_on(LIST, TODAY)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(Act.ADD, "Tổ trưởng", "Tổ trưởng bộ môn", TODAY), "mapping_code"),
        (Wanted(Act.ADD, "GD", "Giám đốc Sở", TODAY), "kept_code_taken"),
        (Wanted(Act.ADD, "X", "Giám đốc", TODAY), "kept_name_taken"),
        (Wanted(Act.ADD, "X", "Tổ trưởng (Toán)", TODAY), "kept_name"),
        (Wanted(Act.STOP, "GD", day=TODAY - timedelta(days=1)), "kept_day_past"),
        (Wanted(Act.RESUME, "GD", day=TODAY), "kept_in_use"),
        (Wanted(Act.PLACE, "GD", place=0), "kept_place"),
        (Wanted(Act.PLACE, "GD", place=1000), "kept_place"),
        (Wanted(Act.ALIAS, "GD", "Trưởng phòng"), "kept_name_taken"),
    ],
)
def test_what_does_not_fit_is_refused(
    session: Session, do: Callable[[Wanted], object], wanted: Wanted, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        do(wanted)
    assert refused.value.decision.code == said
    session.rollback()
    assert kept_catalogues.list_of(session, LIST).acts == []


def test_a_change_needs_its_document_and_leaves_an_event(session: Session, keeper: Officer) -> None:
    with pytest.raises(Refused):
        kept_catalogues.change(session, keeper, LIST, NEW, None, at(21))
    session.rollback()
    row = kept_catalogues.change(session, keeper, LIST, NEW, BASIS, at(21))
    assert (row.basis_number, row.decided_by) == (BASIS.number, UUID(keeper.person_id))
    told = session.execute(
        text("select actor, basis, detail ->> 'code' from audit_event where event='catalogue.kept'")
    ).all()
    assert told == [(UUID(keeper.person_id), "TT 06/2023 Đ.13", "chuc_vu TT.TOAN")]


def test_no_list_but_these_and_no_row_is_ever_changed(session: Session, keeper: Officer) -> None:
    for name in ("dan_toc", "nothing"):
        with pytest.raises(Missing):
            kept_catalogues.change(session, keeper, name, NEW, BASIS, at(21))
        session.rollback()
    for name in KEPT:
        kept_catalogues.change(session, keeper, name, NEW, BASIS, at(21))
    for statement in ("update catalogue_act set name = 'x'", "delete from catalogue_act"):
        with pytest.raises(DBAPIError):
            session.execute(text(statement))
        session.rollback()
