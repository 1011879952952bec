"""A passkey in a real browser: made, used in the code's place, used before an act."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from tests.complaints import complaints_of
from tests.desks import FACILITY
from tests.provinces import Province
from tests.views.test_passkeys import named
from tests.views.test_sessions import older
from tests.views.test_walking_in_browser import look
from tests.web import PASSWORD, Site

pytestmark = pytest.mark.browser

# A security key that asks for its PIN, which is always typed right.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# What it writes of an answer with that status, and of a header at signing out.
OF_THE_BROWSER = (
    "Failed to load resource: the server responded with a status of 401",
    "Clear-Site-Data",
)
BUTTON = "Dùng khóa bảo mật"


@pytest.fixture
def home(site: Site, address: str) -> str:
    """The site's pages under a name, to which keys can be bound."""
    called = address.replace("127.0.0.1", "localhost")
    named(site, called)
    return called


@pytest.fixture
def page(site: Site, province: Province, browser: Browser, home: str) -> Iterator[Page]:
    """The signed-in HR officer's window, with a security key; no script may complain."""
    window = browser.new_page(locale="vi-VN")
    complaints = complaints_of(window)
    devices = window.context.new_cdp_session(window)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    site.sign_in(province.holder(FACILITY, "hr"))
    cookie = site.client.get_cookie("session")
    assert cookie
    window.context.add_cookies([{"name": "session", "value": cookie.value, "url": home}])
    yield window
    assert [one for one in complaints if not one.startswith(OF_THE_BROWSER)] == []


def test_a_key_is_made_then_signs_in_and_steps_up(
    page: Page, home: str, province: Province, session: Session
) -> None:
    look(page, f"{home}/devices", "devices-without-key")
    page.get_by_role("link", name="Thêm khóa bảo mật").click()
    look(page, page.url, "passkey-new")
    page.get_by_label("Tên khóa").fill("USB xanh")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã thêm khóa bảo mật.")).to_be_visible()
    look(page, f"{home}/devices", "devices-with-key")

    # The same key is not made twice.
    page.get_by_role("link", name="Thêm khóa bảo mật").click()
    page.get_by_label("Tên khóa").fill("USB xanh lần nữa")
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.get_by_text("Khóa này đã có trong tài khoản của bạn.")).to_be_visible()

    page.get_by_role("button", name="Tài khoản:").click()
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    rows = province.document["accounts"]
    name = next(row["username"] for row in rows if row["person"] == province.holder(FACILITY, "hr"))
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home}/sign-in/code")
    look(page, page.url, "code-with-key")
    page.get_by_role("button", name=BUTTON).press("Enter")
    page.wait_for_url(f"{home}/")

    older(session, "proved_at", 6)
    page.goto(f"{home}/devices")
    page.get_by_role("button", name="Tạo mã mới").click()
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_text("Chỉ hiện một lần này.")).to_be_visible()
