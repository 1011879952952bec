"""Row 7: somebody is looked for by name, as Sở Nội vụ, at the page."""

import re
import time
from itertools import cycle, islice

import pyotp
from flask import Flask, render_template_string, request
from flask.testing import FlaskClient
from psycopg2.extensions import connection
from sqlalchemy import text

from province_app import create_app
from province_app.extensions import db
from tests.benchmarks.pairs import measure
from tests.benchmarks.province import Made, Workshop
from tests.web import Site
from tiers.letters import bare
from tiers.units import Role

NAME = "search by name, one page"
SEARCHES = 40  # a run, each for another name
WORDS = 3  # of the name that are typed

TABLE = """
drop table if exists floor_people;
create table floor_people (id uuid primary key, full_name text, folded text, unit text);
"""
PEOPLE = """
select person.id, person.full_name, unit_period.name from person
join employment on employment.person_id = person.id and employment.ends_on is null
join unit_period on unit_period.unit_id = employment.unit_id and unit_period.valid_to is null
"""
INDEX = "create index on floor_people (folded text_pattern_ops); analyze floor_people"
FIND = """
select full_name, unit from floor_people where folded like %s order by folded, id limit 25
"""
PAGE = """<!doctype html><title>Search</title><table>
{% for name, unit in rows %}<tr><td>{{ name }}</td><td>{{ unit }}</td></tr>{% endfor %}</table>"""


def run(workshop: Workshop, staff: int, pairs: int) -> dict[str, object]:
    """Return the row: a form posted to our page, and to one that only asks a folded column."""
    made = workshop.province(staff)
    workshop.fresh(made)
    names = _floor_table(workshop)
    product_app = create_app(workshop.nodes.province.settings)
    client, token = _signed_in(product_app, made)
    with workshop.owner("province") as one:
        floor_client = _floor_app(one).test_client()

        def floor() -> float:
            return _timed(floor_client, names, {})

        def product() -> float:
            return _timed(client, names, {"csrf_token": token})

        measured = measure(floor, product, pairs)
        begun = time.perf_counter()
        for _ in range(SEARCHES):  # what any page costs: session, rights, frame
            client.get("/search")
        empty = time.perf_counter() - begun
    with product_app.app_context():
        db.engine.dispose()
    return measured.row(7, NAME, staff, searches=SEARCHES, empty_pages_s=round(empty, 4))


def _timed(client: FlaskClient, names: list[str], form: dict[str, str]) -> float:
    begun = time.perf_counter()
    for name in islice(cycle(names), SEARCHES):
        answer = client.post("/search", data={"q": name, **form})
        if answer.status_code != 200 or "<tr" not in answer.text:
            raise SystemExit(f"a search failed: {answer.status_code}")
    return time.perf_counter() - begun


def _signed_in(app: Flask, made: Made) -> tuple[FlaskClient, str]:
    """Return the browser of Sở Nội vụ, and the token of its forms."""
    who = next(one for one in made.visitors if one.role is Role.PROVINCE)
    site = Site(app, app.test_client())
    site.post("/sign-in", {"username": who.username, "password": who.password})
    site.post("/sign-in/code", {"code": pyotp.TOTP(who.totp_secret).now()})
    found = re.search(r'name="csrf_token" value="([^"]+)"', site.get("/search"))
    if found is None:
        raise SystemExit("the page of searching has no token")
    return site.client, found[1]


def _floor_table(workshop: Workshop) -> list[str]:
    """Fill the floor's table; return names that somebody has, spread over the alphabet."""
    with workshop.session("province") as session:
        people = session.execute(text(PEOPLE)).all()
    with workshop.owner("province") as one, one.cursor() as write:
        write.execute(TABLE)
        rows = [(str(id_), name, bare(name), unit) for id_, name, unit in people]
        write.executemany("insert into floor_people values (%s, %s, %s, %s)", rows)
        write.execute(INDEX)
        one.commit()
    known = sorted({" ".join(bare(name).split()[:WORDS]) for _, name, _ in people})
    return known[:: max(len(known) // SEARCHES, 1)]


def _floor_app(one: connection) -> Flask:
    app = Flask("floor")

    @app.post("/search")
    def find() -> str:
        with one.cursor() as ask:
            ask.execute(FIND, (bare(request.form["q"]) + "%",))
            return render_template_string(PAGE, rows=ask.fetchall())

    return app
