"""Signing in and out, and the guard of every page."""

from sqlalchemy import event
from sqlalchemy.orm import Session

from province_app.extensions import db
from tests.provinces import load_province
from tests.web import Site


def test_wrong_password_and_unknown_user_get_the_same_answer(site: Site, session: Session) -> None:
    province = load_province(session)
    known = province.document["accounts"][0]["username"]
    answers = [
        site.post("/sign-in", {"username": name, "password": "sai"}, 401).text.replace(name, "X")
        for name in (known, "khong.co.ai")
    ]
    assert "không đúng" in answers[0]
    assert answers[0].split("csrf_token")[0] == answers[1].split("csrf_token")[0]


def test_an_unactivated_account_cannot_sign_in(site: Site, session: Session) -> None:
    province = load_province(session)
    name = province.document["accounts"][0]["username"]
    site.post("/sign-in", {"username": name, "password": ""}, 401)


def test_a_stranger_is_sent_to_the_sign_in_page(site: Site) -> None:
    assert site.client.get("/").location.startswith("/sign-in")


def test_after_signing_in_the_redirect_stays_on_this_site(site: Site, session: Session) -> None:
    province = load_province(session)
    site.sign_in(province.holder("H40.03", "head"))
    for evil in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert "evil" not in site.get(f"/sign-in?next={evil}")


def test_an_unknown_name_asks_the_database_as_often_as_a_known_one(
    site: Site, session: Session
) -> None:
    """Time tells nothing: the same statements in the same number, one hash each."""
    province = load_province(session)
    name = site.give_password(province.holder("H40.03", "head"))
    counts = []
    with site.app.app_context():
        engine = db.engine
    for who in (name, "khong.co.ai"):
        statements: list[str] = []

        def note(*arguments: object, statements: list[str] = statements) -> None:
            statements.append(str(arguments[2]))

        event.listen(engine, "before_cursor_execute", note)
        site.post("/sign-in", {"username": who, "password": "sai"}, 401)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(statements)
    assert counts[0] == counts[1]
    assert len(counts[0]) > 3
