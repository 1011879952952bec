"""One person's record from nothing to confirmed: on a phone, with the keyboard, to 100 %.

The texts are those of a person of the demo; in the draft stands only what the system knows.
Pictures of a section with tables go to `var/pictures/`.
"""

import html
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from province_app.record.schema import SECTIONS, field_of, fields
from tests.complaints import complaints_of
from tests.desks import draft_of, plain_member
from tests.printing.papers import dense, read
from tests.provinces import Province
from tests.views.keyboard import fill_section, press_until
from tests.views.test_walking_in_browser import PICTURES
from tests.web import PASSWORD, Site, code_now

pytestmark = pytest.mark.browser

UNIT = "H40.03"
RETURNED = {
    "identity.phone": ("0912000231", "Số này không gọi được"),
    "education.highest_qualification_major": ("Quản lý công", "Xem lại tên ngành trên bằng"),
}


def emptied(province: Province, person: str) -> dict[str, str]:
    """Take from the draft what the person fills; return it, as it is to be typed.

    What the unit wrote stays: without a staff number nobody confirms.
    """
    draft = draft_of(province, person)
    typed = {path: text for path, text in draft.typed.items() if text}
    mine = {path for path in typed if field_of(path).item.filled_by == "person"}
    draft.typed = {
        path: text for path, text in typed.items() if field_of(path).item.filled_by != "person"
    }
    province.session.commit()
    return {path: typed[path] for path in typed if path in mine}


def window(browser: Browser, width: int) -> tuple[Page, list[str]]:
    """Open a window; return it with the list of what its pages complain of."""
    page = browser.new_context(locale="vi-VN").new_page()
    page.set_viewport_size({"width": width, "height": 800})
    return page, complaints_of(page)


def enter(page: Page, address: str, username: str) -> None:
    """Sign in by keys."""
    page.goto(f"{address}/sign-in")
    press_until(page, "[name=username]")
    page.keyboard.type(username)
    press_until(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/sign-in/code")
    page.keyboard.type(code_now(1))  # the field has the focus; that of now was used before
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")


def check(page: Page) -> None:
    """Nothing that axe calls serious stands on the page, and it does not scroll sideways."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == [], page.url


def picture(page: Page, name: str) -> None:
    """Take the page at both widths."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
    if before:
        page.set_viewport_size(before)


def send(page: Page, address: str) -> None:
    page.goto(f"{address}/my-record")
    expect(page.locator(".completion progress")).to_have_attribute("value", "100")
    press_until(page, "#gui")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã gửi hồ sơ cho đơn vị kiểm tra.")).to_be_visible()


def fill(page: Page, address: str, section: str, typed: dict[str, str]) -> None:
    """Fill one section; the page goes on by itself when nothing in it is wrong."""
    place = f"{address}/my-record/{section}"
    page.goto(place)
    fill_section(page, typed)
    page.wait_for_url(lambda url: urlsplit(url).path != urlsplit(place).path, timeout=10_000)


def return_fields(page: Page, address: str) -> None:
    """HR sends the fields back, each with its reason."""
    page.goto(f"{address}/")
    page.get_by_role("link", name="Kiểm tra lần lượt").click()
    for path, (_, why) in RETURNED.items():
        item = page.locator(f"[aria-labelledby='ten-{path}']")
        item.locator("summary").click()
        item.locator("select").select_option("wrong")
        item.locator("input[name^=text]").fill(why)
    check(page)
    page.locator("#tra-lai").click()
    expect(page.get_by_text("Đã trả lại hồ sơ để bổ sung.")).to_be_visible()


def confirm(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.get_by_role("link", name="Kiểm tra lần lượt").click()
    for box in page.locator("[data-check-all] input").all():
        box.check()
    page.locator("#xac-nhan").click()
    expect(page.get_by_text("Đã xác nhận hồ sơ.")).to_be_visible()


@pytest.mark.slow
def test_a_record_from_nothing_to_confirmed(
    site: Site, province: Province, address: str, browser: Browser
) -> None:
    person, officer = plain_member(province, UNIT), province.holder(UNIT, "hr")
    typed = emptied(province, person)
    names = {row["person"]: row["username"] for row in province.document["accounts"]}
    for who in (person, officer):
        site.sign_in(who)  # gives the account a password
    phone, complaints = window(browser, 360)
    enter(phone, address, names[person])
    phone.goto(f"{address}/my-record")
    expect(phone.locator(".completion progress")).to_have_attribute("value", "0")
    check(phone)
    speaks_while_typing(phone, address)
    filled = [info.section for info in fields().values() if info.item.filled_by == "person"]
    for section in [name for name in SECTIONS if name in filled and name != "contract"]:
        fill(phone, address, section, typed)
    assert typed == {p: t for p, t in draft_of(province, person).typed.items() if t and p in typed}
    for section in ("identity", "work_history", "family"):
        phone.goto(f"{address}/my-record/{section}")
        check(phone)
        picture(phone, f"completing-{section}")
    picture_of_record(phone, address)
    send(phone, address)

    desk, more = window(browser, 1280)
    enter(desk, address, names[officer])
    return_fields(desk, address)
    for path, (mended, why) in RETURNED.items():
        section = field_of(path).section
        phone.goto(f"{address}/my-record/{section}")
        expect(phone.locator(f"[id='tra-{path}']")).to_contain_text(why)
        fill(phone, address, section, {path: mended})
    send(phone, address)
    confirm(desk, address)

    paper = dense(read(phone.request.get(f"{address}/my-record/print.pdf").body()))
    for path in ("identity.birth_full_name", "family.own.0.full_name", "identity.cccd_number"):
        assert dense(html.unescape(typed[path])) in paper, path
    for mended, _ in RETURNED.values():
        assert dense(mended) in paper
    assert complaints + more == []


def speaks_while_typing(page: Page, address: str) -> None:
    """The rules speak beside the field while it has the focus, and are silent once it is right."""
    page.goto(f"{address}/my-record/identity")
    press_until(page, "[name='identity.phone']")
    beside = page.locator("[id='noi-identity.phone']")
    for typed, said in (("12", "Không đúng dạng"), ("0228580830", "Vẫn gửi được"), ("0912", "")):
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
        assert not leaves(page)
        if said:
            expect(beside).to_contain_text(said)
    page.keyboard.type("000231")
    expect(beside).to_be_empty()
    phone = page.locator("[name='identity.phone']")
    expect(phone).to_be_focused()
    expect(phone).not_to_have_attribute("aria-invalid", "true")
    for _ in range(200):  # the last save may still be under way
        if leaves(page):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the page never says that all is saved")


def leaves(page: Page) -> bool:
    """Whether the page lets itself be left without asking."""
    event = "new Event('beforeunload', {cancelable: true})"
    return bool(page.evaluate(f"window.dispatchEvent({event})"))


def picture_of_record(page: Page, address: str) -> None:
    page.goto(f"{address}/my-record")
    check(page)
    picture(page, "completing-record")
