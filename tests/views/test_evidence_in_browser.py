"""A document sent by the page's own script, over a line that breaks; pictures in var/pictures."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from sqlalchemy.orm import Session

from province_app.services import drafts, own_record
from tests.desks import FACILITY, draft_of, plain_member
from tests.provinces import Province, at, load_province
from tests.web import PASSWORD, Site
from tiers.units import Officer, Role

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parents[2] / "var" / "pictures"
ALLOWANCE = "salary.other_allowance_text"


@pytest.fixture
def province(site: Site, session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    site.at(at(21))
    return loaded


@pytest.fixture
def person(site: Site, province: Province) -> str:
    """An employee who has changed an allowance."""
    who = plain_member(province, FACILITY)
    actor = Officer(who, Role.PERSON)
    held = own_record.text_of(province.session, actor, at(21))
    text = f"{held.typed.get(ALLOWANCE, '')} thêm"
    drafts.save_draft(province.session, actor, {ALLOWANCE: text}, held.revision, at(21))
    return who


@pytest.fixture
def window(browser: Browser) -> BrowserContext:
    return browser.new_context(locale="vi-VN")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A scanned decision of two pages, of more than one piece."""
    pages = []
    for number in (1, 2):
        noise = Image.effect_noise((1240, 1754), 30).convert("RGB")
        draw = ImageDraw.Draw(noise)
        draw.rectangle((120, 150, 1120, 240), fill="white", outline="black")
        draw.text((140, 170), f"QUYET DINH NANG BAC LUONG, trang {number}", fill="black")
        draw.ellipse((800, 1300, 1050, 1550), outline="red", width=12)
        pages.append(noise)
    path = tmp_path / "Quyết định nâng lương.pdf"
    pages[0].save(path, save_all=True, append_images=pages[1:])
    assert path.stat().st_size > 3 * 256 * 1024
    return path


def enter(site: Site, window: BrowserContext, address: str, who: str) -> Page:
    site.sign_in(who)
    cookie = site.client.get_cookie("session")
    assert cookie
    window.clear_cookies()
    window.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    assert PASSWORD  # the sign-in went through the page
    return window.new_page()


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for one in page.locator(".evidence-page img:visible").all():
            one.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        page.screenshot(path=str(PICTURES / f"{name}-{width}.png"), full_page=True)


def test_a_broken_line_is_gone_on_with_and_the_checker_sees_the_pages(
    site: Site, province: Province, person: str, address: str, window: BrowserContext, scan: Path
) -> None:
    page = enter(site, window, address, person)
    page.goto(f"{address}/my-record/salary")
    tries: list[str] = []

    def break_twice(route: Route) -> None:
        tries.append(route.request.headers["upload-offset"])
        if len(tries) in (2, 4):
            route.abort()
        else:
            route.continue_()

    page.route("**/my-record/evidence/*", lambda route: (
        break_twice(route) if route.request.method == "PATCH" else route.continue_()
    ))  # fmt: skip
    page.get_by_label("Tệp", exact=True).set_input_files(str(scan))
    page.get_by_role("button", name="Đính kèm").click()
    expect(page.locator("#tai-lieu .evidence-own")).to_have_count(1, timeout=60_000)
    expect(page.locator("#tai-lieu")).to_contain_text("Quyết định nâng lương.pdf")
    expect(page.locator("#tai-lieu")).not_to_contain_text("Cần tài liệu trước khi gửi")
    piece = str(256 * 1024)
    assert tries[:3] == ["0", piece, piece]  # again from where it broke, not from the start
    beside = page.get_by_role("group", name="Tài liệu của mục Phụ cấp khác")
    expect(beside.locator(".evidence-sheet")).to_have_count(2)
    picture(page, "evidence-own")
    page.set_viewport_size({"width": 1280, "height": 800})
    field = page.locator(f"[id='{ALLOWANCE}']").bounding_box()
    document = beside.bounding_box()
    assert field
    assert document
    assert document["x"] >= field["x"] + field["width"]  # beside it, not below
    assert abs(document["y"] - field["y"]) < 200

    page.goto(f"{address}/my-record")
    page.get_by_role("button", name="Gửi đơn vị kiểm tra").click()
    page.close()
    page = enter(site, window, address, province.holder(FACILITY, "hr"))
    page.goto(f"{address}/drafts/{draft_of(province, person).id}")
    shown = page.locator(f"[aria-labelledby='ten-{ALLOWANCE}'] .evidence-page img")
    expect(shown).to_have_count(2)
    shown.first.scroll_into_view_if_needed()
    expect(shown.first).to_have_js_property("complete", value=True)
    assert shown.first.evaluate("image => image.naturalWidth") > 500
    look_at_it_by_keyboard(page, shown)
    picture(page, "evidence-check")


def look_at_it_by_keyboard(page: Page, shown: Locator) -> None:
    """Leaf through the document, enlarge it and turn it, by keyboard alone."""
    says = page.locator("[data-viewer-says]")
    expect(says).to_have_text("Trang 1 / 2, 100 %")
    before = page.get_by_role("button", name="Trang trước")
    expect(before).to_have_attribute("aria-disabled", "true")
    before.focus()
    page.keyboard.press("Enter")  # closed: nothing happens
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(says).to_have_text("Trang 2 / 2, 100 %")
    expect(shown.first).to_be_hidden()
    expect(shown.nth(1)).to_have_js_property("complete", value=True)
    upright = shown.nth(1).bounding_box()
    page.get_by_role("button", name="Phóng to").focus()
    page.keyboard.press("Space")
    expect(says).to_have_text("Trang 2 / 2, 150 %")
    larger = shown.nth(1).bounding_box()
    assert upright
    assert larger
    assert larger["width"] == pytest.approx(1.5 * upright["width"], rel=0.05)
    page.get_by_role("button", name="Thu nhỏ").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Xoay").focus()
    page.keyboard.press("Enter")
    expect(says).to_have_text("Trang 2 / 2, 100 %, xoay 90°")
    lying = shown.nth(1).bounding_box()
    assert lying
    assert lying["width"] > lying["height"]
    assert upright["width"] < upright["height"]


def test_a_page_opened_again_goes_on_with_the_file(
    site: Site, province: Province, person: str, address: str, window: BrowserContext, scan: Path
) -> None:
    page = enter(site, window, address, person)
    page.goto(f"{address}/my-record/salary")
    sent: list[str] = []

    def only_two(route: Route) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        sent.append(route.request.headers["upload-offset"])
        if len(sent) > 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/my-record/evidence/*", only_two)
    page.get_by_label("Tệp", exact=True).set_input_files(str(scan))
    page.get_by_role("button", name="Đính kèm").click()
    expect.set_options(timeout=20_000)
    page.wait_for_timeout(3_000)
    page.close()

    page = enter(site, window, address, person)
    starts: list[str] = []
    page.on("request", lambda one: starts.append(one.headers.get("upload-offset", "")))
    page.goto(f"{address}/my-record/salary")
    expect(page.locator("#tai-lieu")).to_contain_text("Chọn lại đúng tệp này để tải tiếp")
    picture(page, "evidence-on-the-way")
    page.get_by_label("Tệp", exact=True).set_input_files(str(scan))
    page.get_by_role("button", name="Đính kèm").click()
    expect(page.locator("#tai-lieu div.evidence-own")).to_have_count(1)
    assert next(start for start in starts if start) == str(2 * 256 * 1024)
