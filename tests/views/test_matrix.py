"""Every route × every role × {own, sibling, parent, uncle, cousin, archived, restricted, nobody}.

Generated from the URL map. What is not yours answers as what does not exist, changes nothing, and
no answer holds a word of a record that its reader may not see. Source: docs/security.md, case 1.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from province_app.auth.routes import PUBLIC, action_of
from province_app.services import inbox
from province_app.stores.engine import make_engine
from tests.databases import Database, Databases
from tests.views.matrix_cases import CASES, Case
from tests.views.matrix_world import CANARY, Actor, Thing, World, app_tables, build
from tests.web import Site, site_on
from tiers.policy import ACTIONS
from tiers.units import Officer, Role

# Pages on which people of the units below are named: who monitors the stages may see them, and
# finds them by name.
MONITOR = ("sync.", "search.")
# Pages of the accounts that the reader administers: names, nothing of a record.
ACCOUNTS = ("accounts.", "two_person.")
# Where Sở Nội vụ binds certificates to the signers of the whole province.
CERTIFICATES = "certificates."
# The own record names who checked it, whatever level that officer has by now (ADR 16).
ACTED = "record.show"
# What officers raise to Sở Nội vụ of a record, and its list.
RISEN = ("home.show", "data_issues.")
# Where a reader without the HR post sees restricted content of a draft that waits for a check.
CHECK = ("checking.", "evidence.")
# What of the address names a person, or what is the person's alone.
PERSONAL = frozenset(
    f"{name}_id"
    for name in (
        "person", "draft", "upload", "request", "movement", "consent", "issue", "grant",
        "assignment",
    )
) | {"digest"}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One request of the matrix."""

    actor: Actor
    rule: Rule
    method: str
    thing: Thing
    case: Case

    def __str__(self) -> str:
        return f"{self.actor.name} {self.method} {self.rule.rule} of {self.thing.name}"

    @property
    def door(self) -> bool:
        action = action_of(_APP[0], self.rule.endpoint)
        return action == PUBLIC or bool(self.actor.roles & ACTIONS[str(action)].roles)

    @property
    def foreign(self) -> bool:
        scope, actor, thing = self.case.scope, self.actor, self.thing
        if scope is None:
            return False
        hidden = thing.restricted and not actor.knows_of(thing.person, thing.unit)
        return hidden or not scope(actor, thing)


_APP: list[Flask] = []
_DATABASE: list[Database] = []


