"""The real pages in a real browser, on a month that has come to day 28; pictures for people.

Pictures go to `var/pictures/`; with PICTURES=docs the sync page's goes to the README.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from tests.complaints import complaints_of
from tests.databases import Database
from tests.provinces import Province, at, load_province
from tests.stages import give_seals, push_to_national, run_stage, tamper
from tests.web import PASSWORD, Site, code_now
from tiers.stages import Stage

pytestmark = pytest.mark.browser

WIDTHS = (1280, 360)
ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "var" / "pictures"
UNIT = "H40.03.01"
UNKNOWN = ("catalogue_unknown_code", "/sections/education/content/general_education_code")


@pytest.fixture
def province(site: Site, session: Session, database: Database, tmp_path: Path) -> Province:
    """Day 28: most records are at the national node, some were rejected, one is withheld."""
    province = load_province(session, 14, 90)
    units = [unit["code"] for unit in province.document["units"][1:]]
    for unit in units:
        province.send(unit)
    for unit in units[:-1]:
        province.confirm(unit)
        province.sign(unit)
        province.sign(unit, "deputy")
    tamper(database, province.people(units[2])[-1])
    site.at(at(26))
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    run_stage(session, Stage.DEPARTMENT_TO_PROVINCE, at(27))
    refused = dict.fromkeys([province.people(unit)[-1] for unit in units[:2]], UNKNOWN)
    push_to_national(session, at(28), refused)
    give_seals(site.app, tmp_path)
    return province


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window whose complaints (policy, script, missing file) fail the test."""
    window = browser.new_page(locale="vi-VN")
    complaints = complaints_of(window)
    yield window
    assert complaints == []


def look(page: Page, url: str, name: str) -> None:
    """Open the page at both widths: it fits, axe finds nothing, a picture is taken."""
    page.goto(url)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], (name, width)
        page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)


def test_every_door_of_every_role(site: Site, province: Province, address: str, page: Page) -> None:
    """Sign in with the keyboard as each role and look behind each door."""
    last = province.document["units"][-1]["code"]
    visits = {
        "province": (
            province.holder("H40.03", "hr"),
            28,
            ["/", "/sync", "/unit", "/required-fields", "/catalogues", "/certificates"],
        ),
        "hr": (
            province.holder(last, "hr"),
            24,
            [
                "/",
                "/unit",
                "/imports",
                f"/unit/people/{province.people(last)[-1]}",
                "/my-record",
                "/my-record/identity",
                "/my-record/training",
                "/my-record/family",
            ],
        ),
        "head": (province.holder(UNIT, "head"), 24, ["/", "/signing", "/my-record"]),
    }
    for role, (person, day, doors) in visits.items():
        site.at(at(day))
        site.sign_in(person)  # gives the account a password
        page.context.clear_cookies()
        page.goto(f"{address}/sign-in")
        page.get_by_label("Tên đăng nhập").fill(_username(province, person))
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("textbox", name="Mã xác thực").fill(
            code_now(1)
        )  # that of now was used by the line above
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        for door in doors:
            place = door.strip("/").replace("/", "-") or "home"
            look(page, address + door, f"{role}-{place}")
    if os.environ.get("PICTURES") == "docs":
        images = ROOT / "docs" / "images"
        shutil.copyfile(PICTURES / "province-sync-1280.png", images / "sync-1280.png")


def test_a_person_types_and_sends_on_a_phone(
    site: Site, session: Session, address: str, page: Page
) -> None:
    province = load_province(session)
    person = province.people(UNIT)[-1]
    site.sign_in(person)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}/sign-in")
    page.get_by_label("Tên đăng nhập").fill(_username(province, person))
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Mã xác thực").fill(code_now(1))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/my-record/identity")
    page.get_by_label("Số điện thoại liên hệ").fill("0912345678")
    page.get_by_label("Số điện thoại liên hệ").blur()
    page.wait_for_selector("#da-luu:has-text('Đã lưu lúc')")
    page.goto(f"{address}/my-record")
    page.get_by_role("button", name="Gửi").click()
    page.wait_for_selector("text=Chờ kiểm tra")


def _username(province: Province, person: str) -> str:
    rows = province.document["accounts"]
    return str(next(row["username"] for row in rows if row["person"] == person))
