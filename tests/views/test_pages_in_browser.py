"""The pages in a real browser: nothing axe complains of, no sideways scroll, scripts that work."""

from collections.abc import Iterator
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.complaints import complaints_of
from tests.views.preview import make_preview
from tests.views.samples import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = "/usr/bin/chromium"
WIDTHS = (1280, 360)
LARGE = {name for name in PAGES if name.endswith("-full")}  # axe needs a minute for each


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The preview, served on a free port of loopback."""
    server = make_server("127.0.0.1", 0, make_preview(), threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}/pages"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    """Headless Chromium with one cache for all windows."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium.new_context(locale="vi-VN")
        chromium.close()


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    """A window whose complaints (policy, script, missing file) fail the test."""
    window = browser.new_page()
    complaints = complaints_of(window)
    yield window
    window.close()
    assert complaints == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_accessible_and_fits_the_screen(name: str, page: Page, address: str) -> None:
    page.goto(f"{address}/{name}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if name not in LARGE:
            found = Axe().run(page).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_what_is_typed_is_saved_and_the_page_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}/section")
    page.get_by_label("Bậc lương").fill("5")
    with page.expect_request("**/save") as sent:
        expect(page.locator("#da-luu")).to_contain_text("Đã lưu lúc 14:05")
    form = sent.value.post_data or ""
    assert "salary.salary_step" in form
    assert "csrf_token" in form
    assert page.locator("input[name=revision]").input_value() == "8"  # for the next save


def test_a_lost_line_is_said_and_leaving_is_asked_about(
    browser: BrowserContext, address: str
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{address}/section")
    page.route("**/save", lambda route: route.fulfill(status=503, body=""))
    page.get_by_label("Bậc lương").fill("5")
    expect(page.locator("#da-luu")).to_contain_text("Chưa lưu được")
    assert page.locator("input[name=revision]").input_value() == "7"
    page.goto(f"{address}/record")
    assert asked == ["beforeunload"]
    page.close()


def test_a_check_counts_what_was_seen_and_offers_one_act(page: Page, address: str) -> None:
    page.goto(f"{address}/checking")
    confirm = page.get_by_role("button", name="Xác nhận cả hồ sơ")
    expect(confirm).to_be_disabled()
    expect(page.locator("#xac-nhan-vi-sao")).to_have_text("Còn 6 mục chưa xem")
    for box in page.get_by_label("Xác nhận cả phần").all():
        box.check()
    expect(page.locator("[data-check-progress]")).to_have_text("Đã xem 6 / 6 mục")
    expect(confirm).to_be_enabled()

    page.get_by_label("Xác nhận: Bậc lương").uncheck()
    page.get_by_text("Yêu cầu bổ sung: Bậc lương").click()
    page.locator("[id='ly-do-salary.salary_step']").select_option("other")
    expect(confirm).to_be_hidden()
    expect(page.get_by_role("button", name="Trả lại 1 mục để bổ sung")).to_be_enabled()


def test_a_running_push_is_followed(page: Page, address: str) -> None:
    page.goto(f"{address}/sync-running")
    with page.expect_response(lambda answer: "stage=province_to_national" in answer.url):
        expect(page.locator("progress")).to_be_visible()
    expect(page.locator("#tien-do")).to_have_count(1)


def test_a_choice_that_nobody_made_looks_empty(page: Page, address: str) -> None:
    page.goto(f"{address}/requests")
    colour = "one => getComputedStyle(one).backgroundColor"
    empty, chosen = page.get_by_role("radio").all()[:2]
    chosen.check()
    filled = chosen.evaluate(colour)
    page.reload()
    assert {one.evaluate(colour) for one in page.get_by_role("radio").all()} == {
        empty.evaluate(colour)
    }
    assert empty.evaluate(colour) != filled


def test_the_keyboard_walks_the_list(page: Page, address: str) -> None:
    page.goto(f"{address}/home-hr")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("tbody a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/drafts/**")


def test_the_password_can_be_looked_at(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="Hiện").click()
    assert page.locator("#mat-khau").get_attribute("type") == "text"


def test_a_catalogue_is_searched_and_chosen_from_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/section")
    field = page.get_by_label("Ngạch / chức danh nghề nghiệp")
    assert field.get_attribute("list") is None  # two lists would open
    with page.expect_request("**/search?*") as asked:
        field.fill("vi khe")
    assert asked.value.url.endswith("/search?q=vi%20khe")
    first = page.get_by_role("option").first
    expect(first).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    field.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    with page.expect_request("**/save"):
        field.press("Enter")
    expect(field).to_have_value("Phường Vị Khê, Tỉnh Ninh Bình (13972)")
    expect(first).to_be_hidden()
    expect(field).to_be_focused()


def test_a_found_entry_is_chosen_by_a_tap(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{address}/section")
    field = page.get_by_label("Ngạch / chức danh nghề nghiệp")
    field.fill("nam phong")
    page.get_by_role("option", name="đến 30/6/2025").click()
    expect(field).to_have_value("Xã Nam Phong, Thành phố Nam Định, Tỉnh Nam Định (13696)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
