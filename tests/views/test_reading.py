"""No GET changes data: every page is opened while the database refuses to write."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from province_app.extensions import db
from province_app.services import corrections
from tests.databases import Database
from tests.desks import plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site
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
    return loaded


def refuse_writes(site: Site, database: Database) -> None:
    """Let every new connection to the test's database be one for reading alone."""
    engine = create_engine(database.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as owner:
        name = owner.scalar(text("select current_database()"))
        owner.execute(text(f'alter database "{name}" set default_transaction_read_only to on'))
    engine.dispose()
    with site.app.app_context():
        db.engine.dispose()


def values_of(session: Session) -> dict[str, str]:
    """Return what may stand in the addresses, by the argument's name."""
    drafts = session.execute(text("select id from draft where state = 'with_hr' limit 1"))
    manifests = session.execute(text("select id from manifest"))
    return {
        "section": "identity",
        "name": "staff_number",
        "request_id": str(session.scalars(text("select id from correction_request")).one()),
        "draft_id": str(drafts.scalar_one()),
        "manifest_id": str(manifests.scalar_one()),
        "submission_id": str(uuid4()),  # of nobody: the page looks for it all the same
        "form": "json",
        "upload_id": str(uuid4()),  # documents are read in tests of their own
        "person_id": str(uuid4()),
        "digest": "0" * 64,
        "number": "1",
    }


def address(rule: Rule, values: dict[str, str]) -> str:
    """Return an address of the rule."""
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda found: values[found[1]], rule.rule)


def test_a_get_writes_nothing(
    site: Site, session: Session, database: Database, province: Province
) -> None:
    """House style §4."""
    *_, signed, waiting = (unit["code"] for unit in province.document["units"])
    site.at(at(23))
    browsers = []
    for person in (
        province.holder(waiting, "hr"),
        province.holder(signed, "head"),
        province.holder("H40.03", "hr"),  # Sở Nội vụ
    ):
        browser = Site(site.app, site.app.test_client())
        browser.sign_in(person)
        browsers.append(browser)
    values = values_of(session)
    refuse_writes(site, database)
    answers: dict[str, list[int]] = {}
    for rule in site.app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            for browser in browsers:
                found = browser.client.get(address(rule, values))
                answers.setdefault(rule.endpoint, []).append(found.status_code)
    assert {endpoint for endpoint, found in answers.items() if 500 in found} == set()
    unseen = {endpoint for endpoint, found in answers.items() if not {200, 302} & set(found)}
    # There are none yet; looking for them wrote nothing.
    documents = {"evidence.progress", "evidence.copy", "evidence.page"}
    assert unseen == {"sync.receipt", *documents}


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
