"""Two transactions that wait for each other: nobody is told that the database is away."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from province_app.stores.engine import connect_arguments
from province_app.views import busy
from province_app.views.messages import message
from tests.databases import Database
from tests.desks import DEPARTMENT, draft_of
from tests.provinces import Province, at
from tests.views.record_form import posted
from tests.views.test_kept_text import PHONE, SECTION, carried
from tests.web import Site

MINE, THEIRS = 77_001, 77_002
TAKE = "select pg_advisory_xact_lock(%s)"


@contextmanager
def deadlock(database: Database) -> Iterator[None]:
    """Let the next transaction that a request commits meet another one that waits for it.

    The other one looks for no deadlock itself, so it is the request that the server ends.
    """
    other = psycopg2.connect(**connect_arguments(database.superuser_url))
    look = other.cursor()
    look.execute("set deadlock_timeout = '1h'")
    look.execute(TAKE, (THEIRS,))
    waiting = threading.Thread(target=lambda: look.execute(TAKE, (MINE,)))

    def meet(session: Session) -> None:
        event.remove(Session, "before_commit", meet)
        session.execute(text("select pg_advisory_xact_lock(:id)"), {"id": MINE})
        waiting.start()
        session.execute(text("select pg_advisory_xact_lock(:id)"), {"id": THEIRS})

    event.listen(Session, "before_commit", meet)
    try:
        yield
        assert waiting.ident is not None, "no transaction was committed"
    finally:
        if event.contains(Session, "before_commit", meet):
            event.remove(Session, "before_commit", meet)
        if waiting.ident is not None:
            waiting.join()
        other.close()


FORM = {
    "act": "begin", "unit": "H40.02", "day": "2024-06-01", "basis_number": "15/QĐ-SNV",
    "basis_date": "2024-05-02",
}  # fmt: skip


@pytest.fixture
def manager(site: Site, province: Province) -> str:
    """Sở Nội vụ is signed in on 21 May."""
    site.at(at(21))
    who = province.holder(DEPARTMENT, "hr")
    site.sign_in(who)
    site.get("/sync/deliveries")
    return who


def begun(province: Province) -> int:
    province.session.rollback()
    return province.session.scalar(text("select count(*) from delivering_unit")) or 0


def test_a_form_that_met_another_writer_is_sent_again_as_it_was(
    site: Site, province: Province, manager: str, database: Database
) -> None:
    """409 and one button: nothing was saved, nothing has to be typed twice."""
    with deadlock(database):
        answer = site.post("/sync/deliveries", FORM, 409)
    page = unescape(answer.text)
    assert message("busy") in page
    assert "Gửi lại những gì đã nhập" in page
    assert message("unavailable") not in page
    assert begun(province) == 0
    main = answer.text[answer.text.index("h-loi") :]
    action = re.search(r'action="([^"]+)"', main)
    assert action is not None
    assert action[1] == "/sync/deliveries"
    kept = carried(main)
    assert {name: value[0] for name, value in kept.items() if name != "csrf_token"} == FORM
    again = site.client.post(action[1], data=kept)
    assert again.status_code == 302
    assert begun(province) == 1


def test_a_section_comes_back_with_its_text(
    site: Site, province: Province, person: str, database: Database
) -> None:
    """docs/adr/0014: what was typed stays in the open page."""
    page = site.get(SECTION)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = posted(page) | {PHONE: ["0912 000 231"], "csrf_token": [token[1]]}
    with deadlock(database):
        back = site.client.post(SECTION, data=form)
    assert back.status_code == 409
    assert message("busy") in unescape(back.text)
    assert posted(back.text)[PHONE] == ["0912 000 231"]
    assert draft_of(province, person).typed[PHONE] != "0912 000 231"


def test_a_secret_is_not_carried_along(site: Site, person: str, database: Database) -> None:
    """What was a secret when it was typed is in no page."""
    form = {"old": "mật khẩu cũ 1", "new": "mật khẩu mới 2", "again": "mật khẩu mới 2"}
    with deadlock(database):
        answer = site.post("/password", form, 409)
    page = unescape(answer.text)
    assert message("busy") in page
    assert "mật khẩu cũ" not in page
    assert "Gửi lại" not in page


def test_every_secret_field_of_a_form_is_known() -> None:
    forms = (Path(busy.__file__).parent).rglob("*.py")
    named = re.compile(r"(\w+) = PasswordField\(")
    found = {name for file in forms for name in named.findall(file.read_text())}
    assert found >= {"pin", "old"}
    assert found <= busy._SECRET
