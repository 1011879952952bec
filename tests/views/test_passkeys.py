"""Passkeys over the pages: of this site, this session, this account, once, and never the last."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import accounts
from province_app.services.passkey_check import Party, party_of
from province_app.services.sessions import Visit
from province_app.stores import scope
from province_app.stores.transaction import transaction
from tests.authenticators import UP, Authenticator
from tests.desks import FACILITY, plain_member
from tests.provinces import Province
from tests.views.test_second_factor import password_given_without_reset
from tests.views.test_sessions import account_of, older
from tests.web import Site, code_now

ORIGIN = "http://localhost:5000"


@pytest.fixture
def site(site: Site) -> Site:
    """The site under a name: keys are bound to names, not to numbers."""
    named(site, ORIGIN)
    return site


@pytest.fixture
def key(site: Site, hr: str) -> Authenticator:
    """A key that the signed-in HR officer has registered."""
    made = Authenticator(ORIGIN)
    register(site, made)
    return made


def named(site: Site, address: str) -> None:
    settings = replace(site.app.config["SETTINGS"], public_url=address)
    site.app.config["SETTINGS"] = settings


def options(site: Site, path: str, status: int = 200) -> dict[str, Any]:
    answer = site.post(path, {}, status)
    return dict(answer.json) if status == 200 else {}


def register(site: Site, key: Authenticator, status: int = 302) -> None:
    made = key.make(options(site, "/devices/passkeys/options"))
    site.post("/devices/passkeys/add", {"name": "USB xanh", "made": made}, status)


def name_of(site: Site, person: str) -> str:
    with site.app.app_context():
        scope.enter(db.session(), scope.NODE)
        return account_of(db.session(), person).username


def password_given(site: Site, person: str) -> dict[str, Any]:
    """Go as far as the code's page; return what the key is asked there."""
    password_given_without_reset(site, name_of(site, person))
    assert "Dùng khóa bảo mật" in site.get("/sign-in/code")
    return options(site, "/sign-in/passkey")


def show(site: Site, answer: str, status: int) -> None:
    site.post("/sign-in/code", {"passkey": answer}, status)


def in_(site: Site) -> bool:
    return site.client.get("/unit").status_code == 200


def count(session: Session) -> int:
    return int(session.scalar(text("select count(*) from passkey")) or 0)


def test_a_key_is_registered_shown_at_sign_in_and_told(
    site: Site, session: Session, hr: str, key: Authenticator
) -> None:
    page = site.get("/devices")
    assert "USB xanh" in page
    assert "Thêm khóa bảo mật" in page.split('id="h-thong-bao"')[1]
    asked = password_given(site, hr)
    assert asked["rpId"] == "localhost"
    assert asked["userVerification"] == "required"
    assert not in_(site)
    show(site, key.show(asked), 302)
    assert in_(site)
    events = session.execute(text("select event, detail from audit_event order by id")).all()
    assert ("factor.added", {"kind": "passkey"}) in [(name, detail) for name, detail in events]
    assert events[-1][0] == "account.signed_in"


def test_the_password_alone_opens_nothing_and_without_it_no_key_is_asked(
    site: Site, hr: str, key: Authenticator
) -> None:
    asked = password_given(site, hr)
    stranger = Site(site.app, site.app.test_client())
    options(stranger, "/sign-in/passkey", 404)
    stranger.post("/sign-in/code", {"passkey": key.show(asked)}, 401)
    assert not in_(stranger)


def test_the_code_still_opens(site: Site, hr: str, key: Authenticator) -> None:
    password_given(site, hr)
    site.post("/sign-in/code", {"code": code_now(1)}, 302)
    assert in_(site)


@pytest.mark.parametrize(
    "origin",
    ["http://localhost:5001", "https://localhost:5000", "http://localhost", "http://evil.example"],
)
def test_another_page_s_answer_is_refused(
    site: Site, hr: str, key: Authenticator, origin: str
) -> None:
    asked = password_given(site, hr)
    show(site, replace(key, origin=origin).show(asked), 401)
    assert not in_(site)
    show(site, key.show(options(site, "/sign-in/passkey")), 302)


def test_an_answer_for_another_name_is_refused(site: Site, hr: str, key: Authenticator) -> None:
    asked = password_given(site, hr)
    show(site, key.show({**asked, "rpId": "evil.example"}), 401)
    assert not in_(site)


def test_an_answer_counts_once(site: Site, hr: str, key: Authenticator) -> None:
    answer = key.show(password_given(site, hr))
    show(site, answer, 302)
    password_given_without_reset(site, name_of(site, hr))
    show(site, answer, 401)  # no challenge was given out in this session
    options(site, "/sign-in/passkey")
    show(site, answer, 401)  # another one was
    assert not in_(site)


