"""Sổ sự cố: the clock, what may follow what, nothing changed, a CSV that acts on nothing."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from province_app.services import incidents
from province_app.services.errors import Missing, Refused
from province_app.services.incidents import Found
from province_app.stores.engine import DIALECT, engine_options
from province_app.stores.scope import enter, person_scope
from tests.databases import Database
from tests.desks import at_once
from tests.provinces import Province, at
from tiers.calendar import local_day
from tiers.incidents import IncidentAct, may_add
from tiers.units import Officer

FOUND = Found("Mất máy tính", at(20, 8), 12, "Trường THCS Hải Minh", "=1+1 đã khóa")


@pytest.fixture
def top(province: Province) -> Officer:
    return province.officer(province.holder("H40.03", "hr"))


def test_a_breach_is_reported_within_72_hours_of_its_discovery_and_closed(
    session: Session, top: Officer
) -> None:
    made = incidents.open_incident(session, top, FOUND, at(20))
    assert made.due_at == FOUND.found_at + timedelta(hours=72)
    for act, said, code in (
        ("closed", "x", "incident_unreported"),
        ("opened", "x", "incident_empty"),
        ("noted", " ", "incident_empty"),
        ("noted", "x" * 2001, "too_long"),
    ):
        with pytest.raises(Refused, match=code):
            incidents.add_line(session, top, made.id, act, said, at(21))
    for day, act in enumerate(("noted", "reported", "noted", "closed"), 21):
        incidents.add_line(session, top, made.id, act, f"việc {act}", at(day))
    with pytest.raises(Refused, match="incident_closed"):
        incidents.add_line(session, top, made.id, "noted", "x", at(26))
    with pytest.raises(Missing):
        incidents.add_line(session, top, uuid4(), "noted", "x", at(26))
    (one,) = incidents.register_of(session)
    assert one.acts == tuple(map(IncidentAct, ("opened", "noted", "reported", "noted", "closed")))
    events = text("select event, basis from audit_event where event like 'incident.%' order by id")
    found = [tuple(row) for row in session.execute(events)]
    assert [name for name, _ in found] == [f"incident.{act}" for act in one.acts]
    assert {basis for _, basis in found} == {"NĐ 13/2023 Đ.23"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"what": " "}, "incident_empty"),
        ({"places": ""}, "incident_empty"),
        ({"measures": ""}, "incident_empty"),
        ({"people": -1}, "incident_empty"),
        ({"found_at": at(21)}, "incident_ahead"),
        ({"what": "x" * 2001}, "too_long"),
    ],
    ids=["what", "places", "measures", "people", "ahead", "long"],
)
def test_what_cannot_be_entered(
    session: Session, top: Officer, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        incidents.open_incident(session, top, replace(FOUND, **changed), at(20))  # type: ignore[arg-type]


def test_one_report_is_enough() -> None:
    done = (IncidentAct.OPENED, IncidentAct.REPORTED)
    assert may_add(done, IncidentAct.REPORTED).code == "incident_reported"
    assert may_add(done, IncidentAct.CLOSED).allowed


def test_two_closings_at_once_are_one(session: Session, top: Officer, database: Database) -> None:
    made = incidents.open_incident(session, top, FOUND, at(20))
    incidents.add_line(session, top, made.id, "reported", "x", at(20))
    incident_id = made.id
    session.commit()

    def close(own: Session) -> object:
        own.execute(text("select 1"))
        own.commit()
        return lambda: incidents.add_line(own, top, incident_id, "closed", "x", at(21))

    results = at_once(database, close, close)
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "Refused"]


def test_the_register_as_csv_holds_no_formula(session: Session, top: Officer) -> None:
    incidents.open_incident(session, top, replace(FOUND, what="@SUM(A1)", people=0), at(20))
    data = incidents.export(session, top, at(21)).decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(data))
    assert tuple(heading) == incidents.HEADINGS
    assert (row[1], row[4], row[9]) == ("'@SUM(A1)", "chưa rõ", "'=1+1 đã khóa")
    assert row[2] == "20/05/2024 08:00"
    found = text("select count(*) from audit_event where event = 'incident.exported'")
    assert session.scalar(found) == 1


@pytest.fixture
def pages(database: Database) -> Iterator[Engine]:
    """An engine as the pages have it: in no scope until somebody is known."""
    engine = create_engine(DIALECT, **engine_options(lambda: database.app_url))
    yield engine
    engine.dispose()


def test_the_wall_shows_the_register_to_so_noi_vu_alone_and_nobody_removes_a_line(
    session: Session, top: Officer, province: Province, pages: Engine
) -> None:
    incidents.open_incident(session, top, FOUND, at(20))
    for who, expected in ((top.person_id, 1), (province.holder("H40.02", "hr"), 0)):
        with Session(pages) as asked:
            enter(asked, person_scope(UUID(who), local_day(at(20))))
            for table in ("incident", "incident_entry"):
                assert asked.scalar(text(f"select count(*) from {table}")) == expected  # noqa: S608
    for table in ("incident", "incident_entry"):
        with pytest.raises(DBAPIError, match="permission denied"):
            session.execute(text(f"delete from {table}"))  # noqa: S608
        session.rollback()
