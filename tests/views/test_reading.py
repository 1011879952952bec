"""No GET changes data: every page is opened while the database refuses to write."""

import re
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from province_app.extensions import db
from province_app.models.accounts import Assignment
from province_app.services import corrections, importing
from province_app.stores.transaction import transaction
from province_app.workbooks.reading import read_workbook
from province_app.workbooks.template import template
from tests.admins import TODAY, add_grant
from tests.databases import Database
from tests.desks import plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site
from tiers.calendar import local_day
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


# Whoever reads somebody else's record leaves a line in the log: these do write, by design.
LOGGED = ("record_history.", "evidence.copy", "evidence.page")


def refuse_writes(site: Site, database: Database) -> None:
    """Let every new connection to the test's database be one for reading alone."""
    engine = create_engine(database.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as owner:
        name = owner.scalar(text("select current_database()"))
        owner.execute(text(f'alter database "{name}" set default_transaction_read_only to on'))
    engine.dispose()
    with site.app.app_context():
        db.engine.dispose()


def values_of(session: Session, batch_id: str) -> dict[str, str]:
    """Return what may stand in the addresses, by the argument's name."""
    draft = session.execute(
        text("select id, person_id from draft where state = 'with_hr' limit 1")
    ).one()
    manifests = session.execute(text("select id from manifest"))
    return {
        "section": "identity",
        "draft_id": str(draft.id),
        "person_id": str(draft.person_id),
        "request_id": str(session.scalars(text("select id from correction_request")).one()),
        "manifest_id": str(manifests.scalar_one()),
        **dict.fromkeys(("submission_id", "upload_id"), str(uuid4())),  # of nobody: the
        "digest": "0" * 64,  # page looks for it all the same
        "number": "1",
        "name": "dan_toc",
        "form": "json",
        "batch_id": batch_id,
    }


def address(rule: Rule, values: dict[str, str]) -> str:
    """Return an address of the rule."""
    if rule.endpoint.startswith("corrections."):
        values = {**values, "name": "staff_number"}
    if rule.endpoint.startswith(LOGGED):
        values = {**values, "person_id": str(uuid4())}
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
    officer = province.officer(province.holder(waiting, "hr"), at(23))
    file = read_workbook(template(local_day(at(23))))
    batch = importing.upload(session, officer, province.unit(waiting), "x", file, at(23))
    values = values_of(session, str(batch.id))
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
    assert {one for one in unseen if not one.startswith(LOGGED)} == {
        "sync.receipt",
        "evidence.progress",
    }


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