def test_a_challenge_counts_once_even_after_a_wrong_answer(
    site: Site, hr: str, key: Authenticator
) -> None:
    asked = password_given(site, hr)
    show(site, replace(key, origin="http://evil.example").show(asked), 401)
    show(site, replace(key, count=9).show(asked), 401)
    assert not in_(site)


def test_another_session_s_challenge_is_refused(site: Site, hr: str, key: Authenticator) -> None:
    thief = Site(site.app, site.app.test_client())
    asked = password_given(site, hr)
    password_given(thief, hr)
    show(thief, key.show(asked), 401)
    assert not in_(thief)


def test_a_challenge_lives_five_minutes(
    site: Site, session: Session, hr: str, key: Authenticator
) -> None:
    asked = password_given(site, hr)
    older(session, "challenge_at", 6)
    show(site, key.show(asked), 401)
    assert not in_(site)


def test_another_account_s_key_is_refused(
    site: Site, province: Province, hr: str, key: Authenticator
) -> None:
    head = province.holder(FACILITY, "head")
    other = Site(site.app, site.app.test_client())
    other.sign_in(head)
    own = Authenticator(ORIGIN)
    register(other, own)
    asked = password_given(other, head)
    show(other, key.show(asked), 401)
    key.user = own.user  # it says that it is the head's
    asked = password_given(other, head)
    show(other, key.show(asked), 401)
    own.user = b"somebody else"
    show(other, own.show(options(other, "/sign-in/passkey")), 401)
    assert not in_(other)


def test_a_key_that_some_account_has_is_not_registered_again(
    site: Site, province: Province, session: Session, hr: str, key: Authenticator
) -> None:
    register(site, key, 409)
    other = Site(site.app, site.app.test_client())
    other.sign_in(province.holder(FACILITY, "head"))
    register(other, key, 409)
    assert count(session) == 1


def test_a_count_that_has_not_grown_is_a_copy(site: Site, hr: str, key: Authenticator) -> None:
    copy = replace(key)
    key.count = 4
    show(site, key.show(password_given(site, hr)), 302)
    show(site, copy.show(password_given(site, hr)), 401)
    copy.count = 4  # 5 again
    show(site, copy.show(options(site, "/sign-in/passkey")), 401)
    assert not in_(site)
    show(site, key.show(options(site, "/sign-in/passkey")), 302)


def test_a_key_that_verified_nobody_is_refused(
    site: Site, session: Session, hr: str, key: Authenticator
) -> None:
    """Who finds a lost security key has not its PIN."""
    show(site, replace(key, flags=UP).show(password_given(site, hr)), 401)
    assert not in_(site)
    site.post("/sign-in/code", {"code": code_now(1)}, 302)
    register(site, Authenticator(ORIGIN, flags=UP), 409)
    assert count(session) == 1


def test_another_key_s_signature_is_refused(site: Site, hr: str, key: Authenticator) -> None:
    forged = Authenticator(ORIGIN, credential_id=key.credential_id, user=key.user)
    show(site, forged.show(password_given(site, hr)), 401)
    assert not in_(site)


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost"])
def test_a_key_made_on_another_page_is_not_registered(
    site: Site, session: Session, hr: str, origin: str
) -> None:
    register(site, Authenticator(origin), 409)
    assert count(session) == 0


def test_a_challenge_registers_once(site: Site, session: Session, hr: str) -> None:
    asked = options(site, "/devices/passkeys/options")
    for status in (302, 409):
        form = {"name": "USB", "made": Authenticator(ORIGIN).make(asked)}
        site.post("/devices/passkeys/add", form, status)
    assert count(session) == 1


BROKEN = ["", "{", "[]", "null", "7", '"x"', "[" * 15_000, json.dumps({"id": "x"}), "x" * 16_001]


@pytest.mark.parametrize("place", range(len(BROKEN)))
def test_an_answer_that_is_none_is_refused(
    site: Site, hr: str, key: Authenticator, place: int
) -> None:
    options(site, "/devices/passkeys/options")
    form = {"name": "USB", "made": BROKEN[place]}
    assert site.client.post("/devices/passkeys/add", data=form).status_code == 400  # no token
    answer = site.post(
        "/devices/passkeys/add", form, 400 if BROKEN[place] in ("", BROKEN[-1]) else 409
    )
    assert "lớp bảo vệ" not in answer.text
    password_given(site, hr)
    show(site, BROKEN[place], 401)