def rules(app: Flask) -> list[Rule]:
    """Return the rules of all pages; files of the design hold nothing of anybody."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def requests_of(world: World, app: Flask) -> Iterator[Asked]:
    """Yield the matrix: a route that names nothing is asked once an actor."""
    for actor in world.actors:
        for rule in rules(app):
            case = CASES[rule.endpoint]
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                # A shut door is shut whatever is named; all else is asked of everything.
                open_door = case.scope and Asked(actor, rule, method, world.things[0], case).door
                things = world.things if open_door else world.things[:1]
                for thing in things:
                    if thing.restricted and not (case.personal or PERSONAL & rule.arguments):
                        continue  # the same unit's things: they were asked for already
                    yield Asked(actor, rule, method, thing, case)


def send(asked: Asked) -> TestResponse:
    case, values = asked.case, asked.thing.values
    path = re.sub(
        r"<(?:[^<>]*:)?(\w+)>", lambda found: {**values, **case.path}[found[1]], asked.rule.rule
    )
    headers = {**case.headers, "X-CSRFToken": asked.actor.token}
    body = {} if asked.method == "GET" else {"data": case.form(asked.thing)}
    if "Content-Type" in case.headers:
        body = {"data": b"x"}
    return asked.actor.client.open(
        path, method=asked.method, query_string=case.query(asked.thing), headers=headers, **body
    )


def read(response: TestResponse) -> str:
    """Return all that the answer says: headers, text, and the parts of a workbook."""
    data = response.get_data()
    told = "\n".join(f"{name}: {value}" for name, value in response.headers)
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b"\n".join(book.read(name) for name in book.namelist())
    return told + data.decode(errors="replace")


def leaked(asked: Asked, said: str, world: World) -> set[str]:
    """Return the canaries in the answer that its reader may not see."""
    actor, endpoint = asked.actor, asked.rule.endpoint
    posted = {row["person"] for row in world.province.document["appointments"]}
    found = {one for one in world.owners if one in said}  # a token may look like a canary
    bad = set()
    for canary in found:
        person, unit = world.owners[canary]
        if person == actor.person:
            continue
        if endpoint == ACTED and unit == actor.unit and person in posted and canary[:2] == "Zq":
            continue
        if person in world.restricted and not actor.knows_of(person, unit):
            bad.add(canary)  # whatever else the page may tell of the unit
            continue
        if canary.startswith("Zr"):
            waits = unit in actor.posts and endpoint.startswith(CHECK)
            seen = unit in actor.hr or waits
        else:
            # Who checks and signs is told to the people of the unit.
            colleague = unit == actor.unit and person in posted
            below = unit in actor.below and endpoint.startswith(MONITOR)
            keeps = unit in actor.admin and endpoint.startswith(ACCOUNTS)
            binds = Role.PROVINCE in actor.roles and endpoint.startswith(CERTIFICATES)
            # What is raised of a record, and what is overdue, is a task of the tiers above.
            risen = Role.PROVINCE in actor.roles and endpoint.startswith(RISEN)
            seen = unit in actor.posts or colleague or below or keeps or binds or risen
        if not seen:
            bad.add(canary)
    return bad


@pytest.fixture(scope="module")
def site(
    all_databases: Databases, tmp_path_factory: pytest.TempPathFactory, master_keys: Path
) -> Iterator[Site]:
    """One site for all tests of this file: refused acts change nothing, own ones come last."""
    with (
        all_databases.copy() as database,
        site_on(database, tmp_path_factory.mktemp("matrix"), master_keys) as made,
    ):
        _APP[:] = [made.app]
        _DATABASE[:] = [database]
        yield made


@pytest.fixture(scope="module")
def world(site: Site) -> Iterator[World]:
    engine = make_engine(lambda: _DATABASE[0].app_url)
    with Session(engine) as session:
        yield build(site, session)
    engine.dispose()


def test_every_route_has_its_place_in_the_matrix(site: Site) -> None:
    """A new route without one fails here: say in `matrix_cases` whose thing it names."""
    assert set(CASES) == {rule.endpoint for rule in rules(site.app)}
    for rule in rules(site.app):
        named = set(rule.arguments) - set(CASES[rule.endpoint].path)
        assert not named or CASES[rule.endpoint].scope, rule


@pytest.fixture
def tasks_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number above each page is asked for once an actor: here nothing changes."""
    found: dict[str, int] = {}

    def owed(session: Session, officer: Officer, at: datetime) -> int:
        if officer.person_id not in found:
            found[officer.person_id] = inbox.owed(session, officer, at)
        return found[officer.person_id]

    monkeypatch.setattr(import_module("province_app.views.shell"), "owed", owed)


@pytest.mark.usefixtures("tasks_counted_once")
def test_what_is_not_yours_does_not_exist(site: Site, world: World) -> None:
    """403 where the role has no door, 404 for what is foreign, and nothing has changed.

    The page is the one for what does not exist, so that nobody learns what does: case 16.
    """
    before = app_tables(world.province.session)
    wrong, asked_for = [], 0
    pages: dict[tuple[str, str, str], str] = {}
    for asked in requests_of(world, site.app):
        if asked.door and not asked.foreign:
            continue
        asked_for += 1
        response = send(asked)
        expected = 404 if asked.door else 403
        if response.status_code != expected:
            wrong.append(f"{asked}: {response.status_code} instead of {expected}")
        wrong += [f"{asked}: {one}" for one in leaked(asked, read(response), world)]
        same = (asked.actor.name, asked.rule.rule, asked.method)
        page = re.sub(r'"csrf_token" value="[^"]+"', "", response.text)
        if pages.setdefault(same, page) != page:
            wrong.append(f"{asked}: another page than for what does not exist")
    assert wrong == []
    assert asked_for > 500
    world.province.session.expire_all()
    world.province.session.rollback()
    after = app_tables(world.province.session)
    assert {name for name in before if before[name] != after[name]} == set()


