"""A used database is as a new one for the next test, or is not used again."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.databases import Database, Databases, session_on
from tests.provinces import load_province, signed_month
from tests.rewinding import AsMigrated


@pytest.fixture
def owner(database: Database) -> Iterator[Engine]:
    """The database's superuser."""
    engine = create_engine(database.superuser_url)
    yield engine
    engine.dispose()


def rows(engine: Engine, tables: list[str]) -> dict[str, list[str]]:
    """Return every row of every table."""
    with engine.connect() as one:
        return {
            table: list(one.scalars(text(f'select t::text from "{table}" t order by 1')))  # noqa: S608
            for table in tables
        }


def test_after_a_signed_month_nothing_of_it_is_left(
    database: Database, session: Session, owner: Engine
) -> None:
    state = AsMigrated.of(database.superuser_url)
    assert state.sequences
    before = rows(owner, state.tables)
    signed_month(session)
    during = rows(owner, state.tables)
    assert during["manifest"]
    assert during["audit_event"]
    owner.dispose()
    assert state.restore(database.superuser_url)
    assert rows(owner, state.tables) == before
    assert AsMigrated.of(database.superuser_url) == state
    with owner.connect() as one:
        for name, first, called in state.sequences:
            following = one.scalar(text("select nextval(:name)"), {"name": name})
            assert following == first + called, name


@pytest.mark.parametrize(
    "change",
    [
        "create table more (id int)",
        "alter table unit add more text",
        "alter table manifest disable trigger user",
        "drop table audit_seal cascade",
        "create or replace function more() returns int language sql as 'select 1'",
    ],
)
def test_a_database_whose_tables_changed_is_not_used_again(
    database: Database, owner: Engine, change: str
) -> None:
    state = AsMigrated.of(database.superuser_url)
    with owner.begin() as one:
        one.execute(text(change))
    owner.dispose()
    assert not state.restore(database.superuser_url)


def test_no_two_tests_meet_in_one_database(all_databases: Databases) -> None:
    with all_databases.copy() as first:
        pass
    with all_databases.copy() as second:
        assert second.app_url != first.app_url


def test_a_province_that_was_loaded_before_is_written_with_the_same_rows(
    all_databases: Databases,
) -> None:
    """A test cannot tell whether it was the first to load; one that did something loads itself."""
    held = []
    for _ in range(2):
        with all_databases.copy() as database, session_on(database) as session:
            load_province(session)
            session.close()
            owner = create_engine(database.superuser_url)
            held.append(rows(owner, AsMigrated.of(database.superuser_url).tables))
            owner.dispose()
    assert held[0] == held[1]
    assert held[0]["draft"]
    assert held[0]["audit_event"]


def test_a_database_with_anything_in_it_is_never_written_over(
    database: Database, session: Session
) -> None:
    load_province(session)
    with pytest.raises(IntegrityError):  # its units are there: the second one really loads
        load_province(session)
