"""Tries that are counted and given back at the same moment wait in line, and none fails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.services import attempts
from province_app.services.attempts import Try
from province_app.stores import attempts as store
from province_app.stores.transaction import transaction
from tests.databases import Database, session_on

FIRST, LAST = b"\x01" * 32, b"\x02" * 32
OWN = b"\x03" * 32


def waits(session: Session) -> None:
    """Return once somebody waits for a lock."""
    query = text("select exists (select from pg_locks where not granted)")
    while not session.scalar(query):
        session.rollback()
        sleep(0.01)


def kept(session: Session) -> dict[bytes, int]:
    with transaction(session):
        rows = session.execute(text("select key, count from attempt"))
        return {bytes(key): count for key, count in rows}


def test_giving_back_and_trying_lock_in_one_order(session: Session, database: Database) -> None:
    """Else two sign-ins at one moment would each hold what the other needs."""
    now = system_now()
    with transaction(session):  # the last key lies first in the table
        for key in (LAST, FIRST, OWN):
            store.for_update(session, [key], now)
    with (
        session_on(database) as trying,
        session_on(database) as right,
        ThreadPoolExecutor(1) as pool,
    ):
        store.for_update(trying, [FIRST], now)

        def give_back() -> None:
            with transaction(right):
                attempts.was_right(right, Try(OWN, (FIRST, LAST)), now)

        given = pool.submit(give_back)
        waits(session)
        store.for_update(trying, [FIRST, LAST, OWN], now)
        trying.commit()
        given.result(timeout=20)
    assert kept(session) == {FIRST: 0, LAST: 0}


def test_clearing_old_tries_waits_for_nobody(session: Session, database: Database) -> None:
    now = system_now()
    with transaction(session):
        store.for_update(session, [FIRST, LAST], now)
    with session_on(database) as trying:
        store.for_update(trying, [FIRST], now)
        with transaction(session):
            session.execute(text("set local lock_timeout = '5s'"))
            store.sweep(session, now + timedelta(days=1))
        trying.rollback()
    assert kept(session) == {FIRST: 0}
