"""Where one is signed in, what one is told, and that nobody acts on another's sessions."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import Client

from province_app.clock import business_now, system_now
from province_app.services import accounts
from province_app.services.sessions import Visit
from province_app.stores.transaction import transaction
from province_app.views.devices import device_name
from tests.desks import FACILITY
from tests.provinces import Province
from tests.views.test_sessions import account_of, older, out
from tests.web import PASSWORD, Site, code_now

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"


@pytest.fixture
def phone(site: Site, session: Session, hr: str) -> Site:
    """The same person's telephone, signed in after the office's browser."""
    other = Site(site.app, site.app.test_client())
    other.client.environ_base["HTTP_USER_AGENT"] = PHONE
    form = {"username": account_of(session, hr).username, "password": PASSWORD}
    other.post("/sign-in", form, 302)
    other.post("/sign-in/code", {"code": code_now(1)}, 302)
    return other


def keys(page: str) -> list[str]:
    return re.findall(r'name="key" value="([0-9a-f]{64})"', page)


def test_the_page_lists_live_sessions_and_ends_one(site: Site, phone: Site) -> None:
    page = site.get("/devices")
    assert "Đang đăng nhập ở 2 nơi" in page
    assert "Safari · iPhone" in page
    assert "127.0.0.1" in page
    (key,) = keys(page)  # the own one has no button
    site.post("/devices/end", {"key": key})
    assert out(phone)
    assert not out(site)
    assert "Đang đăng nhập ở 1 nơi" in site.get("/devices")


def test_all_others_end_at_once(site: Site, phone: Site) -> None:
    phone.post("/devices/end-others", {})
    assert out(site)
    assert not out(phone)


def test_a_session_that_rests_too_long_is_not_listed(
    site: Site, phone: Site, session: Session
) -> None:
    older(session, "seen_at", 31)
    session.execute(text("update web_session set seen_at = :now where device <> :phone"),
                    {"now": system_now(), "phone": PHONE})  # fmt: skip
    session.commit()
    assert "Đang đăng nhập ở 1 nơi" in site.get("/devices")


def test_nobody_ends_another_s_session(site: Site, province: Province, hr: str) -> None:
    thief = Site(site.app, site.app.test_client())
    thief.sign_in(province.holder(FACILITY, "head"))
    (key,) = (bytes(one).hex() for one in province.session.scalars(
        text("select id from web_session where account_id = :a"),
        {"a": account_of(province.session, hr).id},
    ))  # fmt: skip
    thief.post("/devices/end", {"key": key})
    assert not out(site)
    thief.post("/devices/end", {"key": "x"}, 400)
    thief.post("/devices/end", {"key": key, "account_id": "1"}, 400)


def test_a_new_device_is_told_until_it_was_seen(site: Site, phone: Site) -> None:
    assert "1 thông báo an toàn mới" in site.get("/unit")
    page = site.get("/devices")
    assert "Đăng nhập trên một thiết bị mới" in page
    newest = re.search(r'name="newest" value="(\d+)"', page)
    assert newest
    site.get("/unit")  # reading alone does not make it seen
    assert "thông báo an toàn mới" in site.get("/unit")
    site.post("/devices/seen", {"newest": newest[1]})
    assert "thông báo an toàn mới" not in site.get("/unit")
    assert "Đăng nhập trên một thiết bị mới" in site.get("/devices")  # kept


def test_the_same_browser_is_no_new_device(site: Site, session: Session, hr: str) -> None:
    site.sign_in(hr)
    assert session.scalar(text("select count(*) from security_notice")) == 0


def test_a_changed_password_and_a_reset_factor_are_told(
    site: Site, session: Session, province: Province, hr: str
) -> None:
    new = "con mèo trên mái hiên"
    site.post("/password", {"old": PASSWORD, "new": new, "again": new})
    assert "Đổi mật khẩu" in site.get("/devices").split('id="h-thong-bao"')[1]
    account = account_of(session, hr)
    actor = account_of(session, province.holder("H40.03", "hr")).person_id
    with transaction(session):
        accounts.reset_factor(session, account.id, actor, Visit(), business_now(), system_now())
    assert out(site)
    site.post("/sign-in", {"username": account.username, "password": new}, 302)
    assert "Cài mã xác thực" in site.get("/sign-in/code")  # the factor is not skipped
    kinds = session.scalars(text("select kind from security_notice order by id")).all()
    assert kinds == ["password_set", "factor_reset"]


def test_new_recovery_codes_need_a_fresh_code_and_make_the_old_ones_void(
    site: Site, session: Session, hr: str
) -> None:
    older(session, "proved_at", 6)
    site.post("/devices/codes", {}, 401)
    page = site.post("/devices/codes", {"code": code_now(1)}, 200).text
    first = re.findall(r"<code>([a-z0-9-]{19})</code>", page)
    second = re.findall(r"<code>([a-z0-9-]{19})</code>", site.post("/devices/codes", {}, 200).text)
    assert len({*first, *second}) == 20
    older(session, "proved_at", 6)
    site.post("/devices/codes", {"code": first[0]}, 401)
    site.post("/devices/codes", {"code": second[0]}, 200)


def test_the_address_of_notices_is_changed_and_the_old_one_is_told(
    site: Site, session: Session, hr: str
) -> None:
    site.post("/devices/mail", {"mail": "ha@example.vn"})
    site.post("/devices/mail", {"mail": "ha@\r\nBcc: x@y"}, 400)
    site.post("/devices/mail", {"mail": "moi@example.vn"})
    rows = session.execute(text("select kind, mail_to from security_notice order by id")).all()
    assert [tuple(row) for row in rows] == [("mail_set", None), ("mail_set", "ha@example.vn")]
    assert account_of(session, hr).mail == "moi@example.vn"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (PHONE, "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/125 Safari/537 Edg/125", "Edge · Windows"),
        ("curl/8.5.0", "curl"),
        ("", "Không rõ"),
    ],
)
def test_a_device_is_named_in_a_few_words(said: str, name: str) -> None:
    assert device_name(said) == name


def test_what_a_browser_calls_itself_is_text(site: Site, session: Session, hr: str) -> None:
    client: Client = site.client
    client.environ_base["HTTP_USER_AGENT"] = "<img src=x onerror=alert(1)>" + "x" * 500
    site.sign_in(hr)
    page = site.get("/devices")
    assert "<img" not in page
    longest = "select max(length(device)) from web_session"
    assert session.scalar(text(longest)) == 200
