"""The province's single sign-on: bound by the person, believed by signature, the code asked."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.single_sign_on import Provider as Setting
from tests import openid_provider
from tests.desks import FACILITY
from tests.openid_provider import CLIENT, SECRET, Provider
from tests.provinces import Province
from tests.views.test_sessions import older
from tests.web import Site, code_now


@pytest.fixture
def provider(site: Site) -> Iterator[Provider]:
    """The province's provider, named in the settings of the site."""
    with openid_provider.provider() as made:
        setting = Setting(made.issuer, CLIENT, SECRET, frozenset({"cao", "hwk"}))
        site.app.config["SETTINGS"] = replace(site.app.config["SETTINGS"], provider=setting)
        yield made


@pytest.fixture
def hr(site: Site, province: Province, provider: Provider) -> str:
    """An HR officer who has bound the two; the browser is signed out."""
    person = province.holder(FACILITY, "hr")
    site.sign_in(person)
    bind(site, provider)
    site.client.delete_cookie("session")
    return person


def returned(site: Site, provider: Provider, start: str) -> tuple[str, dict[str, str]]:
    """Go to the provider and back; return the address of the form and what it holds."""
    sent = site.client.get(start)
    link = re.search(r'href="(http[^"]+)"', sent.text)
    address = sent.location or (unescape(link[1]) if link else "")
    assert address.startswith(f"{provider.issuer}/a?")
    back = urlsplit(provider.visit(address))
    page = site.get(f"{back.path}?{back.query}").split("<main")[1]
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert action
    fields = re.findall(r'<input type="hidden" name="(state|code)" value="([^"]*)"', page)
    return action[1], dict(fields)


def bind(site: Site, provider: Provider, status: int = 302) -> None:
    action, form = returned(site, provider, "/devices/province")
    site.post(action, form, status)


def come(site: Site, provider: Provider, status: int, **changed: str) -> str:
    """Sign in at the provider; return what our page says."""
    action, form = returned(site, provider, "/sign-in/province")
    return site.post(action, {**form, **changed}, status).text


def in_(site: Site) -> bool:
    return site.client.get("/unit").status_code == 200


def test_the_bound_account_comes_in_and_the_code_is_asked(
    site: Site, session: Session, provider: Provider, hr: str
) -> None:
    assert "Đăng nhập của tỉnh" in site.get("/sign-in")
    come(site, provider, 302)
    assert not in_(site)
    assert "Mã xác thực" in site.get("/sign-in/code")
    site.post("/sign-in/code", {"code": code_now(1)}, 302)
    assert in_(site)
    page = site.get("/devices")
    assert "Đã gắn từ" in page
    assert "Gắn đăng nhập của tỉnh" in page.split('id="h-thong-bao"')[1]
    detail = session.scalar(text("select detail from audit_event where event = 'account.bound'"))
    assert detail == {"issuer": provider.issuer}


def test_es256_is_believed_too(site: Site, provider: Provider, hr: str) -> None:
    provider.algorithm = "ES256"
    come(site, provider, 302)
    assert "Mã xác thực" in site.get("/sign-in/code")


@pytest.mark.parametrize(("name", "said"), [("acr", "cao"), ("amr", ["pwd", "hwk"])])
def test_a_strong_sign_in_needs_no_code_but_acts_do(
    site: Site, provider: Provider, hr: str, name: str, said: Any
) -> None:
    provider.claims = {name: said}
    come(site, provider, 302)
    assert in_(site)
    site.post("/devices/codes", {}, 401)
    site.post("/devices/codes", {"code": code_now(1)}, 200)


@pytest.mark.parametrize(("name", "said"), [("acr", "thap"), ("amr", ["pwd"]), ("amr", "hwk")])
def test_a_weak_sign_in_needs_the_code(
    site: Site, provider: Provider, hr: str, name: str, said: Any
) -> None:
    provider.claims = {name: said}
    come(site, provider, 302)
    assert not in_(site)


# What is wrong with a token: the claim, and its value; None = left out.
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
WRONG: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "issuer": {"iss": "https://evil.example"},
    "issuer and a slash": {"iss": "SLASH"},
    "audience": {"aud": "another-client"},
    "two audiences": {"aud": [CLIENT, "another-client"]},
    "party": {"azp": "another-client"},
    "expired": {"exp": -2 * MINUTE},
    "no end": {"exp": None},
    "old": {"iat": -HOUR},
    "of tomorrow": {"iat": DAY, "exp": 2 * DAY},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_claim_is_not_believed(site: Site, provider: Provider, hr: str, what: str) -> None:
    wrong = dict(WRONG[what])
    if wrong.get("iss") == "SLASH":
        wrong["iss"] = f"{provider.issuer}/"
    provider.claims = wrong
    assert "chưa thành công" in come(site, provider, 401)
    assert site.client.get("/sign-in/code").status_code == 302


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_another_algorithm_is_not_believed(
    site: Site, provider: Provider, hr: str, algorithm: str
) -> None:
    provider.algorithm = algorithm
    come(site, provider, 401)
    assert site.client.get("/sign-in/code").status_code == 302


