"""A used database is as a new one for the next test, or is not used again."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from tests.databases import Database, Databases
from tests.provinces import signed_month
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
    with signed_month(session):
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
