"""The database as the migrations leave it: what the models say, and what `app` may never do."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from province_app.migrate import alembic_config
from province_app.models import Base
from province_app.models.records import Manifest
from tests.databases import Database
from tests.provinces import load_province
from tests.sources import imports, sources, under

# What was confirmed, signed or logged is only ever added to.
APPEND_ONLY = (
    "record_version",
    "record_section",
    "manifest_item",
    "month_close",
    "audit_event",
    "audit_seal",
    "audit_checkpoint",
    "audit_log",
    "account_grant",
    "exceptional_window",
    "two_person_use",
    "restriction_end",
    "incident",
    "incident_entry",
    "backup_set",
    "backup_copy",
    "backup_drill",
)


@pytest.fixture
def owner(database: Database) -> Iterator[Connection]:
    """A connection to the fresh database as role `owner`."""
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        connection.execute(text("set role owner"))
        yield connection
    engine.dispose()


def refused(session: Session, statement: str, why: str, **values: object) -> None:
    """Run the statement and demand that the database itself refuses it."""
    with pytest.raises(DBAPIError, match=why):
        session.execute(text(statement), values)
    session.rollback()


def test_the_migrations_form_one_line() -> None:
    """House style §4, §6: one subject each, named by number and subject."""
    script = ScriptDirectory.from_config(alembic_config("postgresql+psycopg2://nowhere"))
    assert len(script.get_heads()) == 1
    line = list(script.walk_revisions())[::-1]
    for number, revision in enumerate(line, 1):
        assert revision.revision.startswith(f"{number:04d}_")
        assert revision.path.endswith(f"{revision.revision}.py")
        assert revision.down_revision == (line[number - 2].revision if number > 1 else None)
        assert not revision.is_branch_point


def test_the_models_and_the_migrated_tables_agree(owner: Connection) -> None:
    options = {"compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(owner, opts=options)
    assert compare_metadata(context, Base.metadata) == []


def test_the_package_of_the_models_knows_every_table(owner: Connection) -> None:
    """Alembic asks this package alone, and would propose to drop what it does not see."""
    folder = "province_app/models/"
    nouns = {path.removeprefix(folder).removesuffix(".py") for path in under(folder)}
    known = imports(sources()[f"{folder}__init__.py"])
    imported = {name.split(".")[2] for name in known if name.startswith("province_app.models.")}
    assert imported == nouns - {"__init__"}
    assert set(inspect(owner).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


CONSTRAINTS = """
select conrelid::regclass::text, conname, pg_get_constraintdef(oid)
from pg_constraint where connamespace = :schema ::regnamespace
union all
select tablename, indexname, replace(indexdef, format(' %I.', :schema), ' ')
from pg_indexes where schemaname = :schema
"""


def test_constraints_and_indexes_are_those_of_the_models(owner: Connection) -> None:
    """Alembic compares neither CHECKs nor conditions of indexes; they are the last guard."""
    owner.execute(text("create schema models"))
    found = {}
    for schema in ("models", "public"):
        owner.execute(text(f"set search_path to {schema}"))
        if schema == "models":
            Base.metadata.create_all(owner)
        rows = owner.execute(text(CONSTRAINTS), {"schema": schema})
        found[schema] = {tuple(row) for row in rows if row[0] != "alembic_version"}
    assert len(found["models"]) > 50
    assert found["models"] ^ found["public"] == set()


# Keys to a person without an index that any look-up of the person could use. Those of the tiers and
# stages are asked with the key before them; the others are few, or asked with their unit or batch.
_UNINDEXED = """
select con.conrelid::regclass || '.' || attname
from pg_constraint con join pg_attribute on attrelid = con.conrelid and attnum = con.conkey[1]
where con.contype = 'f' and con.confrelid = 'person'::regclass
  and attname in ('person_id', 'record_id')
  and not exists (
    select from pg_index where indrelid = con.conrelid and indkey[0] = con.conkey[1]
    and indpred is null)
