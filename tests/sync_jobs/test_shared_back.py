"""What the national node shares back is read once, whatever dies. Contract §3, annex 45."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.services import shared_back as service
from province_app.stores import duties
from province_app.stores.shared_back import Told
from province_app.stores.transaction import transaction
from sync_jobs import national_gateway, shared_back
from sync_jobs.national_gateway import NationalGateway, NationalRefused, NationalUnavailable
from tests.databases import Database
from tests.provinces import Province, at
from tests.sync_jobs.pushing import JudgingGateway, approve, ours, push

PAGE = 7


@pytest.fixture
def approved(
    province: Province,
    session: Session,
    peer: JudgingGateway,
    monkeypatch: pytest.MonkeyPatch,
) -> int:
    """How many records the national node holds as approved; it gives them in small pages."""
    monkeypatch.setattr(national_gateway, "CHANGES_PAGE", PAGE)
    push(session, province, peer)
    approve(session, province, peer)
    return len(ours(session))


def known(session: Session) -> int:
    found = session.scalar(text("select count(*) from shared_back"))
    session.rollback()
    return found or 0


def read(session: Session, gateway: NationalGateway) -> int:
    return shared_back.read_on(session, gateway, lambda: at(28))


def test_all_is_read_once_and_then_only_what_is_new(
    approved: int, session: Session, gateway: NationalGateway
) -> None:
    assert approved > 2 * PAGE
    assert read(session, gateway) == approved
    assert known(session) == approved
    assert service.foreign(session) == []
    assert read(session, gateway) == 0


def test_a_process_that_dies_between_pages_goes_on_where_it_was(
    approved: int, session: Session, gateway: NationalGateway
) -> None:
    real, calls = gateway.changes_page, iter((False, False, True))

    def dying(after: str) -> object:
        if next(calls, False):
            raise NationalUnavailable("gone")
        return real(after)

    gateway.changes_page = dying  # type: ignore[method-assign,assignment]
    with pytest.raises(NationalUnavailable):
        read(session, gateway)
    assert known(session) == 2 * PAGE
    assert read(session, gateway) == approved - 2 * PAGE
    assert known(session) == approved


def test_a_crash_before_the_commit_loses_neither_cursor_nor_page(
    approved: int, session: Session, gateway: NationalGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cursor and page are one transaction: one without the other would lose or skip."""
    with monkeypatch.context() as patched:
        patched.setattr(service.store, "keep", _crash)
        with pytest.raises(RuntimeError):
            read(session, gateway)
    session.rollback()
    assert (known(session), service.begins_at(session, gateway.url)) == (0, "")
    assert read(session, gateway) == approved


def _crash(*_: object, **__: object) -> None:
    raise RuntimeError("killed")


def test_a_database_restored_from_yesterday_reads_again_and_doubles_nothing(
    approved: int, session: Session, gateway: NationalGateway, database: Database
) -> None:
    read(session, gateway)
    engine = create_engine(database.owner_url)
    with engine.begin() as owner:
        owner.execute(text("set local role owner"))
        owner.execute(text("delete from shared_cursor"))
        first = "select record_id from shared_back order by record_id limit 3"
        owner.execute(text(f"delete from shared_back where record_id in ({first})"))  # noqa: S608
    engine.dispose()
    assert known(session) == approved - 3
    assert read(session, gateway) == approved
    assert known(session) == approved


def test_of_two_readers_one_keeps_the_page(session: Session) -> None:
    told, now = [Told(uuid4(), 1, bytes(32))], system_now()
    assert service.take(session, "peer", ("", "a"), told, at(28), now)
    assert not service.take(session, "peer", ("", "a"), told, at(28), now)
    assert service.take(session, "peer", ("a", "b"), told, at(28), now)
    assert not service.take(session, "peer", ("a", "c"), [Told(uuid4(), 1, bytes(32))], at(28), now)
    assert service.begins_at(session, "peer") == "b"
    assert service.foreign(session) == told


def test_it_is_asked_twice_an_hour(session: Session) -> None:
    now = system_now()
    assert shared_back.is_due(session, now)
    with transaction(session):
        duties.note(session, {shared_back.SHARED: None}, now)
    assert not shared_back.is_due(session, now + timedelta(minutes=29))
    assert shared_back.is_due(session, now + timedelta(minutes=30))


def test_a_node_above_that_is_away_is_no_fault_of_this_duty(
    session: Session, gateway: NationalGateway
) -> None:
    """One cause, one alarm: the stages and the nightly comparison tell of it."""

    def away(after: str) -> object:
        raise NationalUnavailable("gone")

    gateway.changes_page = away  # type: ignore[method-assign,assignment]
    shared_back.keep_reading(session, gateway, lambda: at(28))
    assert service.begins_at(session, gateway.url) == ""

    def refuses(after: str) -> object:
        raise NationalRefused(403, "sender_mismatch")

    gateway.changes_page = refuses  # type: ignore[method-assign,assignment]
    with pytest.raises(NationalRefused):
        shared_back.keep_reading(session, gateway, lambda: at(28))
