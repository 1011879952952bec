"""The pages of policies and of working days, and what is overdue by event, as officers see them."""

import re
from datetime import date
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import sync_policy, working_days
from province_app.views.messages import message
from tests.admins import BASIS
from tests.desks import DEPARTMENT, FACILITY
from tests.provinces import Province, at
from tests.web import Site
from tiers.sync_policy import Policy

DOCUMENT = {"basis_number": "31/QĐ-SNV", "basis_date": "2024-05-02"}


@pytest.fixture
def manager(site: Site, province: Province) -> str:
    """Sở Nội vụ is signed in on 21 May."""
    site.at(at(21))
    who = province.holder(DEPARTMENT, "hr")
    site.sign_in(who)
    return who


def form(province: Province, **more: str) -> dict[str, object]:
    unit = str(province.unit(FACILITY))
    return {
        "policy": "event", "reach": "units", "units": [unit], "valid_from": "2024-05-21",
        **DOCUMENT, **more,
    }  # fmt: skip


def day(said: str = "off", on: str = "2024-05-24", **more: str) -> dict[str, str]:
    return {"day": on, "said": said, "name": "Nghỉ bù", **DOCUMENT, **more}


def confirmed_by_event(province: Province) -> None:
    """A unit that follows `event` since the 21st has confirmed everything on that day."""
    officer = province.officer(province.holder(DEPARTMENT, "hr"), at(21))
    unit = [province.unit(FACILITY)]
    first = date(2024, 5, 21)
    sync_policy.switch_policy(province.session, officer, unit, Policy.EVENT, first, BASIS, at(21))
    province.send(FACILITY, at(21))
    province.confirm(FACILITY, at(21))


def test_a_unit_is_switched_and_may_sign_at_once(
    site: Site, province: Province, manager: str
) -> None:
    page = unescape(site.get("/sync/policy"))
    assert "đơn vị đang theo tháng" in page
    site.post("/sync/policy", form(province), 302)
    page = unescape(site.get("/sync/policy"))
    assert "Đã ghi. Theo sự kiện từ ngày 21/5/2024." in page
    assert "Theo sự kiện: 1 đơn vị" in page
    assert "31/QĐ-SNV, 02/5/2024" in page
    site.sign_in(province.holder(FACILITY, "head"))
    assert "mở hằng ngày" in site.get("/")
    assert "Đơn vị đồng bộ theo sự kiện" in unescape(site.get("/"))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"valid_from": "2024-05-20"}, "day_past"),
        ({"basis_number": " "}, "basis_missing"),
        ({"policy": "monthly"}, "policy_as_it_is"),
        ({"valid_from": "soon"}, "invalid_date"),
    ],
)
def test_a_refused_switch_keeps_what_was_chosen(
    site: Site, province: Province, manager: str, more: dict[str, str], code: str
) -> None:
    page = unescape(site.post("/sync/policy", form(province, **more), 409).text)
    assert message(code) in page
    assert f'value="{province.unit(FACILITY)}" checked' in page
    shown = re.findall(r'<details class="work-item" open>.*?</details>', page, re.DOTALL)
    assert any(f'value="{province.unit(FACILITY)}" checked' in one for one in shown)
    assert province.session.scalar(text("select count(*) from sync_policy")) == 0


def test_without_units_nothing_is_switched(site: Site, province: Province, manager: str) -> None:
    empty = form(province)
    del empty["units"]
    assert message("policy_no_units") in unescape(site.post("/sync/policy", empty, 409).text)
    site.post("/sync/policy", empty | {"reach": "all"}, 302)
    assert "Toàn tỉnh" in site.get("/sync/policy")


def test_a_day_that_is_entered_moves_the_deadlines(
    site: Site, province: Province, manager: str, session: Session
) -> None:
    friday = date(2024, 5, 24)
    assert working_days.calendar_of(session).works(friday)
    page = unescape(site.get("/working-days"))
    assert "Thứ Bảy, 04/5/2024" in page
    assert "làm việc" in page
    site.post("/working-days", day(), 302)
    page = unescape(site.get("/working-days?year=2024"))
    assert "Thứ Sáu, 24/5/2024" in page
    assert "Nghỉ bù" in page
    session.rollback()
    assert not working_days.calendar_of(session).works(friday)
    site.post("/working-days", day("published"), 302)
    session.rollback()
    assert working_days.calendar_of(session).works(friday)
    page = unescape(site.get("/working-days"))
    assert "Bản ghi đã được thay" in page
    log = text("select detail ->> 'said' from audit_event where event = 'working_day.decided'")
    assert session.scalars(log).all() == ["off", "published"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": " "}, "day_name_missing"),
        ({"on": "2060-01-01"}, "day_too_far"),
        ({"said": "work"}, "day_as_it_is"),
        ({"said": "published"}, "day_as_it_is"),
        ({"basis_date": "2024-06-01"}, "basis_ahead"),
    ],
)
def test_a_day_is_refused_with_a_sentence(
    site: Site, province: Province, manager: str, more: dict[str, str], code: str
) -> None:
    page = unescape(site.post("/working-days", day(**more), 409).text)
    assert message(code) in page
    assert province.session.scalar(text("select count(*) from working_day_decision")) == 0


@pytest.mark.parametrize("year", ["abc", "1999", "20244"])
def test_a_year_that_is_none_is_not_found(site: Site, manager: str, year: str) -> None:
    site.get(f"/working-days?year={year}", 404)


def test_what_is_overdue_is_a_task_of_the_unit_and_of_those_above(
    site: Site, province: Province
) -> None:
    confirmed_by_event(province)
    waiting = province.session.scalar(text("select count(*) from record_version"))
    site.at(at(24, 23, 59))
    site.sign_in(province.holder(FACILITY, "hr"))
    assert "Quá hạn lên CSDL quốc gia" not in unescape(site.get("/"))
    site.at(at(25, 0))
    page = unescape(site.get("/"))
    assert f"Quá hạn lên CSDL quốc gia: {waiting}" in page
    assert "chờ ký số" in page
    assert f"Còn {waiting} việc" in page
    site.sign_in(province.holder(DEPARTMENT, "hr"))
    assert f"Theo sự kiện: quá hạn {waiting}" in unescape(site.get("/sync"))
    assert f"Quá hạn lên CSDL quốc gia: {waiting}" in unescape(site.get("/"))
    site.sign_in(province.holder("H40.02.01", "hr"))
    assert "Quá hạn lên CSDL quốc gia" not in unescape(site.get("/"))


@pytest.mark.browser
def test_the_pages_fit_and_axe_finds_nothing(
    site: Site, province: Province, browser: Browser, address: str, manager: str
) -> None:
    confirmed_by_event(province)
    site.at(at(25, 9))
    site.post("/working-days", day(on="2024-05-31"), 302)
    cookies = [
        {"name": one.key, "value": one.value, "url": address}
        for one in [site.client.get_cookie("session")]
        if one
    ]
    context = browser.new_context(locale="vi-VN")
    context.add_cookies(cookies)
    window = context.new_page()
    for path in ("/sync/policy", "/working-days", "/sync", "/"):
        assert window.goto(address + path).status == 200
        for width in (1280, 360):
            window.set_viewport_size({"width": width, "height": 800})
            assert window.evaluate("document.documentElement.scrollWidth") <= width
            found = Axe().run(window).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    context.close()
