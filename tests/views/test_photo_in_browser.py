"""The photo as people see it, wide and narrow; pictures in var/pictures."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session

from tests.desks import FACILITY, draft_of, plain_member
from tests.provinces import Province, at, load_province
from tests.views.test_evidence_in_browser import enter, picture
from tests.web import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def province(site: Site, session: Session) -> Province:
    loaded = load_province(session)
    site.at(at(20))
    return loaded


@pytest.fixture
def window(browser: Browser) -> BrowserContext:
    return browser.new_context(locale="vi-VN")


def portrait(folder: Path, name: str, colour: str, size: tuple[int, int]) -> Path:
    """Return a drawn portrait: head and shoulders before a plain wall."""
    made = Image.new("RGB", size, colour)
    draw, (wide, high) = ImageDraw.Draw(made), size
    draw.ellipse((wide * 0.32, high * 0.2, wide * 0.68, high * 0.6), fill="#d9a066")
    draw.ellipse((wide * 0.12, high * 0.62, wide * 0.88, high * 1.4), fill="#222222")
    made.save(folder / name)
    return folder / name


def seen(page: Page, name: str) -> None:
    """Take pictures at both widths: the page fits, and axe finds nothing serious."""
    picture(page, name)
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_a_photo_from_the_file_to_the_desk_of_hr(
    site: Site, province: Province, window: BrowserContext, address: str, tmp_path: Path
) -> None:
    person = plain_member(province, FACILITY)
    page = enter(site, window, address, person)
    for day, (name, colour, size) in enumerate(
        (("cu.png", "#9fb7d0", (900, 1200)), ("moi.jpg", "#e8e8e8", (1600, 1200))), start=20
    ):
        site.at(at(day))
        if day > 20:
            province.send(FACILITY, at(20))
            province.confirm(FACILITY, at(20))
            page = enter(site, window, address, person)
        page.goto(f"{address}/my-record/identity")
        page.get_by_label("Ảnh khác" if day > 20 else "Tệp ảnh").set_input_files(
            portrait(tmp_path, name, colour, size)
        )
        page.get_by_role("button", name="Tải ảnh lên").click()
        expect(page.get_by_text("Đã lưu ảnh vào bản khai")).to_be_visible()
        shown = page.get_by_role("img", name="Ảnh trong hồ sơ của bạn")
        assert shown.evaluate("one => one.complete && one.naturalWidth === 472")
    for name, place in (("own", "/my-record/identity"), ("record", "/my-record")):
        page.goto(address + place)
        seen(page, f"photo-{name}")
    page = enter(site, window, address, province.holder(FACILITY, "hr"))
    other = next(
        one
        for one in province.people(FACILITY)
        if one != person and one != province.holder(FACILITY, "hr")
    )
    page.goto(f"{address}/unit/people/{other}")
    page.get_by_label("Tệp ảnh").set_input_files(portrait(tmp_path, "hr.png", "#ccd", (800, 1200)))
    page.get_by_role("button", name="Tải ảnh lên").click()
    expect(page.get_by_role("img", name="Ảnh của")).to_be_visible()
    seen(page, "photo-unit")
    province.send(FACILITY, at(21))
    page.goto(f"{address}/drafts/{draft_of(province, person).id}")
    boxes = []
    for alt in ("Ảnh cũ của", "Ảnh mới của"):
        one = page.get_by_role("img", name=alt)
        expect(one).not_to_have_js_property("naturalWidth", 0)
        boxes.append(one.bounding_box())
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] == boxes[1]["y"]  # side by side
    seen(page, "photo-check")
    site.at(at(22))
    province.confirm(FACILITY, at(21))
    page = enter(site, window, address, person)
    for name, place in (("version", "versions/2"), ("compare", "compare?old=1&new=2")):
        page.goto(f"{address}/records/{person}/{place}")
        for one in page.locator("img.photo").all():
            expect(one).not_to_have_js_property("naturalWidth", 0)
        seen(page, f"photo-{name}")
    page = enter(site, window, address, province.holder(FACILITY, "head"))
    page.goto(f"{address}/signing")
    row = page.get_by_role("row").filter(has=page.get_by_role("img", include_hidden=True))
    row.locator("summary").first.click()
    for one in row.get_by_role("img", name="Ảnh mới của").all():
        one.scroll_into_view_if_needed()
        expect(one).to_have_js_property("naturalWidth", 472)
    seen(page, "photo-sign")
