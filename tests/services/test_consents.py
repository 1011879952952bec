"""Consent to a named reader: seen by the reader alone, for its days, until revoked."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from province_app.services import consents, record_history, record_readers, signing_proof
from province_app.services.errors import Missing, Refused
from province_app.stores.engine import DIALECT, engine_options
from province_app.stores.scope import enter, person_scope
from tests.databases import Database
from tests.desks import ELSEWHERE, FACILITY, plain_member
from tests.provinces import Province, at, load_province, trust
from tiers.audit import Purpose
from tiers.calendar import local_day
from tiers.history import Sight
from tiers.units import Officer, Role

FIRST, LAST = date(2024, 5, 24), date(2024, 5, 25)
TABLES = (
    "record_version",
    "record_section",
    "record_key",
    "manifest_item",
    "manifest",
    "employment",
)


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    loaded.sign(FACILITY)
    return loaded


@pytest.fixture
def person(province: Province) -> Officer:
    return Officer(plain_member(province, FACILITY), Role.PERSON)


@pytest.fixture
def reader(province: Province) -> Officer:
    return province.officer(plain_member(province, ELSEWHERE), at(24))


@pytest.fixture
def pages(database: Database) -> Iterator[Engine]:
    """An engine as the pages have it: in no scope until somebody is known."""
    engine = create_engine(DIALECT, **engine_options(lambda: database.app_url))
    yield engine
    engine.dispose()


def name_of(session: Session, who: Officer) -> str:
    query = text("select username from account where person_id = :who")
    return str(session.scalar(query, {"who": who.person_id}))


def give(session: Session, person: Officer, reader: Officer, *, whole: bool = False) -> UUID:
    name = name_of(session, reader)
    made = consents.give(
        session, person, f" {name.upper()} ", "Thẩm định", FIRST, LAST, whole, at(24)
    )
    return made.id


def opened(session: Session, reader: Officer, person: Officer, day: int = 24) -> object:
    return record_history.open_version(session, reader, UUID(person.person_id), 1, at(day))


def test_the_reader_sees_the_open_part_for_the_days_of_the_consent(
    session: Session, person: Officer, reader: Officer
) -> None:
    with pytest.raises(Missing):
        opened(session, reader, person)
    given = give(session, person, reader)
    found = record_history.open_version(session, reader, UUID(person.person_id), 1, at(24))
    assert found.locked
    assert found.stands
    assert found.reading.guest
    assert {one.path.partition(".")[0] for one in found.stands}.isdisjoint(
        record_history.RESTRICTED
    )
    opened(session, reader, person, 25)
    with pytest.raises(Missing):
        opened(session, reader, person, 26)
    events = text(
        "select event, detail->>'purpose', detail->>'consent' from audit_event"
        " where event = 'record.read'"
    )
    assert {tuple(row) for row in session.execute(events)} == {
        ("record.read", "consent", str(given))
    }
    (line, _) = record_readers.readers_of(session, person).lines
    assert (line.purpose, bool(line.full_name)) == (Purpose.CONSENT, True)


def test_restricted_sections_only_where_the_consent_names_them(
    session: Session, person: Officer, reader: Officer
) -> None:
    give(session, person, reader, whole=True)
    found = record_history.open_version(session, reader, UUID(person.person_id), 1, at(24))
    assert not found.locked
    assert set(found.reading.sights.values()) == {Sight.WHOLE}
    assert found.files == {}


def test_a_revoked_consent_shuts_at_once_and_for_good(
    session: Session, person: Officer, reader: Officer
) -> None:
    given = give(session, person, reader)
    with pytest.raises(Missing):
        consents.revoke(session, reader, given, at(24))
    consents.revoke(session, person, given, at(24))
    with pytest.raises(Missing):
        opened(session, reader, person)
    assert consents.consent_desk(session, reader, at(24)).received == []
    (row,) = consents.consent_desk(session, person, at(24)).given
    assert not row.standing
    with pytest.raises(Refused, match="consent_over"):
        consents.revoke(session, person, given, at(24))
    with pytest.raises(DBAPIError, match="never changed"):
        session.execute(text("update consent set revoked_at = null"))
    session.rollback()
    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text("update consent set ends_on = '2030-01-01'"))


def test_a_reader_by_consent_takes_nothing_along(
    session: Session, person: Officer, reader: Officer
) -> None:
    give(session, person, reader, whole=True)
    with pytest.raises(Missing):
        signing_proof.export_for(session, reader, UUID(person.person_id), 1, trust(), at(24))


@pytest.mark.parametrize(
    ("name", "purpose", "code"),
    [
        ("khong.co.ai", "Thẩm định", "consent_nobody"),
        ("reader", " ", "consent_purpose"),
        ("reader", "x" * 301, "too_long"),
        ("person", "x", "consent_own"),
    ],
    ids=["nobody", "no-purpose", "long", "self"],
)
def test_what_is_no_consent(
    session: Session, person: Officer, reader: Officer, name: str, purpose: str, code: str
) -> None:
    names = {"reader": name_of(session, reader), "person": name_of(session, person)}
    who = names.get(name, name)
    with pytest.raises(Refused, match=code):
        consents.give(session, person, who, purpose, FIRST, LAST, False, at(24))


def test_whom_nobody_may_know_is_no_reader(
    session: Session, person: Officer, reader: Officer
) -> None:
    blind = Officer(person.person_id, Role.PERSON, hidden=frozenset({reader.person_id}))
    with pytest.raises(Refused, match="consent_nobody"):
        give(session, blind, reader)


def test_the_wall_opens_for_the_reader_alone_and_shuts_again(
    session: Session, person: Officer, reader: Officer, pages: Engine
) -> None:
    who = UUID(person.person_id)

    def seen(actor: Officer, day: int = 24) -> dict[str, int]:
        with Session(pages) as asked:
            enter(asked, person_scope(UUID(actor.person_id), local_day(at(day))))
            column = dict.fromkeys(TABLES, "record_id") | {"employment": "person_id"}
            del column["manifest"]
            found = {
                table: asked.scalar(
                    text(f"select count(*) from {table} where {name} = :who"),  # noqa: S608
                    {"who": who},
                )
                for table, name in column.items()
            }
            return found | {"manifest": asked.scalar(text("select count(*) from manifest"))}

    shut = dict.fromkeys(TABLES, 0)
    assert seen(reader) == shut
    given = give(session, person, reader)
    assert all(seen(reader).values())
    assert set(seen(reader)) == set(TABLES)
    assert seen(reader, 26) == shut
    with Session(pages) as asked:  # and reads only
        enter(asked, person_scope(UUID(reader.person_id), local_day(at(24))))
        change = text("update employment set ends_on = '2024-06-01' where person_id = :who")
        assert asked.execute(change, {"who": who}).rowcount == 0  # type: ignore[attr-defined]
        names = text("select count(*) from draft where person_id = :who")
        assert asked.scalar(names, {"who": who}) == 1  # the confirmed one
    consents.revoke(session, person, given, at(24))
    assert seen(reader) == shut