def test_another_key_is_not_believed(site: Site, provider: Provider, hr: str) -> None:
    provider.stranger = True
    come(site, provider, 401)
    assert site.client.get("/sign-in/code").status_code == 302


def test_a_wrong_state_goes_no_further(site: Site, provider: Provider, hr: str) -> None:
    """Somebody else's way back, put into this browser: the provider is not even asked."""
    other = Site(site.app, site.app.test_client())
    sent = other.client.get("/sign-in/province")
    back = urlsplit(provider.visit(sent.location))
    site.get(f"{back.path}?{back.query}", 401)  # nothing was begun here
    site.client.get("/sign-in/province")
    site.get(f"{back.path}?{back.query}", 401)
    come(site, provider, 401, state="another")
    assert "/t" not in provider.calls[-2:]
    assert site.client.get("/sign-in/code").status_code == 302


def test_a_way_back_counts_once(site: Site, provider: Provider, hr: str) -> None:
    action, form = returned(site, provider, "/sign-in/province")
    provider.claims = {"nonce": "another"}
    site.post(action, form, 401)
    provider.claims, calls = {}, len(provider.calls)
    site.post(action, form, 401)
    assert len(provider.calls) == calls  # used up, whatever the answer was


def test_a_sign_in_is_no_binding(site: Site, provider: Provider, hr: str) -> None:
    """What was begun to sign in does not bind, nor the reverse."""
    site.sign_in(hr)
    _, form = returned(site, provider, "/sign-in/province")
    site.post("/devices/province/bind", form, 302)
    assert "chưa thành công" in site.get("/devices")
    _, form = returned(site, provider, "/devices/province")
    site.post("/sign-in/province", form, 401)


def test_an_unbound_subject_opens_nothing(
    site: Site, session: Session, provider: Provider, hr: str
) -> None:
    """Not even with the mail address and the name of somebody who has an account."""
    session.execute(text("update account set mail = 'ha@example.vn'"))
    session.commit()
    provider.subject = "nguoi-khac"
    provider.claims = {"email": "ha@example.vn", "email_verified": True}
    assert "Chưa gắn với tài khoản nào" in come(site, provider, 401)
    assert site.client.get("/sign-in/code").status_code == 302


def test_a_subject_opens_one_account_and_binding_needs_a_fresh_code(
    site: Site, province: Province, session: Session, provider: Provider, hr: str
) -> None:
    site.sign_in(province.holder(FACILITY, "head"))
    bind(site, provider, 409)
    older(session, "proved_at", 6)
    site.get("/devices/province", 401)
    site.post("/devices/province/unbind", {}, 401)
    assert session.scalar(text("select count(*) from single_sign_on")) == 1


def test_an_unbound_account_is_not_opened_any_more(
    site: Site, session: Session, provider: Provider, hr: str
) -> None:
    site.sign_in(hr)
    site.post("/devices/province/unbind", {})
    site.post("/devices/province/unbind", {}, 404)
    come(site, provider, 401)
    kinds = session.scalars(text("select kind from security_notice order by id")).all()
    assert kinds[-1] == "sso_unbound"


def test_a_disabled_account_is_not_opened(
    site: Site, session: Session, provider: Provider, hr: str
) -> None:
    session.execute(text("update account set disabled_at = created_at, disabled_by = person_id"))
    session.commit()
    come(site, provider, 401)


@pytest.mark.parametrize(
    "wrong",
    [{"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/t"},
     {"jwks_uri": None}],
    ids=["issuer", "open-line", "no-keys"],
)  # fmt: skip
def test_a_provider_that_says_another_thing_of_itself_is_not_asked(
    site: Site, provider: Provider, hr: str, wrong: dict[str, Any]
) -> None:
    provider.discovery = wrong
    assert "chưa trả lời" in site.get("/sign-in/province", 503)


def test_without_a_provider_there_is_no_button(site: Site, province: Province) -> None:
    assert "Đăng nhập của tỉnh" not in site.get("/sign-in")
    site.get("/sign-in/province", 404)
    site.sign_in(province.holder(FACILITY, "hr"))
    assert "Đăng nhập của tỉnh" not in site.get("/devices")
