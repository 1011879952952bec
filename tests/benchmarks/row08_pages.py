"""Row 8: the page of the own record, and that on which HR checks one, against an empty page.

All three are asked of the same application by somebody who signed in as people do, with the same
frame, doors, month and session; the empty one says nothing within it. What is compared are 95th
percentiles, so that what happens now and then counts. The update by POST is not measured here.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from statistics import quantiles
from uuid import UUID

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from province_app import create_app
from province_app.auth import policy
from province_app.demo.authenticator import next_code
from province_app.demo.month import day
from province_app.demo.province import Visitor
from province_app.extensions import db
from province_app.services import drafts
from province_app.services.roster import unit_ids
from province_app.stores import people
from tests.benchmarks.pairs import measure
from tests.benchmarks.province import Made, Workshop
from tiers.calendar import local_day
from tiers.units import Officer, Role

NAMES = ("own record page, p95", "check page, p95")
REQUESTS = 500  # of each page, and one share more of the empty one
READERS = 6  # sessions that ask in turn
CHECKED = 20  # drafts that wait
FIELD, WORDS = "position.work_strength", "Soạn thảo văn bản"
EMPTY = "/empty"
AT = day(22, 9)

Ask = Callable[[], float]


def run(workshop: Workshop, size: int, pairs: int) -> Iterator[dict[str, object]]:
    """Yield a row for each of the two pages."""
    made = workshop.province(size)
    workshop.fresh(made)
    workshop.move(AT)
    hr = [one for one in made.visitors if Role(one.role) in (Role.HR, Role.DEPARTMENT_HR)]
    with workshop.session("province") as session:
        waiting = _send_changes(session, hr[0])
    with _application(workshop) as app:
        readers = [_signed_in(app, one) for one in _spread(made.visitors)]
        checker = _signed_in(app, hr[0])
        paths = [f"/drafts/{draft_id}" for draft_id in waiting]
        asked = (
            ([(one, EMPTY) for one in readers], [(one, "/my-record") for one in readers]),
            ([(checker, EMPTY)], [(checker, path) for path in paths]),
        )
        for name, (empty, pages) in zip(NAMES, asked, strict=True):
            yield _compared(name, empty, pages, made, pairs)


def _compared(
    name: str,
    empty: Sequence[tuple[FlaskClient, str]],
    pages: Sequence[tuple[FlaskClient, str]],
    made: Made,
    pairs: int,
) -> dict[str, object]:
    share = -(-REQUESTS // pairs)
    for client, path in [*empty, *pages]:  # the first answer fills the caches of the templates
        _answer(client, path)
    bytes_of = len(_answer(*pages[0]))
    floor = _p95(cycle(empty), share)
    product = _p95(cycle(pages), share)
    measured = measure(floor, product, pairs)
    return measured.row(8, name, made.staff, requests=share * pairs, page_bytes=bytes_of)


def _p95(asked: Iterator[tuple[FlaskClient, str]], times: int) -> Ask:
    """Return what asks so many times and says in how many seconds 95 of 100 were answered."""

    def ask() -> float:
        seconds = []
        for _ in range(times):
            client, path = next(asked)
            began = time.perf_counter()
            _answer(client, path)
            seconds.append(time.perf_counter() - began)
        return quantiles(seconds, n=20)[-1]

    return ask


def _answer(client: FlaskClient, path: str) -> bytes:
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return response.data


@contextmanager
def _application(workshop: Workshop) -> Iterator[Flask]:
    """Yield the province's application with a page more, on which there is nothing."""
    app = create_app(workshop.nodes.province.settings)

    @app.get(EMPTY)
    @policy("home.read")
    def empty() -> str:
        return render_template_string(
            '{% extends "layout.html" %}{% block title %}Trang trống{% endblock %}'
            "{% block main %}<h1>Trang trống</h1>{% endblock %}"
        )

    yield app
    with app.app_context():
        db.engine.dispose()


def _signed_in(app: Flask, who: Visitor) -> FlaskClient:
    client = app.test_client()
    _post(client, "/sign-in", username=who.username, password=who.password)
    _post(client, "/sign-in/code", code=next_code(who.totp_secret))
    return client


def _post(client: FlaskClient, path: str, **typed: str) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token
    answer = client.post(path, data={"csrf_token": token[1], **typed})
    if answer.status_code != 302:
        raise RuntimeError(f"{path} answered {answer.status_code}")


def _spread(visitors: Sequence[Visitor]) -> Sequence[Visitor]:
    """Return some people of different units, all of whom have a record."""
    return visitors[:: max(1, len(visitors) // READERS)][:READERS]


def _send_changes(session: Session, checker: Visitor) -> list[UUID]:
    """Let people of the checker's unit change a field each and send it; their drafts."""
    today = local_day(AT)
    roster = people.roster(session, unit_ids(session)[checker.unit], today)
    found = []
    for one in [one for one in roster if str(one.id) != checker.person][:CHECKED]:
        actor = Officer(str(one.id), Role.PERSON)
        revision = drafts.next_revision(session, one.id)
        draft = drafts.save_draft(session, actor, {FIELD: WORDS}, revision, AT)
        drafts.send_draft(session, actor, AT)
        found.append(draft.id)
    return found
