"""A unit's request travels to a real national node over HTTP; the record that begins goes back."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.models.national_lookups import NationalLookup
from province_app.models.records import Draft
from province_app.services import drafts, receiving
from province_app.stores.transaction import transaction
from sync_jobs import national_lookups
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.national_lookups import put_waiting
from sync_jobs.tick import jobs_of
from tests.climbing import climb, items
from tests.desks import FACILITY
from tests.exchange.parties import NationalNode, Sender, submission
from tests.exchange.people import Record
from tests.exchange.test_sharing import approve as approved
from tests.lookups import NOW, NUMBER, RECORD, ask, contents_there, fields_there
from tests.provinces import Province, authority, load_province, sign_all
from tests.sync_jobs.pushing import LAST, JudgingGateway, push


@pytest.fixture
def province(session: Session) -> Province:
    """A province in which nothing is sent yet."""
    return load_province(session)


@pytest.fixture
def there(national: NationalNode) -> Callable[[int, str], None]:
    """Let another agency deliver a version of the person's record, which counts at once."""
    head = authority().issue("Trưởng phòng", "2468")
    other = Sender.of(replace(national, pki=replace(national.pki, heads={"head": head})), "G01")

    def deliver(version: int, change: str) -> None:
        record = Record(str(RECORD), version, contents_there(), change=change)
        approved(submission(other, [record], unit="G01.16.01"))

    return deliver


def row_of(session: Session, lookup_id: UUID) -> NationalLookup:
    session.rollback()
    return session.get_one(NationalLookup, lookup_id, populate_existing=True)


def put(session: Session, gateway: NationalGateway) -> int:
    return put_waiting(session, gateway, lambda: NOW)


def test_a_person_is_found_and_the_other_side_knows_why(
    province: Province, session: Session, gateway: NationalGateway, national: NationalNode,
    there: Callable[[int, str], None],
) -> None:  # fmt: skip
    there(1, "new")
    lookup_id = ask(province)
    assert put(session, gateway) == 1
    row = row_of(session, lookup_id)
    assert (row.state, row.record_id, row.version) == ("found", RECORD, 1)
    assert row.answer is not None
    assert row.answer["released"] is False
    assert row.answer["contents"]["education"] == contents_there()["education"]
    query = text("select detail from audit_event where event = 'exchange.lookup'")
    assert national.session.scalars(query).one() == {
        "agency": "H40",
        "purpose": "Tiếp nhận từ tỉnh Thái Bình",
        "basis": "15/QĐ-SNV, 17/05/2024",
        "found": True,
    }


def test_absent_and_not_permitted_are_told_alike(
    province: Province, session: Session, gateway: NationalGateway, national: NationalNode,
    there: Callable[[int, str], None],
) -> None:  # fmt: skip
    there(1, "new")
    nobody = ask(province, personal_id="034083000778")
    registered = national.settings.var / "agencies.json"
    registered.write_text('{"unit_prefixes": {}, "successions": [], "no_lookups": ["H40"]}')
    national.register(registered)
    somebody = ask(province)
    assert put(session, gateway) == 2
    told = [(row_of(session, one).state, row_of(session, one).fault) for one in (nobody, somebody)]
    assert told == [("absent", None), ("absent", None)]


def test_a_node_that_is_down_is_asked_again_later_without_a_number_in_the_log(
    province: Province, session: Session, gateway: NationalGateway,
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
    there: Callable[[int, str], None],
) -> None:  # fmt: skip
    there(1, "new")
    lookup_id = ask(province)
    ask(province, personal_id="034083000778")  # waits as well: nobody answers anybody
    real = gateway._call
    down = NationalGateway(gateway._node, "http://127.0.0.1:1")._call
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    gateway._call = down
    with caplog.at_level(logging.INFO):
        assert put(session, gateway) == 0
    assert "lookup not answered" in caplog.text
    assert NUMBER not in caplog.text
    tries = text("select state, tries from national_lookup order by tries")
    assert session.execute(tries).all() == [("requested", 0), ("requested", 1)]
    gateway._call = real
    later = row_of(session, lookup_id).try_at
    monkeypatch.setattr(national_lookups, "system_now", lambda: later)
    assert put(session, gateway) == 2
    assert row_of(session, lookup_id).state == "found"


def test_an_answer_that_is_not_what_its_digest_says_is_no_answer(
    province: Province, session: Session, gateway: NationalGateway,
    there: Callable[[int, str], None], forged: None,
) -> None:  # fmt: skip
    there(1, "new")
    lookup_id = ask(province)
    assert put(session, gateway) == 0
    row = row_of(session, lookup_id)
    assert (row.state, row.fault, row.answer) == ("failed", "lookup_refused", None)


@pytest.mark.parametrize("role", ["province", "department"])
def test_only_a_provinces_tick_asks(
    role: str, province: Province, session: Session, national: NationalNode, settings: Settings,
) -> None:  # fmt: skip
    lookup_id = ask(province)
    jobs_of(replace(settings, role=role, exchange_url=national.url))["work"](session, False)
    state = row_of(session, lookup_id).state
    assert state == ("absent" if role == "province" else "requested")


def test_a_request_that_fails_stops_no_stage(
    province: Province, session: Session, national: NationalNode, settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    done: list[str] = []
    monkeypatch.setattr("sync_jobs.tick.work_off_runs", lambda *_, **__: done.append("stages"))

    def fail(*_: object) -> int:
        raise RuntimeError("an answer that nobody thought of")

    monkeypatch.setattr("sync_jobs.tick.put_waiting", fail)
    jobs_of(replace(settings, exchange_url=national.url))["work"](session, False)
    assert done == ["stages"]


def test_the_record_that_began_is_taken_by_the_national_database_as_the_same(
    province: Province, session: Session, gateway: NationalGateway, peer: JudgingGateway,
    there: Callable[[int, str], None],
) -> None:  # fmt: skip
    """Quy chế Đ.10.1, 3.4; annex 41: its own id, a later version, let go by the former agency."""
    there(1, "new")
    there(2, "left")
    lookup_id = ask(province)
    put(session, gateway)
    assert row_of(session, lookup_id).answer["released"] is True  # type: ignore[index]
    officer = province.officer(province.holder(FACILITY, "hr"), NOW)
    receiving.begin(session, officer, lookup_id, "CC", date(2024, 5, 20), NOW)
    draft = session.query(Draft).filter_by(person_id=RECORD).one()
    bare = {path: text for path, text in fields_there().items() if path not in draft.typed}
    with transaction(session):  # the person adds what never left the other province
        drafts.keep_typed(session, draft, bare, NOW, RECORD)
    sign_all(province)
    climb(session)
    push(session, province, peer)
    assert items(session, LAST)[RECORD] == ("accepted", None, None)
    held = text("select version from holding where tier = 'national' and record_id = :id")
    assert session.scalar(held, {"id": RECORD}) == 3
