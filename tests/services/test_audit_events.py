"""What every event says, in the act's own transaction; the log itself bends for nobody."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import g
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from province_app import request_id
from province_app.services import audit_reading
from province_app.stores import audit
from tests.databases import Database
from tests.provinces import START, load_province
from tests.sources import calls, texts, under
from tests.web import Site
from tiers.audit import Purpose, basis_of
from tiers.units import Officer, Role

LAST = "select {} from audit_event order by id desc limit 1"


@pytest.fixture
def owner(database: Database) -> Iterator[Connection]:
    """The owner of the tables, who may do more than the application."""
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_an_event_says_its_decision_and_its_basis(session: Session) -> None:
    """Security bar C53."""
    audit.add(session, "draft.confirmed", None, ["a draft"], START, detail="x")
    row = session.execute(text(LAST.format("decision, basis, request_id"))).one()
    assert tuple(row) == ("done", "Đ.7.1a", None)


def test_events_of_one_tick_share_an_id_and_those_of_the_next_have_another(
    session: Session,
) -> None:
    for _ in range(2):
        with request_id.of_job():
            for name in ("stage.begun", "stage.done"):
                audit.add(session, name, None, ["a run"], START)
    found = session.scalars(text("select request_id from audit_event order by id")).all()
    assert found[0] == found[1] != found[2] == found[3]
    assert None not in found
    assert request_id.current() is None


def test_events_of_one_request_share_the_id_that_the_request_has(
    site: Site, session: Session
) -> None:
    province = load_province(session)
    person = province.people("H40.03")[0]
    with site.app.test_request_context("/"):
        g.request_id = "named-by-the-request"
        audit.add(session, "draft.saved", None, [person], START)
    assert session.scalar(text(LAST.format("request_id"))) == "named-by-the-request"
    session.rollback()
    site.sign_in(person)
    made = session.scalar(text(LAST.format("request_id")))
    assert made
    assert len(made) == 12


def test_every_event_rests_on_an_article() -> None:
    """Security bar C53: by which right it was done."""
    named = {
        text
        for tree in under("province_app/services/").values()
        for name, call in calls(tree)
        if name == "audit.add"
        for text in texts(call.args[1])
    }
    assert {"draft.sent", "stage.done", "submission."} <= named
    assert {event for event in named if basis_of(event) is None} == set()


def test_an_act_that_cannot_be_logged_does_not_happen(session: Session, owner: Connection) -> None:
    """Security bar C55: the act fails if the log fails."""
    province = load_province(session)
    person = province.people("H40.03")[0]
    owner.execute(text("revoke insert on audit_event from app"))
    owner.commit()
    reader = Officer(province.holder("H40.03", "hr"), Role.HR)
    with pytest.raises(DBAPIError, match="permission denied for table audit_event"):
        audit_reading.note(session, reader, [UUID(person)], START, Purpose.HISTORY, None)
    with pytest.raises(DBAPIError, match="permission denied for table audit_event"):
        province.send("H40.03")
    session.rollback()
    assert session.scalar(text("select count(*) from draft where state = 'with_hr'")) == 0


@pytest.mark.parametrize("table", ["audit_event", "audit_seal", "audit_checkpoint", "audit_log"])
@pytest.mark.parametrize("act", ["delete from {}", "truncate {} cascade", "update {} set {} = {}"])
def test_the_owner_too_is_stopped_at_the_log(owner: Connection, table: str, act: str) -> None:
    """A slip of the hand in maintenance meets the trigger; who goes past it is found later."""
    column = {"audit_event": "at", "audit_seal": "nodes", "audit_checkpoint": "note"}.get(
        table, "one"
    )
    with pytest.raises(DBAPIError, match="the audit log does not change"):
        owner.execute(text(act.format(table, column, column)))
