"""Guessing: few guesses are looked at, for all workers together; the person still comes in."""

from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from config.settings import load_settings
from province_app import create_app
from province_app.clock import system_now
from province_app.services import attempts, passwords
from province_app.services.attempts import OF_AN_ADDRESS, OF_STRANGERS, TooManyTries
from tests.databases import Database
from tests.desks import FACILITY, at_once
from tests.provinces import PIN, Province, at
from tests.views.signing_page import carried
from tests.views.test_sessions import account_of, another
from tests.web import PASSWORD, Site, code_now


@pytest.fixture
def hr(province: Province) -> str:
    return province.holder(FACILITY, "hr")


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that came as far as being compared."""
    seen: list[str] = []
    real: Callable[[str | None, str], bool] = passwords.is_right

    def spy(kept: str | None, password: str) -> bool:
        seen.append(password)
        return real(kept, password)

    monkeypatch.setattr(passwords, "is_right", spy)
    return seen


def guess(site: Site, name: str, times: int, headers: dict[str, str] | None = None) -> list[int]:
    site.client.delete_cookie("session")
    token = site.client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    return [
        site.client.post(
            "/sign-in",
            data={"csrf_token": token, "username": name, "password": f"guess {number}"},
            headers={one: value.format(number) for one, value in (headers or {}).items()},
        ).status_code
        for number in range(times)
    ]


def test_few_guesses_are_looked_at_and_the_person_still_comes_in(
    site: Site, hr: str, looked_at: list[str]
) -> None:
    site.sign_in(hr)  # so that this browser is known
    name = site.give_password(hr)
    stranger = Site(site.app, site.app.test_client())
    before = len(looked_at)
    assert guess(stranger, name, 30) == [401] * 5 + [429] * 25
    assert len(looked_at) - before == 5
    form = {"username": name, "password": PASSWORD}
    refused = stranger.post("/sign-in", form, 429)  # even the right one
    assert 50 <= int(refused.headers["Retry-After"]) <= 60
    assert "Thử lại sau" in refused.text
    site.client.delete_cookie("session")
    site.post("/sign-in", form, 302)
    site.post("/sign-in/code", {"code": code_now()}, 302)


def test_an_unknown_name_is_limited_in_the_same_way(site: Site, province: Province) -> None:
    assert guess(site, "khong.co.ai", 7) == [401] * 5 + [429] * 2


def test_the_count_is_every_worker_s_and_survives_a_restart(site: Site, hr: str) -> None:
    name = site.give_password(hr)
    site.get("/sign-in")
    guess(site, name, 5)
    site.get("/sign-in")
    assert guess(another(site), name, 1) == [429]


def test_what_is_written_into_the_header_changes_nothing(site: Site, hr: str) -> None:
    """Unless a proxy of ours is named, X-Forwarded-For is nobody's word."""
    headers = {"X-Forwarded-For": "203.0.113.{}", "X-Real-IP": "203.0.113.{}"}
    assert guess(site, site.give_password(hr), 7, headers) == [401] * 5 + [429] * 2


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_added(
    site: Site, session: Session, hr: str
) -> None:
    settings = site.app.config["SETTINGS"]
    behind = Site(create_app(behind_one(settings)), site.client)
    behind.client = behind.app.test_client()
    name = site.give_password(hr)
    spoofed = {"X-Forwarded-For": "203.0.113.{}, 198.51.100.7"}
    assert guess(behind, name, 6, spoofed) == [401] * 5 + [429]
    assert guess(behind, name, 1, {"X-Forwarded-For": "198.51.100.8"}) == [401]
    behind.sign_in(hr)
    assert session.scalars(text("select address from web_session")).all() == ["127.0.0.1"]


def behind_one(settings):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(settings, trusted_proxies=1)


def test_an_office_and_a_crowd_have_their_limits(session: Session) -> None:
    now = system_now()
    for number in range(OF_AN_ADDRESS.tries):
        attempts.reserve(session, "password", f"n{number}", "192.0.2.1", now, known=False)
    with pytest.raises(TooManyTries):
        attempts.reserve(session, "password", "another", "192.0.2.1", now, known=False)
    for number in range(OF_STRANGERS.tries):
        attempts.reserve(session, "password", "one", f"192.0.3.{number}", now, known=False)
    with pytest.raises(TooManyTries):
        attempts.reserve(session, "password", "one", "192.0.4.1", now, known=False)
    attempts.reserve(session, "password", "one", "her own browser", now, known=True)


def test_twenty_guesses_at_once_are_looked_at_five_times(
    session: Session, database: Database
) -> None:
    now = system_now()

    def act(session: Session):  # type: ignore[no-untyped-def]
        return lambda: attempts.reserve(session, "code", "7", "192.0.2.1", now, known=False)

    results = at_once(database, *[act] * 20)
    names = [type(one).__name__ for one in results]
    assert sorted(names) == ["TooManyTries"] * 15 + ["Try"] * 5


def test_if_the_count_cannot_be_kept_nobody_comes_in(
    site: Site, database: Database, hr: str
) -> None:
    name = site.give_password(hr)
    owner = create_engine(database.owner_url)
    with owner.begin() as connection:
        connection.execute(text("set role owner"))
        connection.execute(text("revoke insert, update on attempt from app"))
    owner.dispose()
    site.post("/sign-in", {"username": name, "password": PASSWORD}, 500)
    assert site.client.get("/").location.startswith("/sign-in")


def test_no_user_name_stands_in_the_counts(site: Site, session: Session, hr: str) -> None:
    guess(site, site.give_password(hr), 2)
    keys = session.scalars(text("select key from attempt")).all()
    assert {len(bytes(key)) for key in keys} == {16}
    name = account_of(session, hr).username.encode()
    assert not any(name in bytes(key) for key in keys)


def test_five_wrong_pins_close_the_signature_for_a_while(
    site: Site, province: Province, session: Session
) -> None:
    """Quy chế Đ.7.1b: the PIN is the head's alone."""
    province.send(FACILITY)
    province.confirm(FACILITY)
    head = province.holder(FACILITY, "head")
    province.certify(head)
    site.at(at(23))
    site.sign_in(head)
    form = carried(site.get("/signing"))
    site.post("/signing/sign", {**form, "pin": ""}, 409)  # no PIN is no wrong one
    for _ in range(4):
        site.post("/signing/sign", {**form, "pin": "000000"}, 409)
    other = another(site)  # the count is the person's, from wherever
    other.post("/signing/sign", {**form, "pin": "000000"}, 409)
    refused = site.post("/signing/sign", {**form, "pin": PIN}, 429)
    assert int(refused.headers["Retry-After"]) > 0
    assert session.scalar(text("select count(*) from manifest where signature is not null")) == 0


def test_a_right_pin_forgets_the_wrong_ones(site: Site, province: Province) -> None:
    province.send(FACILITY)
    province.confirm(FACILITY)
    head = province.holder(FACILITY, "head")
    province.certify(head)
    site.at(at(23))
    site.sign_in(head)
    form = carried(site.get("/signing"))
    for _ in range(4):
        site.post("/signing/sign", {**form, "pin": "000000"}, 409)
    site.post("/signing/sign", {**form, "pin": PIN}, 302)
    for _ in range(4):  # eight in all: had the first four stayed, the sixth would wait
        site.post("/signing/sign", {**form, "pin": "000000"}, 409)


def test_the_setting_is_read() -> None:
    assert load_settings({"ROLE": "national", "TRUSTED_PROXIES": "2"}).trusted_proxies == 2
