"""The two answers to a term that lapsed, wide and narrow; pictures in var/pictures."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.desks import FACILITY, plain_member
from tests.provinces import at, load_province
from tests.views.test_evidence_in_browser import enter, picture
from tests.web import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def window(browser: Browser) -> BrowserContext:
    return browser.new_context(locale="vi-VN")


def test_hr_puts_somebody_back_with_the_keyboard(
    site: Site, session: Session, window: BrowserContext, address: str
) -> None:
    province = load_province(session)
    province.send(FACILITY)
    province.confirm(FACILITY)
    person = plain_member(province, FACILITY)
    ends = text("update employment set ends_on = '2024-05-20' where person_id = :who")
    session.execute(ends, {"who": person})
    session.commit()
    site.at(at(22))
    page = enter(site, window, address, province.holder(FACILITY, "hr"))
    page.goto(f"{address}/unit/people/{person}/move")
    picture(page, "lapsed")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    page.get_by_role("link", name="ghi văn bản gia hạn").focus()
    page.keyboard.press("Enter")
    form = page.locator("#lam-tiep")
    form.get_by_label("Làm đến hết ngày").fill("2025-05-31")
    form.get_by_label("Số văn bản làm căn cứ").fill("15/QĐ-SNV")
    form.get_by_label("Ngày văn bản").fill("2024-05-17")
    form.get_by_role("button", name="Đưa lại vào danh sách").press("Enter")
    expect(page.get_by_text("có tên trong danh sách của đơn vị từ 20/5/2024")).to_be_visible()
