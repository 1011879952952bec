"""Roles that enter by a passkey: no code opens more than the making of the first one. Bar C 15."""

import re
from dataclasses import replace
from typing import Any

import pyotp
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import SettingError, load_settings
from province_app.auth.guard import FIRST_KEY, WITHOUT_KEY
from province_app.auth.routes import PUBLIC, STATIC, action_of
from province_app.clock import system_now
from tests.authenticators import Authenticator
from tests.desks import FACILITY, plain_member
from tests.provinces import Province
from tests.views.test_passkeys import ORIGIN, in_, name_of, options, register, show
from tests.views.test_second_factor import password_given_without_reset
from tests.views.test_sessions import older
from tests.web import PASSWORD, Site, code_now
from tiers.units import Role


@pytest.fixture
def site(site: Site) -> Site:
    """HR officers and heads enter by a passkey here."""
    site.app.config["SETTINGS"] = replace(
        site.app.config["SETTINGS"],
        public_url=ORIGIN,
        passkey_roles=frozenset({Role.HR, Role.LEADER}),
    )
    return site


@pytest.fixture
def key(site: Site, hr: str) -> Authenticator:
    """The officer's key, registered and shown."""
    made = Authenticator(ORIGIN)
    register(site, made)
    shown_again(site, made)
    return made


def shown_again(site: Site, key: Authenticator) -> None:
    answer = key.show(options(site, "/sign-in/again/passkey"))
    site.post("/sign-in/again", {"passkey": answer, "next": "/devices"}, 302)


def key_asked(site: Site, person: str) -> dict[str, Any]:
    """Give the password once more; return what the key is asked."""
    password_given_without_reset(site, name_of(site, person))
    return options(site, "/sign-in/passkey")


def test_after_the_code_the_first_key_is_made_and_nothing_else_is_open(
    site: Site, session: Session, hr: str
) -> None:
    for rule in site.app.url_map.iter_rules():
        action = action_of(site.app, rule.endpoint)
        open_to_it = action in (PUBLIC, STATIC) or rule.endpoint in FIRST_KEY | WITHOUT_KEY
        if open_to_it or "<" in rule.rule:
            continue
        if "GET" in (rule.methods or ()):
            answer = site.client.get(rule.rule)
        else:
            answer = site.post(rule.rule, {}, 302)
        assert answer.location == "/devices/passkeys/new", rule
    assert "Thêm khóa bảo mật" in site.get("/devices/passkeys/new")
    register(site, Authenticator(ORIGIN))
    assert not in_(site)  # it was made; now it is shown
    assert "Việc này cần khóa bảo mật" in site.get("/devices", 401)


def test_a_key_that_is_made_and_shown_opens_all(site: Site, hr: str, key: Authenticator) -> None:
    assert in_(site)
    show(site, key.show(key_asked(site, hr)), 302)
    assert in_(site)


def test_once_there_is_a_key_no_code_opens_the_account(
    site: Site, session: Session, hr: str, key: Authenticator
) -> None:
    page = site.post("/devices/codes", {}, 200).text
    recovery = re.findall(r"<code>([a-z0-9-]{19})</code>", page)[0]
    password_given_without_reset(site, name_of(site, hr))
    page = site.get("/sign-in/code")
    assert 'name="code"' not in page
    for code in (code_now(1), recovery):
        answer = site.post("/sign-in/code", {"code": code}, 401)
        assert "chỉ mở bằng khóa bảo mật" in answer.text
    assert not in_(site)


def test_a_code_is_no_step_up(site: Site, session: Session, hr: str, key: Authenticator) -> None:
    """What signing asks anew is the key."""
    older(session, "proved_at", 6)
    page = site.post("/devices/codes", {}, 401).text
    assert 'name="code"' not in page
    site.post("/devices/codes", {"code": code_now(1)}, 409)
    site.post("/sign-in/again", {"code": code_now(1)}, 409)
    answer = key.show(options(site, "/sign-in/again/passkey"))
    site.post("/devices/codes", {"passkey": answer}, 200)


def test_a_session_of_the_code_makes_no_second_key(
    site: Site, session: Session, hr: str, key: Authenticator
) -> None:
    """It was begun before the key was, or before the setting."""
    session.execute(text("update web_session set by_key = false"))
    session.commit()
    assert not in_(site)
    for path in ("/devices/passkeys/options", "/devices/passkeys/add", "/unit"):
        assert site.client.get(path).status_code in (401, 405)
    options(site, "/devices/passkeys/options", 401)
    site.post("/devices/passkeys/add", {"name": "x", "made": "x"}, 401)
    shown_again(site, key)
    assert in_(site)


def test_the_last_key_stays_though_there_is_a_code(
    site: Site, session: Session, hr: str, key: Authenticator
) -> None:
    number = session.scalar(text("select id from passkey"))
    site.post("/devices/passkeys/remove", {"id": number}, 409)
    register(site, Authenticator(ORIGIN))
    site.post("/devices/passkeys/remove", {"id": number})


def test_other_roles_enter_by_the_code(site: Site, province: Province) -> None:
    site.sign_in(plain_member(province, FACILITY))
    site.get("/my-record")
    register(site, Authenticator(ORIGIN))
    password_given_without_reset(site, name_of(site, plain_member(province, FACILITY)))
    site.post("/sign-in/code", {"code": code_now(1)}, 302)
    site.get("/my-record")


def test_a_role_that_is_given_binds_the_live_session(
    site: Site, province: Province, hr: str
) -> None:
    site.app.config["SETTINGS"] = replace(
        site.app.config["SETTINGS"], passkey_roles=frozenset({Role.PROVINCE})
    )
    assert in_(site)
    site.app.config["SETTINGS"] = replace(
        site.app.config["SETTINGS"], passkey_roles=frozenset({Role.HR})
    )
    assert not in_(site)


def test_a_new_account_sets_up_code_and_key(site: Site, province: Province) -> None:
    head = province.holder(FACILITY, "head")
    site.client.delete_cookie("session")
    name = site.give_password(head, factor=False)
    site.post("/sign-in", {"username": name, "password": PASSWORD})
    found = re.search(r'id="khoa">([^<]+)<', site.get("/sign-in/code"))
    assert found
    code = pyotp.TOTP(found[1].replace(" ", "")).at(system_now())
    form = {"code": code, "next": "/unit"}
    assert "Chỉ hiện một lần này" in site.post("/sign-in/code", form, 200).text
    assert site.client.get("/unit").location == "/devices/passkeys/new"
    key = Authenticator(ORIGIN)
    register(site, key)
    shown_again(site, key)
    assert site.client.get("/signing").status_code == 200


@pytest.mark.parametrize(
    "environment",
    [
        {"PASSKEY_REQUIRED_FOR": "boss", "PUBLIC_URL": "http://localhost:5000"},
        {"PASSKEY_REQUIRED_FOR": "hr", "PUBLIC_URL": "http://127.0.0.1:5000"},
        {"PASSKEY_REQUIRED_FOR": "hr", "PUBLIC_URL": "http://[::1]:5000"},
    ],
)
def test_a_setting_that_would_lock_out_stops_the_start(environment: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="PASSKEY_REQUIRED_FOR"):
        load_settings(environment)


def test_the_setting_names_roles() -> None:
    named = {"PASSKEY_REQUIRED_FOR": "hr, leader", "PUBLIC_URL": "http://localhost:5000"}
    assert load_settings(named).passkey_roles == {Role.HR, Role.LEADER}
    assert load_settings({}).passkey_roles == frozenset()
