"""Whatever an insider with all rights does to the log, the verifier names its first fault."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from province_app.services.audit_verify import Report, verify
from province_app.stores.engine import make_engine
from tests.databases import Database, Databases
from tests.logs import Log, insider

FRESH = """
insert into audit_event (id, event, actor, subject, unit_id, detail, at, system_at, decision, basis)
overriding system value
select :id, event, actor, 'forged', unit_id, detail, at, :moment, decision, basis
from audit_event where id = :like
"""


@pytest.fixture
def log(session: Session, tmp_path: Path) -> Log:
    """Two heads are outside: one over ten events, one over sixteen; four more are sealed."""
    made = Log(session, tmp_path)
    made.write(10)
    made.head()
    made.write(6)
    made.head()
    made.write(4)
    made.seal()
    return made


def ids(log: Log) -> list[int]:
    """The events' ids by position."""
    return list(log.session.scalars(text("select event_id from audit_seal order by position")))


def bent(log: Log, database: Database, act: Callable[[Connection, list[int]], None]) -> Report:
    """Let the insider act, then verify against the heads outside."""
    known = ids(log)
    log.session.rollback()
    with insider(database) as connection:
        act(connection, known)
    return verify(log.session, log.heads())


def do(connection: Connection, statement: str, **values: object) -> None:
    """Run a statement that must change something."""
    assert connection.execute(text(statement), values).rowcount > 0


def cut(connection: Connection, known: list[int], position: int) -> None:
    """Delete everything from the position on, seals and all."""
    do(connection, "delete from audit_seal where position >= :p", p=position)
    do(connection, "delete from audit_event where id >= :id", id=known[position])
    connection.execute(text("delete from audit_checkpoint where tree_size > :p"), {"p": position})


def test_a_log_that_nobody_bent_is_whole(log: Log) -> None:
    report = verify(log.session, log.heads())
    assert (report.fault, report.events, report.compared) == (None, 20, 2)
    assert report.newest == log.heads()[-1].made_at


def test_1_an_edited_event(log: Log, database: Database) -> None:
    """Security bar A23: also the actor swapped, also a detail."""
    for change in (
        "actor = '22222222-2222-4222-8222-222222222222'",
        "detail = '{\"number\": 99}'",
        "at = at + interval '1 microsecond'",
        "basis = 'Đ.8'",
        "decision = 'refused'",
        "request_id = 'other'",
    ):
        report = bent(
            log,
            database,
            lambda db, known, change=change: do(
                db,
                f"update audit_event set {change} where id = :id",  # noqa: S608
                id=known[12],
            ),
        )
        assert report.fault is not None, change
        assert (report.fault.code, report.fault.position) == ("edited_event", 12)


def test_1b_an_edited_event_whose_seals_were_made_anew(log: Log, database: Database) -> None:
    """The whole tree is computed again: only the head outside still knows."""

    def act(db: Connection, known: list[int]) -> None:
        do(db, "update audit_event set subject = 'another' where id = :id", id=known[12])
        db.execute(text("delete from audit_seal"))
        db.execute(text("insert into audit_unsealed select id from audit_event"))
        db.commit()
        log.seal()

    fault = bent(log, database, act).fault
    assert fault
    assert (fault.code, fault.position) == ("rewritten", 10)
    assert "positions 10 to 15" in fault.says
    assert verify(log.session, []).fault is None  # a chain alone would have missed it


def test_2_a_deleted_event(log: Log, database: Database) -> None:
    fault = bent(
        log,
        database,
        lambda db, known: do(db, "delete from audit_event where id = :id", id=known[3]),
    ).fault
    assert fault
    assert (fault.code, fault.position) == ("deleted_event", 3)


def test_2b_a_deleted_event_with_its_seal(log: Log, database: Database) -> None:
    def act(db: Connection, known: list[int]) -> None:
        do(db, "delete from audit_event where id = :id", id=known[3])
        do(db, "delete from audit_seal where position = 3")

    fault = bent(log, database, act).fault
    assert fault
    assert (fault.code, fault.position) == ("deleted_seal", 3)


def test_3_a_deleted_tail(log: Log, database: Database) -> None:
    """A chain alone misses it."""
    report = bent(log, database, lambda db, known: cut(db, known, 13))
    assert report.fault
    assert (report.fault.code, report.fault.position) == ("deleted_tail", 13)
    assert verify(log.session, []).fault is None


