"""The second wall: what the database itself shows and takes, whatever the query asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config.key_files import read_keys
from province_app import sealing
from province_app.models import Base
from province_app.stores.engine import DIALECT, engine_options, make_engine
from province_app.stores.scope import GATE, NOBODY, NODE, Scope, as_node, enter, person_scope
from tests.databases import Database, Databases
from tests.desks import plain_member
from tests.provinces import Province, load_province, signed_month

DAY = date(2024, 5, 24)
UNITS = 6
FACILITY, SIBLING, DEPARTMENT = "H40.02.01", "H40.03.01", "H40.02"

# They tell of people and are not behind the wall, each with its reason.
OPEN = {
    "unit_closure",  # the tree alone, without a name
    "unit_quota",  # posts assigned to a unit, which is published
    "unit_successor",  # part of the tree
    # What the other node sent: no page reads it, only the signed channel of the machines.
    "exchange_line",
    "exchange_manifest_item",
    "exchange_record",
    "exchange_result",
}


@pytest.fixture(scope="module")
def month(all_databases: Databases, master_keys: Path) -> Iterator[Database]:
    """The database of all tests here: none of them keeps what it writes."""
    sealing.install(read_keys(master_keys))  # made before the fixture that does it for each test
    with all_databases.copy() as copy:
        yield copy


@pytest.fixture(scope="module")
def province(month: Database) -> Iterator[Province]:
    """A month in which everything is signed, in two facilities of one department."""
    engine = make_engine(lambda: month.app_url)
    with Session(engine) as session:
        yield signed_month(session, UNITS)
    engine.dispose()


@pytest.fixture
def pages(month: Database) -> Iterator[Engine]:
    """An engine as the pages have it: in no scope until somebody is known."""
    engine = create_engine(DIALECT, **engine_options(lambda: month.app_url))
    yield engine
    engine.dispose()


@contextmanager
def seen_by(pages: Engine, scope: Scope) -> Iterator[Session]:
    """A session of the pages in that scope."""
    with Session(pages) as session:
        enter(session, scope)
        yield session


def walled(connection: Connection | Session) -> set[str]:
    """Return the tables that force row security on everybody."""
    query = text("select relname from pg_class where relrowsecurity and relforcerowsecurity")
    return set(connection.scalars(query))


def count(session: Session, table: str, where: str = "true") -> int:
    """Return how many rows of the table the session sees."""
    return session.scalar(text(f"select count(*) from {table} where {where}")) or 0  # noqa: S608


def officer(province: Province, unit: str, post: str) -> Scope:
    """Return the scope of the holder of the post."""
    return person_scope(UUID(province.holder(unit, post)), DAY)


def test_every_table_of_people_and_units_is_behind_the_wall(session: Session) -> None:
    tell = {
        name
        for name, table in Base.metadata.tables.items()
        if {"unit_id", "person_id", "record_id"} & set(table.columns.keys())
    }
    assert tell - walled(session) == OPEN
    assert {"person", "manifest", "import_row"} <= walled(session)


def test_without_a_scope_there_is_no_row(pages: Engine, province: Province) -> None:
    filled = {name for name in walled(province.session) if count(province.session, name)}
    assert len(filled) > 10
    with Session(pages) as session:
        for scope in (None, NOBODY):
            if scope is not None:
                enter(session, scope)
            assert {name for name in filled if count(session, name)} == set()
    with seen_by(pages, GATE) as session:
        assert {name for name in filled if count(session, name)} == {"account", "account_grant"}


def test_a_person_sees_the_own_rows(pages: Engine, province: Province) -> None:
    who = UUID(plain_member(province, FACILITY))
    with seen_by(pages, person_scope(who, DAY)) as session:
        for table in ("record_section", "record_version", "manifest_item"):
            assert set(session.scalars(text(f"select record_id from {table}"))) == {who}  # noqa: S608
        for table in ("draft", "employment", "account"):
            assert set(session.scalars(text(f"select person_id from {table}"))) == {who}  # noqa: S608
        assert count(session, "manifest") == 1  # the one that signs the own record


def test_hr_sees_the_own_roster_and_no_other(pages: Engine, province: Province) -> None:
    mine = {UUID(who) for who in province.people(FACILITY)}
    with seen_by(pages, officer(province, FACILITY, "hr")) as session:
        for table in ("draft", "employment"):
            assert set(session.scalars(text(f"select person_id from {table}"))) == mine  # noqa: S608
        assert set(session.scalars(text("select record_id from record_section"))) == mine
        office = set(session.scalars(text("select person_id from appointment")))
        assert set(session.scalars(text("select id from person"))) == mine | office
        assert set(session.scalars(text("select unit_id from manifest"))) == {
            province.unit(FACILITY)
        }


def test_a_department_sees_what_lies_below_it(pages: Engine, province: Province) -> None:
    """Only the account of the department's HR: its head signs the department's own people."""
    below = {
        UUID(one["id"])
        for one in province.document["persons"]
        if one["unit"].startswith(DEPARTMENT)
    }
    own = {UUID(who) for who in province.people(DEPARTMENT)}
    for post, seen in (("hr", below), ("head", own)):
        with seen_by(pages, officer(province, DEPARTMENT, post)) as session:
            assert set(session.scalars(text("select person_id from draft"))) == seen


def test_so_noi_vu_sees_all(pages: Engine, province: Province) -> None:
    with seen_by(pages, officer(province, "H40.03", "hr")) as session:
        assert count(session, "draft") == count(province.session, "draft")


@pytest.mark.parametrize("scope", [NOBODY, GATE, NODE, person_scope(UUID(int=1), DAY)], ids=str)
def test_no_units_are_an_empty_list_never_null(pages: Engine, scope: Scope) -> None:
    """A statement that takes null for "all" would open the province."""
    asked = "visible_units()", "administered_units()", "consented_records()", "consented_readers()"
    with seen_by(pages, scope) as session:
        (row,) = session.execute(text(f"select {', '.join(asked)}"))
    assert tuple(row) == ([], [], [], [])


@pytest.mark.parametrize("days", [0, -1], ids=["first-day-without", "last-day-with"])
def test_a_post_that_ended_shows_nothing(pages: Engine, province: Province, days: int) -> None:
    hr = UUID(province.holder(FACILITY, "hr"))
    ended = text("update appointment set ends_on = :last where person_id = :who")
    with seen_by(pages, NODE) as session:
        session.execute(ended, {"last": DAY, "who": hr})
        enter(session, person_scope(hr, DAY + timedelta(days=days)))
        seen = set(session.scalars(text("select person_id from draft")))
    roster = {UUID(who) for who in province.people(FACILITY)}
    assert seen == (roster if days else {hr})


def test_nothing_is_written_into_another_unit(pages: Engine, province: Province) -> None:
    stranger = province.people(SIBLING)[0]
    with seen_by(pages, officer(province, FACILITY, "hr")) as session:
        change = text("update draft set revision = revision + 1 where person_id = :who")
        assert session.execute(change, {"who": stranger}).rowcount == 0  # type: ignore[attr-defined]
        with pytest.raises(DBAPIError, match="row-level security"):
            session.execute(
                text(
                    "insert into draft (id, person_id, unit_id, state, typed, revision, typed_by,"
                    " saved_at, returns) values (:id, :who, :unit, 'with_person', '', 1, :who,"
                    " '2024-05-20', '[]')"
                ),
                {"id": uuid4(), "who": stranger, "unit": province.unit(SIBLING)},
            )


def test_the_scope_is_set_anew_for_each_transaction(pages: Engine, province: Province) -> None:
    who = UUID(plain_member(province, FACILITY))
    with seen_by(pages, person_scope(who, DAY)) as session:
        for end in (session.commit, session.rollback):
            assert count(session, "draft") == 1
            end()
    with Session(pages) as session:  # the same connection, out of the pool
        assert count(session, "draft") == 0


def test_asking_as_the_node_ends_with_its_block(pages: Engine, province: Province) -> None:
    who = UUID(plain_member(province, FACILITY))
    with seen_by(pages, person_scope(who, DAY)) as session:
        with as_node(session):
            assert count(session, "draft") > 1
        assert count(session, "draft") == 1
        with pytest.raises(DBAPIError), as_node(session):
            session.execute(text("select 1 / 0"))
        session.rollback()
        assert count(session, "draft") == 1


@pytest.mark.parametrize("first", [True, False])
def test_the_asker_comes_back_whatever_ends_within(
    first: bool, pages: Engine, province: Province
) -> None:
    """What the asker may see was worked out once; another transaction knows nothing of it."""
    who = UUID(plain_member(province, FACILITY))
    with seen_by(pages, person_scope(who, DAY)) as session:
        if first:  # else the node's question is the first of all
            assert count(session, "draft") == 1
        with as_node(session), as_node(session):
            everybody = count(session, "draft")
            session.commit()
            assert count(session, "draft") == everybody > 1
        assert count(session, "draft") == 1
        with as_node(session):
            enter(session, person_scope(UUID(int=1), DAY))
            assert count(session, "draft") == 0
        assert count(session, "draft") == 1


def test_the_application_cannot_take_the_wall_down(pages: Engine, province: Province) -> None:
    for statement in (
        "alter table draft disable row level security",
        "drop policy sees on draft",
        "create policy open on draft using (true)",
        "create or replace function sees_all() returns boolean language sql as 'select true'",
        "insert into unit_closure values (1, 2, '2020-01-01')",
    ):
        with seen_by(pages, NODE) as session, pytest.raises(DBAPIError, match=r"must be|denied"):
            session.execute(text(statement))


def test_what_was_confirmed_or_signed_is_kept_from_the_owner_too(
    month: Database, province: Province
) -> None:
    """Design decision 2: a slip of the hand in maintenance meets the trigger."""
    engine = create_engine(month.owner_url)
    for table in ("record_version", "record_section", "manifest_item"):
        for act in (f"update {table} set record_id = record_id", f"delete from {table}"):  # noqa: S608
            with engine.connect() as owner, pytest.raises(DBAPIError, match="never changed"):
                owner.execute(text(act))
    engine.dispose()


def test_the_tree_laid_flat_follows_the_units(session: Session) -> None:
    province = load_province(session)
    rows = session.execute(text("select ancestor_id, unit_id from unit_closure"))
    pairs = {tuple(row) for row in rows}
    top, department = province.unit("H40"), province.unit(DEPARTMENT)
    facility = province.unit(FACILITY)
    assert {(top, department), (top, facility), (department, facility)} <= pairs
    assert {(one, one) for one in (top, department, facility)} <= pairs
    assert (facility, department) not in pairs
    session.execute(
        text("update unit_period set valid_to = '2024-06-01' where unit_id = :id"), {"id": facility}
    )
    ends = session.scalars(
        text("select valid_to from unit_closure where unit_id = :id"), {"id": facility}
    )
    assert set(ends) == {date(2024, 6, 1)}
