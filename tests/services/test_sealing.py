"""Encryption at rest: no restricted value and no identity number lies open in the database."""

from base64 import b64decode, b64encode
from pathlib import Path
from uuid import UUID

import psycopg2
import pytest
from alembic import command
from psycopg2 import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app import sealing
from province_app.migrate import alembic_config
from province_app.services import key_rotation
from province_app.stores import identities, records
from province_app.stores.engine import connect_arguments
from province_app.stores.rehashing import broken_digests
from province_app.stores.sections import SEALED
from tests.acts import key_change
from tests.databases import Database, as_owner
from tests.desks import FACILITY
from tests.provinces import Province, at, load_province

FIRST_SEALED = min(SEALED)  # without the key none of them opens


@pytest.fixture
def province(session: Session) -> Province:
    """A province where one facility's records are confirmed."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


def content(province: Province, person: str) -> dict[str, dict[str, object]]:
    version = records.latest(province.session, [UUID(person)])[UUID(person)]
    return records.content_of(province.session, version)


def everything(database: Database) -> bytes:
    """All rows of all tables, as a dump would hold them; bytea is turned into its bytes."""
    connection = psycopg2.connect(**connect_arguments(database.owner_url))
    found = []
    with connection, connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("select * from {}").format(sql.Identifier(table)))
            for row in cursor.fetchall():
                found += [
                    bytes(one) if isinstance(one, memoryview) else str(one).encode() for one in row
                ]
    connection.close()
    return b"\n".join(found)


def test_a_dump_shows_no_identity_number_and_no_restricted_value(
    province: Province, database: Database
) -> None:
    """QĐ893 III.1: encryption; the open sections are there, so the dump was really read."""
    person = province.people(FACILITY)[1]
    held = content(province, person)
    number = str(held["identity"]["personal_id"])
    phone = str(held["identity"]["phone"])
    dump = everything(database)
    assert number.encode() not in dump
    assert phone.encode() not in dump
    assert b"ethnicity_code" not in dump
    assert str(held["recruitment"]["first_recruiting_org_text"]).encode() in dump


def test_what_was_sealed_is_read_again(province: Province) -> None:
    person = province.people(FACILITY)[1]
    assert content(province, person)["identity"]["birth_full_name"]
    assert broken_digests(province.session, [(UUID(person), 1)]) == {}


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (
            "update record_section set content = set_byte(content, 30, get_byte(content, 30) # 1)"
            " where record_id = :a and name = 'identity'",
            "identity",
        ),
        (
            "update record_section one set content = other.content from record_section other"
            " where one.record_id = :a and other.record_id = :b"
            " and one.name = 'identity' and other.name = 'identity'",
            "identity",
        ),
        (
            "update record_key one set wrapped = other.wrapped from record_key other"
            " where one.record_id = :a and other.record_id = :b",
            FIRST_SEALED,
        ),
        ("delete from record_key where record_id = :a", FIRST_SEALED),
        (
            "update record_section set salt = set_byte(salt, 0, get_byte(salt, 0) # 1)"
            " where record_id = :a and name = 'salary'",
            "salary",
        ),
        ("delete from record_section where record_id = :a and name = 'salary'", "?"),
    ],
    ids=["a byte", "another's section", "another's key", "no key", "an open one", "none"],
)
def test_a_section_that_was_touched_is_found(
    province: Province, database: Database, act: str, named: str
) -> None:
    """A stage withholds the record and names the section."""
    first, second = province.people(FACILITY)[1:3]
    values = {"a": first, "b": second}
    as_owner(database, act, **{name: values[name] for name in values if f":{name}" in act})
    held = [(UUID(first), 1), (UUID(second), 1)]
    assert broken_digests(province.session, held) == {UUID(first): f"/sections/{named}"}


def test_a_record_is_found_by_its_number(province: Province) -> None:
    first, second = province.people(FACILITY)[1:3]
    number = str(content(province, first)["identity"]["personal_id"])
    assert identities.holders(province.session, [number]) == [UUID(first)]
    assert identities.taken(province.session, {UUID(second): number}) == {UUID(second)}
    assert identities.taken(province.session, {UUID(first): number}) == set()


def test_a_new_master_key_rewraps_all_and_the_old_one_can_go(
    province: Province, master_keys: Path
) -> None:
    """Rotation touches no version: the sealed sections stay byte for byte."""
    session = province.session
    lines = master_keys.read_text().split()
    newest = b64encode(bytes(range(32))).decode()
    sections = text("select digest, content from record_section order by record_id, digest")
    before = session.execute(sections).all()
    sealing.install(keys(newest, *lines))
    moved = key_rotation.rotate(session, key_change(session), at(20))
    assert moved.records == session.scalar(text("select count(*) from record_key"))
    assert moved.drafts == session.scalar(text("select count(*) from draft"))
    assert session.execute(sections).all() == before
    sealing.install(keys(newest, lines[-1]))
    session.expire_all()
    person = province.people(FACILITY)[1]
    assert content(province, person)["identity"]["personal_id"]
    events = text("select count(*) from audit_event where event = 'keys.rotated'")
    assert session.scalar(events) == 2  # keys and drafts
    assert key_rotation.rotate(session, key_change(session), at(20)) == key_rotation.Moved(
        0, 0, 0, 0, 0, 0, 0, 0, 0
    )
    sealing.install(keys(*lines))
    with pytest.raises(sealing.Broken):
        content(province, person)


def test_the_migration_seals_what_lay_open_and_can_be_taken_back(
    province: Province, database: Database
) -> None:
    config = alembic_config(database.owner_url)
    person = province.people(FACILITY)[1]
    number = str(content(province, person)["identity"]["personal_id"]).encode()
    province.session.rollback()
    command.downgrade(config, "0006_month_close")
    assert everything(database).count(number) > 1  # the version and the draft
    command.upgrade(config, "head")
    assert number not in everything(database)
    assert str(content(province, person)["identity"]["personal_id"]).encode() == number
    assert broken_digests(province.session, [(UUID(person), 1)]) == {}


def keys(*lines: str) -> list[bytes]:
    return [b64decode(line) for line in lines]


def test_the_index_says_nothing_without_its_key() -> None:
    one, two = (sealing.Ring([bytes(32), bytes([n]) * 32]) for n in (1, 2))
    assert one.index("personal_id", "036087000001") != two.index("personal_id", "036087000001")
    assert len(one.index("personal_id", "036087000001")) == 16
