"""The province's single sign-on in a real browser, whose policy lets it go there and come back."""

import re

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from tests.desks import FACILITY
from tests.openid_provider import Provider
from tests.provinces import Province
from tests.views.test_passkeys import named
from tests.views.test_sessions import older
from tests.views.test_single_sign_on import provider as provider  # a fixture
from tests.views.test_walking_in_browser import look
from tests.web import Site, code_now

pytestmark = pytest.mark.browser


def test_bound_then_signed_in(
    site: Site, province: Province, session: Session, provider: Provider, address: str,
    browser: Browser,
) -> None:  # fmt: skip
    named(site, address)
    site.sign_in(province.holder(FACILITY, "hr"))
    older(session, "proved_at", 6)
    cookie = site.client.get_cookie("session")
    assert cookie
    page = browser.new_page(locale="vi-VN")
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    look(page, f"{address}/devices", "devices-unbound")
    page.get_by_role("link", name="Gắn đăng nhập của tỉnh").click()
    page.get_by_role("textbox", name="Mã xác thực").fill(code_now(1))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Gắn đăng nhập của tỉnh")).to_be_visible()
    look(page, page.url, "province-leave")
    page.get_by_role("link", name="Đến đăng nhập của tỉnh").click()
    page.wait_for_url(re.compile("/sign-in/province/return"))
    page.get_by_role("button", name="Gắn với tài khoản này").click()
    expect(page.get_by_text("Đã gắn từ")).to_be_visible()
    page.context.clear_cookies()
    look(page, f"{address}/sign-in", "sign-in-province")
    page.get_by_role("link", name="Đăng nhập của tỉnh").click()
    page.wait_for_url(re.compile("/sign-in/province/return"))
    look(page, page.url, "province-return")
    page.get_by_role("button", name="Vào hệ thống").click()
    page.wait_for_url(f"{address}/sign-in/code")