def test_a_key_steps_up(site: Site, session: Session, hr: str, key: Authenticator) -> None:
    """The act that waited for the code goes on with a key."""
    older(session, "proved_at", 6)
    page = site.post("/devices/codes", {}, 401).text
    assert "Dùng khóa bảo mật" in page
    asked = options(site, "/sign-in/again/passkey")
    wrong = replace(key, origin="http://evil.example").show(asked)
    site.post("/devices/codes", {"passkey": wrong}, 401)
    answer = key.show(options(site, "/sign-in/again/passkey"))
    assert "Chỉ hiện một lần này" in site.post("/devices/codes", {"passkey": answer}, 200).text
    older(session, "proved_at", 6)
    site.post("/devices/codes", {"passkey": answer}, 401)
    answer = key.show(options(site, "/sign-in/again/passkey"))
    assert site.post("/sign-in/again", {"passkey": answer, "next": "/devices"}).location


def test_registering_and_removing_need_a_fresh_factor(
    site: Site, session: Session, hr: str, key: Authenticator
) -> None:
    older(session, "proved_at", 6)
    assert "Xác thực lại" in site.get("/devices/passkeys/new", 401)
    options(site, "/devices/passkeys/options", 401)
    site.post("/devices/passkeys/add", {"name": "x", "made": "x"}, 401)
    site.post("/devices/passkeys/remove", {"id": "1"}, 401)
    assert count(session) == 1


def test_a_key_is_taken_away_by_its_account_alone(
    site: Site, province: Province, session: Session, hr: str, key: Authenticator
) -> None:
    number = session.scalar(text("select id from passkey"))
    thief = Site(site.app, site.app.test_client())
    thief.sign_in(province.holder(FACILITY, "head"))
    thief.post("/devices/passkeys/remove", {"id": number}, 404)
    assert count(session) == 1
    site.post("/devices/passkeys/remove", {"id": number})
    session.rollback()
    assert count(session) == 0
    assert "Gỡ khóa bảo mật" in site.get("/devices")
    last = session.execute(text("select event, detail from audit_event order by id desc")).first()
    assert last == ("factor.removed", {"kind": "passkey"})
    password_given_without_reset(site, name_of(site, hr))
    assert "Dùng khóa bảo mật" not in site.get("/sign-in/code")
    options(site, "/sign-in/passkey", 404)


def test_the_last_factor_stays(site: Site, session: Session, hr: str, key: Authenticator) -> None:
    number = session.scalar(text("select id from passkey"))
    with transaction(session):
        session.execute(text("delete from totp_factor"))
    site.post("/devices/passkeys/remove", {"id": number}, 409)
    assert count(session) == 1
    second = Authenticator(ORIGIN)
    register(site, second)
    site.post("/devices/passkeys/remove", {"id": number})
    show(site, second.show(password_given(site, hr)), 302)  # no other factor is set up
    assert in_(site)


def test_a_reset_takes_keys_away_too(
    site: Site, session: Session, province: Province, hr: str, key: Authenticator
) -> None:
    """Who has lost the bag has lost telephone and key."""
    account = account_of(session, hr)
    actor = account_of(session, province.holder("H40.03", "hr")).person_id
    with transaction(session):
        accounts.reset_factor(session, account.id, actor, Visit(), business_now(), system_now())
    assert count(session) == 0
    password_given_without_reset(site, account.username)
    assert "Cài mã xác thực" in site.get("/sign-in/code")


def test_ten_keys_are_enough(site: Site, session: Session, hr: str) -> None:
    for _ in range(10):
        register(site, Authenticator(ORIGIN))
    register(site, Authenticator(ORIGIN), 409)
    assert count(session) == 10


def test_keys_are_advised_to_whoever_answers_for_others(
    site: Site, province: Province, hr: str
) -> None:
    assert "Nên có: bạn kiểm tra" in site.get("/devices")
    site.sign_in(plain_member(province, FACILITY))
    page = site.get("/devices")
    assert "Chưa có khóa nào" in page
    assert "Nên có: bạn kiểm tra" not in page


def test_a_site_without_a_name_has_no_keys(site: Site, hr: str) -> None:
    named(site, "http://127.0.0.1:5000")
    assert "Khóa bảo mật" not in site.get("/devices")
    site.get("/devices/passkeys/new", 404)
    options(site, "/devices/passkeys/options", 404)


@pytest.mark.parametrize(
    ("address", "party"),
    [
        ("https://hoso.example.vn", Party("hoso.example.vn", "https://hoso.example.vn")),
        ("https://hoso.example.vn:443", Party("hoso.example.vn", "https://hoso.example.vn")),
        ("https://Hoso.example.vn:8443", Party("hoso.example.vn", "https://hoso.example.vn:8443")),
        ("http://localhost:80", Party("localhost", "http://localhost")),
        ("http://[::1]:5000", None),
    ],
)
def test_the_site_is_that_of_the_setting(address: str, party: Party | None) -> None:
    assert party_of(address) == party
