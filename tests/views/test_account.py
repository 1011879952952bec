"""Signing in and out, and the guard of every page."""

from sqlalchemy.orm import Session

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