def test_the_matrix_sees_a_leak(site: Site, world: World) -> None:
    """The canaries are really in the pages: HR of the unit reads them, and others would be told."""
    hr = next(one for one in world.actors if one.name == "hr")
    said = hr.client.get("/unit").text
    found = set(CANARY.findall(said))
    assert len(found) > 3
    person = next(one for one in world.actors if one.roles == {Role.PERSON})
    rule = next(one for one in rules(site.app) if one.endpoint == "home.show")
    asked = Asked(person, rule, "GET", world.things[0], CASES["home.show"])
    assert leaked(asked, said, world)


def test_a_stranger_gets_nothing_anywhere(site: Site, world: World) -> None:
    """Nobody is signed in: every route sends to the sign-in page, or says 401."""
    stranger = Actor("stranger", frozenset(), "", "", site.app.test_client())
    token = re.search(r'name="csrf_token" value="([^"]+)"', stranger.client.get("/sign-in").text)
    assert token
    stranger.token = token[1]
    for rule in rules(site.app):
        if action_of(site.app, rule.endpoint) == PUBLIC:
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            asked = Asked(stranger, rule, method, world.things[3], CASES[rule.endpoint])
            response = send(asked)
            assert response.status_code == 302, asked
            assert response.location.startswith("/sign-in?next="), asked
            said = read(response)
            assert not any(one in said for one in world.owners), asked


def test_no_unsafe_route_is_taken_without_the_token_of_the_session(
    site: Site, world: World
) -> None:
    """None, somebody else's: 400, and nothing has changed. Source: docs/security.md, case 19."""
    before = app_tables(world.province.session)
    tokens = {one.name: one.token for one in world.actors}
    _, hr, *_, province = world.actors  # the token is looked at before the door: two suffice
    for actor, other in ((hr, province), (province, hr)):
        for wrong in ("", tokens[other.name]):
            actor.token = wrong
            for rule in rules(site.app):
                for method in sorted(rule.methods - {"GET", "HEAD", "OPTIONS"}):
                    asked = Asked(actor, rule, method, world.things[3], CASES[rule.endpoint])
                    assert send(asked).status_code == 400, asked
        actor.token = tokens[actor.name]
    world.province.session.rollback()
    assert app_tables(world.province.session) == before


def test_what_is_yours_tells_of_nobody_else(site: Site, world: World) -> None:
    """Reading and acting on the own things: no word of a foreign record, no fault."""
    wrong, opened = [], set()
    for asked in requests_of(world, site.app):
        if not asked.door or asked.foreign or asked.rule.endpoint.startswith("account."):
            continue
        response = send(asked)
        said = read(response)
        wrong += [f"{asked}: {one}" for one in sorted(leaked(asked, said, world))]
        if response.status_code >= 500:
            wrong.append(f"{asked}: {response.status_code}")
        if response.status_code == 200:
            opened.add((asked.actor.name, asked.rule.endpoint))
    assert wrong == []
    # The test would see nothing if it opened nothing.
    assert opened >= {
        ("person", "home.show"),
        ("hr", "unit.show"),
        ("hr", "unit.person"),
        ("hr", "checking.show"),
        ("hr", "record_history.version"),
        ("hr", "evidence.copy"),
        ("hr", "imports.export"),
        ("hr", "corrections.show"),
        ("leader", "signing.show"),
        ("leader", "signing.manifest"),
        ("leader", "record_history.version"),
        ("department_hr", "sync.show"),
        ("province", "permissions.show"),
    }
