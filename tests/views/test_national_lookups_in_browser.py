"""HR receives somebody from outside by keyboard, wide and narrow; pictures in var/pictures."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from province_app.services import lookup_answers
from tests.desks import FACILITY
from tests.lookups import NAME, NOW, NUMBER, held, question
from tests.provinces import Province
from tests.views.test_evidence_in_browser import enter, picture
from tests.web import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def window(browser: Browser) -> BrowserContext:
    return browser.new_context(locale="vi-VN")


def pictured(page: Page, name: str) -> None:
    picture(page, name)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_a_record_begins_from_the_national_database(
    site: Site, province: Province, window: BrowserContext, address: str
) -> None:
    settings = site.app.config["SETTINGS"]
    site.app.config["SETTINGS"] = replace(settings, exchange_url="http://127.0.0.1:1")
    site.at(NOW)
    page = enter(site, window, address, province.holder(FACILITY, "hr"))
    page.goto(f"{address}/unit")
    page.get_by_role("link", name="Tra cứu từ CSDL quốc gia").press("Enter")
    pictured(page, "lookups")
    page.get_by_label("Số định danh cá nhân").fill(NUMBER)
    page.get_by_label("Để làm gì").fill("Tiếp nhận công chức từ tỉnh Thái Bình")
    page.get_by_label("Số văn bản làm căn cứ").fill("15/QĐ-SNV")
    page.get_by_label("Ngày văn bản").fill("2024-05-17")
    page.get_by_role("button", name="Tra cứu").press("Enter")
    expect(page.get_by_text("Đang hỏi CSDL quốc gia")).to_be_visible()
    pictured(page, "lookup-waiting")
    lookup_answers.take(province.session, question(province), held(), NOW)
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()  # nobody pressed anything
    pictured(page, "lookup-found")
    page.get_by_label("Tiếp nhận từ ngày").fill("2024-05-20")
    page.get_by_role("button", name="Mở hồ sơ").press("Enter")
    expect(page.get_by_text("Đã mở hồ sơ. Có tên")).to_be_visible()
    pictured(page, "lookup-begun")
    page.get_by_role("link", name="Ghi phần của đơn vị").press("Enter")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
