"""Saving a draft: the fields of the person, one revision after the other."""

from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.names import sort_key
from province_app.record.schema import fields
from province_app.services import drafts, own_record
from province_app.services.errors import Refused, UnknownField
from province_app.stores import drafts as draft_store
from province_app.stores.engine import make_engine
from tests.databases import Database
from tests.provinces import Province, at
from tiers.units import Officer, Role

UNIT = "H40.03"
PHONE = "identity.phone"


@pytest.mark.parametrize(
    "path", [path for path, info in fields().items() if info.item.filled_by != "person"]
)
def test_a_person_cannot_write_what_others_fill(province: Province, path: str) -> None:
    """Source: Quy chế Đ.6.2a."""
    actor = province.officer(province.people(UNIT)[0])
    with pytest.raises(UnknownField):
        drafts.save_draft(province.session, actor, {PHONE: "0912000231", path: "X"}, 1, at(20))
    draft = draft_store.open_draft(province.session, UUID(actor.person_id))
    assert draft is not None
    assert (draft.revision, draft.typed[PHONE]) == (1, draft.typed[PHONE])


def test_two_first_saves_at_once_begin_one_draft(province: Province, database: Database) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    actor = province.officer(province.people(UNIT)[0])
    revision = drafts.next_revision(province.session, UUID(actor.person_id))
    engine = make_engine(lambda: database.app_url)
    start, answers = Barrier(2), []

    def save(phone: str) -> None:
        with Session(engine) as session:
            start.wait(10)
            try:
                drafts.save_draft(session, actor, {PHONE: phone}, revision, at(21))
                answers.append("saved")
            except Refused as error:
                answers.append(error.decision.code)

    threads = [Thread(target=save, args=(phone,)) for phone in ("0911111111", "0922222222")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    engine.dispose()
    assert sorted(answers) == ["changed_elsewhere", "saved"]
    province.session.rollback()
    count = text("select count(*) from draft where person_id = :person and state = 'with_person'")
    assert province.session.scalar(count, {"person": actor.person_id}) == 1


def test_the_next_draft_goes_on_from_the_version_and_its_revision(province: Province) -> None:
    session, person = province.session, province.people(UNIT)[0]
    province.send(UNIT)
    province.confirm(UNIT)
    actor = province.officer(person)
    before = session.scalars(text("select id from draft where person_id = :p"), {"p": person}).one()
    confirmed = session.get_one(Draft, before)
    assert drafts.next_revision(session, UUID(person)) == confirmed.revision + 1
    draft = drafts.save_draft(session, actor, {PHONE: "0911111111"}, confirmed.revision + 1, at(22))
    assert draft.id != confirmed.id
    assert draft.revision == confirmed.revision + 2
    assert draft.typed["identity.birth_full_name"] == confirmed.typed["identity.birth_full_name"]
    assert draft.typed["identity.using_unit_code"] == UNIT


def test_saving_a_table_replaces_its_rows_and_keeps_the_other_tables(province: Province) -> None:
    session, person = province.session, province.people(UNIT)[0]
    actor = province.officer(person)
    first = {"family.own.0.full_name": "A", "family.own.1.full_name": "B"}
    first |= {"family.spouse_side": "none"}
    draft = drafts.save_draft(session, actor, first, 1, at(20))
    second = {"family.own.1.full_name": " ", "family.own.7.full_name": " Trần  An "}
    draft = drafts.save_draft(session, actor, second, draft.revision, at(20))
    family = {path: text for path, text in draft.typed.items() if path.startswith("family.")}
    assert family == {
        "family.own": "",
        "family.own.0.full_name": "Trần An",
        "family.spouse_side": "none",
    }


@pytest.mark.parametrize(
    "path",
    [
        "family.own.0.nickname", "family.own.x.full_name", "family.own.-1.full_name",
        "family.own.*.full_name", "family.own.99999.full_name", "family.cousins",
    ],
)  # fmt: skip
def test_an_unknown_cell_is_refused_and_nothing_is_saved(province: Province, path: str) -> None:
    actor = province.officer(province.people(UNIT)[0])
    with pytest.raises(UnknownField):
        drafts.save_draft(province.session, actor, {PHONE: "0912000231", path: "X"}, 1, at(20))
    draft = draft_store.open_draft(province.session, UUID(actor.person_id))
    assert draft is not None
    assert draft.revision == 1


def test_an_unknown_code_is_named_by_the_cell_as_it_was_typed() -> None:
    typed = {
        "family.own.0.birth_year": "x",  # no right cell in this row, so it is left out
        "family.own.1.relation_code": "BO",
        "family.own.2.relation_code": "XX",
        "identity.gender_code": "9",
    }
    faults = drafts.judge(typed, at(20)).faults
    unknown = [fault.path for fault in faults if fault.code == "unknown_code"]
    assert unknown == ["identity.gender_code", "family.own.2.relation_code"]


def test_a_new_draft_starts_from_the_rows_of_the_version(province: Province) -> None:
    session, person = province.session, province.people(UNIT)[0]
    province.send(UNIT)
    province.confirm(UNIT)
    confirmed = session.scalars(select(Draft.typed).where(Draft.person_id == UUID(person)))
    rows = {p: t for p, t in confirmed.one().items() if p.startswith("work_history.jobs.")}
    assert rows
    found = drafts.starting_text(session, UUID(person), at(22))
    assert {p: t for p, t in found.items() if p.startswith("work_history.jobs.")} == rows


def test_a_draft_like_the_held_record_is_not_sent_and_the_page_says_so(
    province: Province,
) -> None:
    """Nothing to check: no version is made, and the button is closed before it is pressed."""
    session, person = province.session, province.people(UNIT)[0]
    province.send(UNIT)
    province.confirm(UNIT)
    actor = Officer(person, Role.PERSON)
    revision = drafts.next_revision(session, UUID(person))
    phone = own_record.text_of(session, actor, at(21)).typed["identity.phone"]
    drafts.save_draft(session, actor, {"identity.phone": phone}, revision, at(21))
    assert own_record.text_of(session, actor, at(21)).send.code == "nothing_changed"
    with pytest.raises(Refused) as refused:
        drafts.send_draft(session, actor, at(21))
    assert refused.value.decision.code == "nothing_changed"


def test_a_confirmed_new_name_is_the_name_in_every_list(province: Province) -> None:
    session, person = province.session, province.people(UNIT)[0]
    draft = draft_store.open_draft(session, UUID(person))
    assert draft is not None
    draft.typed = {**draft.typed, "identity.birth_full_name": "Đặng Thị Ánh Nguyệt"}
    session.commit()
    province.send(UNIT)
    province.confirm(UNIT)
    query = text("select full_name, sort_key from person where id = :p")
    assert tuple(session.execute(query, {"p": person}).one()) == (
        "Đặng Thị Ánh Nguyệt",
        sort_key("Đặng Thị Ánh Nguyệt"),
    )
