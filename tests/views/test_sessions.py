"""Sessions at the pages: made new, seen by every worker, ended on the spot, never revived."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config.settings import load_settings
from province_app import create_app
from province_app.clock import system_now
from province_app.models.people import Account
from province_app.services import account_opening, sessions
from province_app.stores import sessions as session_store
from province_app.stores.transaction import transaction
from tests.admins import make_admins
from tests.desks import FACILITY, appoint, end_post, grant, plain_member
from tests.provinces import START, Province
from tests.web import Site


def account_of(session: Session, person: str) -> Account:
    query = select(Account).where(Account.person_id == UUID(person))
    return session.scalars(query.execution_options(populate_existing=True)).one()


def token_in(site: Site) -> str:
    with site.client.session_transaction() as kept:
        return str(kept["_user_id"])


def out(site: Site) -> bool:
    """Whether the browser is sent to the sign-in page."""
    answer = site.client.get("/unit")
    return answer.status_code == 302 and answer.location.startswith("/sign-in")


def another(site: Site) -> Site:
    """The same browser before another worker of the node."""
    app = create_app(site.app.config["SETTINGS"])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    copy = Site(app, app.test_client())
    cookie = site.client.get_cookie("session")
    assert cookie
    copy.client.set_cookie("session", cookie.value)
    return copy


def test_regenerate_sid(site: Site, province: Province, hr: str) -> None:
    """Each sign-in makes a new token of 256 bits; the database knows only its digest."""
    first = token_in(site)
    site.sign_in(hr)
    second = token_in(site)
    assert first != second
    assert len(second) == 43
    kept = province.session.scalars(text("select id from web_session")).all()
    assert sha256(second.encode()).digest() in [bytes(one) for one in kept]
    assert not any(second.encode() in bytes(one) for one in kept)


def test_a_cookie_from_before_is_not_carried_in(site: Site, province: Province, hr: str) -> None:
    """Fixation: what stood in the cookie before, and its token of forms, are gone."""
    site.get("/unit")
    with site.client.session_transaction() as kept:
        kept["planted"] = "x"
        before = kept["csrf_token"]
    site.sign_in_with_this_cookie(hr)
    with site.client.session_transaction() as kept:
        assert "planted" not in kept
        assert kept.get("csrf_token") != before


@pytest.mark.parametrize("value", ["", "x", "eyJfdXNlcl9pZCI6IjEifQ.Zk5pAA.AAAA", "1"])
def test_bad_signature_or_wrong_salt(site: Site, value: str) -> None:
    site.client.set_cookie("session", value)
    assert out(site)


def test_a_guessed_account_id_is_no_session(site: Site, hr: str) -> None:
    """The cookie names a session, never an account."""
    with site.client.session_transaction() as kept:
        kept["_user_id"] = "1"
    assert out(site)


def test_signing_out_ends_the_session_before_every_worker(site: Site, hr: str) -> None:
    elsewhere = another(site)
    assert not out(elsewhere)
    answer = site.post("/sign-out", {}, 302)
    assert "cache" in answer.headers["Clear-Site-Data"]
    assert out(elsewhere)  # which still has the cookie


@pytest.mark.parametrize(
    ("change", "minutes"), [("seen_at", 30), ("started_at", 12 * 60)], ids=["idle", "longest"]
)
def test_a_session_ends_by_itself(
    site: Site, province: Province, hr: str, change: str, minutes: int
) -> None:
    older(province.session, change, minutes - 2)
    assert not out(site)
    older(province.session, change, 3)  # a used session is seen again: it is the whole that counts
    if change == "seen_at":
        assert not out(site)
        older(province.session, change, minutes)
    assert out(site)


def test_the_province_s_session_rests_a_quarter_of_an_hour(site: Site, province: Province) -> None:
    site.sign_in(province.holder("H40.03", "hr"))
    assert not out(site)
    older(province.session, "seen_at", 15)
    assert out(site)


def test_the_business_clock_ends_nobody_s_session(site: Site, hr: str) -> None:
    site.at(START + timedelta(days=4))
    assert not out(site)


def test_a_closed_account_is_out_with_its_next_request(
    site: Site, province: Province, hr: str
) -> None:
    elsewhere = another(site)
    admin = make_admins(province).department
    account_opening.disable(province.session, admin, UUID(hr), START)
    assert province.session.scalar(text("select count(*) from web_session")) == 0
    assert out(site)
    assert out(elsewhere)
    site.refused(account_of(province.session, hr).username)


def test_a_closed_account_s_session_opens_nothing_even_if_it_was_left(
    site: Site, province: Province, hr: str
) -> None:
    with transaction(province.session):
        account = account_of(province.session, hr)
        account.disabled_at, account.disabled_by = system_now(), account.person_id
    assert province.session.scalar(text("select count(*) from web_session")) == 1
    assert out(site)


def test_admin_change_binds_with_the_next_request(site: Site, province: Province, hr: str) -> None:
    site.get("/unit")
    grant(province, hr, FACILITY, "person")
    site.get("/unit", 403)


def test_a_post_binds_with_the_next_request(site: Site, province: Province) -> None:
    """A transfer: whoever has left the unit's desk finds it closed."""
    person = plain_member(province, FACILITY)
    appoint(province, person, FACILITY, "hr", "hr")
    site.sign_in(person)
    colleague = f"/unit/people/{province.holder(FACILITY, 'head')}"
    site.get(colleague)
    end_post(province, person, START.date())
    site.get(colleague, 404)


def test_a_deleted_session_is_not_written_back(site: Site, province: Province, hr: str) -> None:
    """The race of a request that has read the session before it was ended."""
    session = province.session
    token = token_in(site)
    key = sessions.key_of(token)
    older(session, "seen_at", 5)  # so that the request wants to write
    entered = sessions.entered(session, token, START, system_now() - timedelta(minutes=5))
    assert entered
    with transaction(session):
        session_store.end_all(session, entered.account.id)
        assert not session_store.change(session, key, {"seen_at": system_now()})
    assert sessions.entered(session, token, START, system_now()) is None
    assert session.scalar(text("select count(*) from web_session")) == 0
    assert out(site)


def test_the_cookie_is_locked_to_the_host_under_https(site: Site) -> None:
    app = create_app(load_settings({**settings_of(site), "PUBLIC_URL": "https://127.0.0.1:8443"}))
    cookie = app.test_client().get("/sign-in", base_url="https://127.0.0.1").headers["Set-Cookie"]
    name, *said = cookie.split("; ")
    assert name.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(said)
    assert not any(one.startswith("Domain") for one in said)


def test_on_loopback_without_tls_the_cookie_has_its_plain_name(site: Site) -> None:
    cookie = site.client.get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def settings_of(site: Site) -> dict[str, str]:
    return {"VAR_DIR": str(site.app.config["SETTINGS"].var)}


def older(session: Session, column: str, minutes: int) -> None:
    """Let the sessions be so much older."""
    with transaction(session):
        ago = f"update web_session set {column} = {column} - make_interval(mins => :m)"  # noqa: S608
        session.execute(text(ago), {"m": minutes})