def test_4_a_tail_that_was_truncated_and_appended_anew(log: Log, database: Database) -> None:
    """A chain alone misses it, a self-made head too."""

    def act(db: Connection, known: list[int]) -> None:
        cut(db, known, 13)
        db.commit()
        log.write(9)
        log.seal()

    fault = bent(log, database, act).fault
    assert fault
    assert (fault.code, fault.position) == ("rewritten", 10)
    assert verify(log.session, []).fault is None


def test_5_two_events_whose_places_were_exchanged(log: Log, database: Database) -> None:
    def by_ids(db: Connection, known: list[int]) -> None:
        for old, new in ((known[4], -1), (known[5], known[4]), (-1, known[5])):
            db.execute(text("create temp table if not exists moved as select * from audit_event"))
            do(db, "delete from audit_event where id = :id", id=old)
            do(db, "update moved set id = :new where id = :old", old=old, new=new)
            do(
                db,
                "insert into audit_event overriding system value select * from moved"
                " where id = :id",
                id=new,
            )

    fault = bent(log, database, by_ids).fault
    assert fault
    assert (fault.code, fault.position) == ("edited_event", 4)


def test_5b_two_seals_whose_places_were_exchanged(log: Log, database: Database) -> None:
    def act(db: Connection, known: list[int]) -> None:
        do(db, "update audit_seal set position = -1 where position = 7")
        do(db, "update audit_seal set position = 7 where position = 8")
        do(db, "update audit_seal set position = 8 where position = -1")

    fault = bent(log, database, act).fault
    assert fault
    assert (fault.code, fault.position) == ("edited_seal", 7)


def test_6_an_event_in_the_middle(log: Log, database: Database) -> None:
    """Sealed anew with those after it, so that every seal is right."""

    def act(db: Connection, known: list[int]) -> None:
        moment = log.now - timedelta(hours=1)
        db.execute(text("alter table audit_event alter id set generated by default"))
        do(db, "update audit_event set id = id + 1000 where id >= :id", id=known[11])
        do(db, FRESH, id=known[11], like=known[0], moment=moment)
        db.execute(text("delete from audit_seal where position >= 11"))
        db.execute(
            text("insert into audit_unsealed select id from audit_event where id >= :id"),
            {"id": known[11]},
        )
        db.commit()
        log.seal()

    fault = bent(log, database, act).fault
    assert fault
    assert (fault.code, fault.position) == ("rewritten", 10)


def test_6b_an_event_that_claims_to_have_been_there(log: Log, database: Database) -> None:
    """It goes through the sealer and has a good seal, but the heads of its time lack it."""
    log.head()

    def act(db: Connection, known: list[int]) -> None:
        early = log.heads()[0].made_at - timedelta(hours=3)
        do(db, FRESH, id=5_000, like=known[0], moment=early)
        db.execute(text("insert into audit_unsealed values (5000)"))
        db.commit()
        log.seal()

    fault = bent(log, database, act).fault
    assert fault
    assert (fault.code, fault.position) == ("inserted_event", 20)


def test_6c_an_event_that_went_past_the_sealer(log: Log, database: Database) -> None:
    def act(db: Connection, known: list[int]) -> None:
        early = log.heads()[0].made_at - timedelta(hours=3)
        do(db, FRESH, id=6_000, like=known[0], moment=early)

    fault = bent(log, database, act).fault
    assert fault
    assert fault.code == "unsealed_event"
    assert "6000" in fault.says


def test_7_a_replaced_database(log: Log, all_databases: Databases, tmp_path: Path) -> None:
    """Another log altogether, though as long and signed by the same key."""
    with all_databases.copy() as other:
        engine = make_engine(lambda: other.app_url)
        with Session(engine) as session:
            log.session.rollback()
            Log(session, tmp_path / "elsewhere").write(20)
            Log(session, tmp_path / "elsewhere").seal()
            fault = verify(session, log.heads()).fault
        engine.dispose()
    assert fault
    assert fault.code == "another_log"


def test_7b_an_older_backup_goes_on_as_if_nothing_had_been(log: Log, database: Database) -> None:
    """Yesterday's database, then today's events: the log's name is right, its head is not."""

    def restore(db: Connection, known: list[int]) -> None:
        cut(db, known, 10)

    assert (fault := bent(log, database, restore).fault)
    assert (fault.code, fault.position) == ("deleted_tail", 10)
    log.write(12)
    log.seal()
    assert (fault := verify(log.session, log.heads()).fault)
    assert (fault.code, fault.position) == ("rewritten", 10)