"""
_ASKED_OTHERWISE = {
    "certificate_proposal.person_id", "holding.record_id", "import_row.person_id",
    "month_close.person_id", "sync_item.record_id",
}  # fmt: skip


def test_what_is_a_persons_is_found_without_reading_everybodys(owner: Connection) -> None:
    """An index on the open rows alone is none for whoever asks about the others."""
    assert set(owner.scalars(text(_UNINDEXED))) == _ASKED_OTHERWISE


def test_no_column_takes_the_time_from_the_database(owner: Connection) -> None:
    """Design decision 10: its clock is neither the business clock nor ours."""
    defaults = owner.execute(
        text(
            "select table_name, column_name, column_default from information_schema.columns"
            " where table_schema = 'public' and column_default is not null"
        )
    ).all()
    assert [row for row in defaults if "nextval" not in row.column_default] == []


def test_the_application_is_an_ordinary_role(session: Session) -> None:
    """Never a superuser, and never the owner of a table."""
    role = session.execute(
        text(
            "select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"
            " from pg_roles where rolname = current_user"
        )
    ).one()
    assert tuple(role) == ("app", False, False, False, False, False)
    owned = text("select count(*) from pg_class where pg_get_userbyid(relowner) = 'app'")
    assert session.scalar(owned) == 0


def test_the_application_makes_and_changes_no_tables(session: Session) -> None:
    for statement in (
        "create table mine (id int)",
        "create schema mine",
        "alter table person add column note text",
        "drop table person",
        "alter table manifest disable trigger keep_signed",
        "drop trigger keep_signed on manifest",
        "create or replace function keep_signed() returns trigger language sql as 'select 1'",
    ):
        refused(session, statement, "permission denied|must be owner")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_is_written_down_stays(session: Session, table: str) -> None:
    """Design decisions 2 and 10: versions are immutable, the log is append-only."""
    column = [*Base.metadata.tables[table].columns][-1].name
    denied = f"permission denied for table {table}"
    refused(session, f"update {table} set {column} = {column}", denied)  # noqa: S608  our names
    refused(session, f"delete from {table}", denied)  # noqa: S608
    refused(session, f"truncate {table}", denied)
    columns = text("select has_any_column_privilege('app', :table, 'UPDATE')")
    assert session.scalar(columns, {"table": table}) is False
    session.execute(text(f"select count(*) from {table}"))  # noqa: S608  but it is read


def test_a_signed_manifest_does_not_change(session: Session) -> None:
    """Design decision 2: what is signed is what is stored."""
    manifest = _signed_manifest(session)
    for column, value in (("signature", b"other"), ("signed_at", manifest.signed_at)):
        refused(
            session,
            f"update manifest set {column} = :value where id = :id",  # noqa: S608  our names
            "a signed manifest does not change",
            value=value,
            id=manifest.id,
        )
    for column in ("body", "unit_id", "signer_id", "period", "prepared_at", "id"):
        refused(session, f"update manifest set {column} = {column}", "permission denied")  # noqa: S608
    refused(session, "delete from manifest", "permission denied")
    refused(session, "truncate manifest cascade", "permission denied")


def test_the_owner_too_is_stopped_at_a_signed_manifest(session: Session, owner: Connection) -> None:
    """A slip of the hand in maintenance meets the trigger."""
    _signed_manifest(session)
    with pytest.raises(DBAPIError, match="a signed manifest does not change"):
        owner.execute(text("update manifest set body = ''"))


def _signed_manifest(session: Session) -> Manifest:
    province = load_province(session)
    unit = province.document["units"][-1]["code"]
    province.send(unit)
    province.confirm(unit)
    return province.sign(unit)


def test_a_moment_goes_in_and_comes_out_as_aware_utc(session: Session) -> None:
    """House style §6: store UTC."""
    assert session.scalar(text("show timezone")) == "UTC"
    columns = text(
        "select count(*) from information_schema.columns where table_schema = 'public'"
        " and data_type = 'timestamp without time zone'"
    )
    assert session.scalar(columns) == 0


def test_nobody_checks_the_own_record_even_past_the_application(session: Session) -> None:
    """Quy chế Đ.7.1a: a constraint stands behind the rule."""
    province = load_province(session)
    person = province.people(province.document["units"][-1]["code"])[0]
    refused(
        session,
        "insert into draft (id, person_id, unit_id, state, typed, revision, typed_by, saved_at,"
        " returns, checked_by) values (:id, :person, :unit, 'confirmed', '{}', 1, :person,"
        " '2024-05-20', '[]', :person)",
        "ck_draft_own_record",
        id=uuid4(),
        person=person,
        unit=province.unit(province.document["units"][-1]["code"]),
    )
