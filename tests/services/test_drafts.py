"""Saving a draft: the fields of the person, one revision after the other."""

from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.schema import fields
from province_app.services import drafts
from province_app.services.errors import Refused, UnknownField
from province_app.stores import drafts as draft_store
from province_app.stores.engine import make_engine
from tests.databases import Database
from tests.provinces import Province, at, load_province

UNIT = "H40.03"
PHONE = "identity.phone"


@pytest.fixture
def province(session: Session) -> Province:
    return load_province(session)


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
