"""No GET changes data: every page is opened while nothing but the log can be written.

And whoever opens a page that shows another's record leaves an event with the purpose of the door.
"""

import re
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from province_app.extensions import db
from province_app.models.accounts import Assignment
from province_app.models.records import Draft
from province_app.services import (
    corrections,
    data_issues,
    exporting,
    importing,
    person_requests,
)
from province_app.stores.transaction import transaction
from province_app.workbooks.reading import read_workbook
from tests import lookups
from tests.admins import TODAY, add_grant
from tests.databases import Database
from tests.desks import plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site
from tiers.audit import READINGS
from tiers.levels import SEE_RESTRICTED
from tiers.units import Officer, Role


@pytest.fixture
def province(session: Session) -> Province:
    """A province on day 23: one facility has signed, another waits for its check, one report."""
    loaded = load_province(session)
    *_, signed, waiting = (unit["code"] for unit in loaded.document["units"])
    loaded.send(signed)
    loaded.confirm(signed)
    loaded.sign(signed)
    loaded.send(waiting)
    asker = Officer(plain_member(loaded, waiting), Role.PERSON)
    corrections.ask(session, asker, "identity.staff_number", "Số khác", at(22))
    admin = loaded.holder(waiting, "hr")
    add_grant(loaded, admin, waiting, "unit_admin")
    keeper = Assignment(
        person_id=UUID(loaded.holder("H40.03", "hr")), unit_id=loaded.unit("H40"),
        door=SEE_RESTRICTED, starts_on=TODAY, ends_on=date(2024, 8, 1), basis_number="1",
        basis_date=TODAY, by_person=UUID(admin), at=at(20),
    )  # fmt: skip
    with transaction(session):
        session.add(keeper)
    return loaded


# Pages that open another's record, and the purpose that the log then names.
READING = {
    "checking.show": "check",
    "signing.show": "sign",
    "unit.person": "enter",
    "corrections.show": "answer",
    "imports.show_batch": "import",
    "imports.errors": "import",
    "record_history.show": "history",
    "record_history.version": "history",
    "record_history.compare": "history",
    "record_history.proof": "history",
    "evidence.copy": "evidence",
    "evidence.page": "evidence",
}
UNSEEN = (
    # There are none.
    "evidence.copy", "evidence.page", "sync.receipt", "evidence.progress", "objections.new",
    "person_requests.copy", "evidence.progress_for",
    # This node has no host name and no provider of sign-in.
    "passkeys.new", "single_sign_on.start", "single_sign_on.begin_binding",
    "single_sign_on.come_back",
)  # fmt: skip
LOG = ("audit_event", "audit_unsealed", "audit_denial")


def refuse_writes(site: Site, database: Database) -> None:
    """Let the application write nothing any more but its log."""
    engine = create_engine(database.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as owner:
        owner.execute(
            text("revoke insert, update, delete, truncate on all tables in schema public from app")
        )
        for table in LOG:
            owner.execute(text(f"grant insert, update on {table} to app"))
    engine.dispose()
    with site.app.app_context():
        db.engine.dispose()


def says_of(session: Session, person_id: str) -> list[str]:
    """Return words of the person's record that stand in no list."""
    draft = text("select id from draft where person_id = :who and state = 'with_hr'")
    draft_id = session.scalar(draft, {"who": person_id})
    typed = session.get_one(Draft, draft_id).typed
    said = [typed[f"identity.{name}"] for name in ("cccd_number", "phone", "current_address_text")]
    assert all(len(one) > 8 for one in said)
    return said


def values_of(session: Session, batch_id: str) -> dict[str, str]:
    """Return what may stand in the addresses, by the argument's name."""
    draft = session.execute(
        text(
            "select id, person_id from draft where state = 'with_hr' and person_id not in"
            " (select person_id from appointment) order by person_id limit 1"
        )
    ).one()
    manifests = session.execute(text("select id from manifest"))
    signed = text("select record_id from manifest_item order by record_id limit 1")
    return {
        "section": "identity",
        "draft_id": str(draft.id),
        "person_id": str(draft.person_id),
        "signed_id": str(session.scalar(signed)),
        "request_id": str(session.scalars(text("select id from correction_request")).one()),
        "manifest_id": str(manifests.scalar_one()),
        # Of nobody: the page looks for it all the same.
        **dict.fromkeys(("submission_id", "upload_id"), str(uuid4())),
        "digest": "0" * 64,
        "number": "1",
        "name": "dan_toc",
        "form": "json",
        "batch_id": batch_id,
    }


def address(rule: Rule, values: dict[str, str]) -> str:
    """Return an address of the rule."""
    if rule.endpoint.startswith("corrections."):
        values = {**values, "name": "staff_number"}
    if rule.endpoint.startswith("record_history."):
        values = {**values, "person_id": values["signed_id"]}
    if rule.endpoint.startswith("person_requests."):
        values = {**values, "request_id": values["asked_id"]}
    place = re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda found: values[found[1]], rule.rule)
    return f"{place}?old=1&new=1" if rule.endpoint == "record_history.compare" else place


@pytest.fixture
def browsers(site: Site, province: Province) -> list[Site]:
    """HR of the unit that waits, head and deputy of the one that signs, Sở Nội vụ."""
    *_, signed, waiting = (unit["code"] for unit in province.document["units"])
    site.at(at(23))
    found = []
    for person in (
        province.holder(waiting, "hr"),
        province.holder(signed, "head"),
        province.holder(signed, "deputy"),
        province.holder("H40.03", "hr"),  # Sở Nội vụ
    ):
        browser = Site(site.app, site.app.test_client())
        browser.sign_in(person)
        found.append(browser)
    return found


@pytest.fixture
def values(session: Session, province: Province) -> dict[str, str]:
    """What stands in the addresses, with a workbook of everybody in the unit that waits."""
    *_, waiting = (unit["code"] for unit in province.document["units"])
    officer = province.officer(province.holder(waiting, "hr"), at(23))
    data = exporting.export_unit(session, officer, province.unit(waiting), at(23))
    file = read_workbook(data)
    batch = importing.upload(session, officer, province.unit(waiting), "x", file, at(23))
    importing.compare(session, officer, batch.id, {}, at(23))
    found = values_of(session, str(batch.id))
    person = found["person_id"]
    issue = data_issues.raise_issue(session, officer, UUID(person), "Tên khác nhau", at(23))
    asker = Officer(person, Role.PERSON)
    asked = person_requests.ask(session, asker, "copy", "", "Xin bản sao", at(23))
    lookup = lookups.ask(province, waiting, at(23))
    return {
        **found,
        "issue_id": str(issue.id),
        "asked_id": str(asked.id),
        "lookup_id": str(lookup),
    }


def test_a_get_writes_nothing(
    site: Site, database: Database, browsers: list[Site], values: dict[str, str]
) -> None:
    """House style §4."""
    refuse_writes(site, database)
    answers: dict[str, list[int]] = {}
    for rule in site.app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            for browser in browsers:
                found = browser.client.get(address(rule, values))
                answers.setdefault(rule.endpoint, []).append(found.status_code)
    assert {endpoint for endpoint, found in answers.items() if 500 in found} == set()
    unseen = {endpoint for endpoint, found in answers.items() if not {200, 302} & set(found)}
    assert unseen == set(UNSEEN)


READ = text(
    "select distinct e.event, e.detail->>'purpose' as purpose, e.subject, e.actor::text as actor"
    " from audit_event e where id > :last and decision = 'done'"
)


def test_whoever_opens_anothers_record_leaves_an_event_with_its_purpose(
    site: Site, session: Session, browsers: list[Site], values: dict[str, str]
) -> None:
    """Security bar C53. Every page is opened; which of them show another's words is seen.

    Some words stand in nobody's page but in that of a record: where they are, an event is.
    """
    said = says_of(session, values["person_id"])
    opened: dict[str, set[str]] = {}
    for rule in site.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        for browser in browsers:
            last = session.scalar(text("select max(id) from audit_event"))
            session.rollback()
            page = browser.client.get(address(rule, values))
            events = session.execute(READ, {"last": last}).all()
            session.rollback()
            read = [row for row in events if row.event in READINGS]
            purposes = {row.purpose or READINGS[row.event] for row in read}
            opened.setdefault(rule.endpoint, set()).update(purposes)
            shown = page.status_code == 200 and any(one.encode() in page.data for one in said)
            subjects = {row.subject for row in read}
            assert not shown or values["person_id"] in subjects, rule
    found = {endpoint: purposes for endpoint, purposes in opened.items() if purposes}
    empty = {*UNSEEN, "imports.errors"}  # no row of the file is wrong
    expected = {name: {purpose} for name, purpose in READING.items() if name not in empty}
    expected["record_history.proof"].add("export")  # opened, and taken along
    assert found == expected


def test_a_record_that_is_opened_twice_in_a_request_is_one_event(
    site: Site, session: Session, browsers: list[Site], values: dict[str, str]
) -> None:
    browsers[0].get(f"/drafts/{values['draft_id']}")
    browsers[0].get(f"/drafts/{values['draft_id']}")
    query = text(
        "select count(*), count(distinct request_id) from audit_event"
        " where event = 'record.read' and detail->>'purpose' = 'check' and subject = :who"
    )
    assert tuple(session.execute(query, {"who": values["person_id"]}).one()) == (2, 2)


def test_the_own_record_leaves_no_event(
    site: Site, session: Session, browsers: list[Site], province: Province
) -> None:
    *_, waiting = (unit["code"] for unit in province.document["units"])
    own = province.holder(waiting, "hr")
    for path in ("/my-record", "/my-record/identity", f"/records/{own}/history"):
        browsers[0].get(path)
    query = text("select count(*) from audit_event where event = 'record.read'")
    assert session.scalar(query) == 0


def test_the_test_above_sees_a_write(site: Site, database: Database, province: Province) -> None:
    """Sending a draft is a write: over a database for reading alone it must fail."""
    site.at(at(23))
    person = next(
        person
        for person in province.people(province.document["units"][1]["code"])
        if person != province.holder(province.document["units"][1]["code"], "hr")
    )
    site.sign_in(person)
    refuse_writes(site, database)
    site.post("/my-record/send", status=500)
