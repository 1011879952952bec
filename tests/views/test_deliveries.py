"""The page of departments with software of their own, as Sở Nội vụ sees it."""

from html import unescape

import pytest
from sqlalchemy import text

from province_app.views.messages import message
from tests.desks import DEPARTMENT
from tests.provinces import Province, at
from tests.sync_jobs.test_alarms import PUT_ASIDE
from tests.web import Site

PAGE = "/sync/deliveries"
OTHER = "H40.02"  # a district


@pytest.fixture
def manager(site: Site, province: Province) -> str:
    """Sở Nội vụ is signed in on 21 May."""
    site.at(at(21))
    who = province.holder(DEPARTMENT, "hr")
    site.sign_in(who)
    return who


def form(**more: str) -> dict[str, str]:
    return {
        "act": "begin", "unit": OTHER, "day": "2024-06-01", "basis_number": "15/QĐ-SNV",
        "basis_date": "2024-05-02", **more,
    }  # fmt: skip


def registered(province: Province) -> list[tuple[str, str, str | None]]:
    rows = "select agency, starts_on::text, ends_on::text from delivering_unit order by starts_on"
    return [tuple(row) for row in province.session.execute(text(rows))]


def test_a_department_begins_and_ends(site: Site, province: Province, manager: str) -> None:
    page = unescape(site.get(PAGE))
    assert "Chưa có sở, huyện nào" in page
    assert "Máy chủ này chưa nhận hồ sơ gửi đến" in page  # no seal for receipts is installed here
    site.post(PAGE, form(), 302)
    page = unescape(site.get(PAGE))
    assert "Đã ghi. H40.02 gửi hồ sơ bằng phần mềm riêng từ ngày 01/6/2024." in page
    assert "15/QĐ-SNV, 02/5/2024" in page
    assert "Đang gửi" in page
    assert registered(province) == [(OTHER, "2024-06-01", None)]
    site.post(PAGE, form(act="end", day="2024-07-01"), 302)
    assert "H40.02 thôi gửi từ ngày 01/7/2024." in unescape(site.get(PAGE))
    assert registered(province) == [(OTHER, "2024-06-01", "2024-07-01")]


def test_a_delivery_that_is_put_aside_is_named(
    site: Site, province: Province, manager: str
) -> None:
    assert "Chưa xét được" not in unescape(site.get(PAGE))
    province.session.execute(text(PUT_ASIDE), {"at": at(21)})
    province.session.commit()
    assert "Chưa xét được lần gửi của H40.16, tháng 05/2024" in unescape(site.get(PAGE))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"act": "end"}, "does_not_deliver"),
        ({"basis_number": " "}, "basis_missing"),
        ({"basis_date": "2024-06-01"}, "basis_ahead"),
        ({"day": "soon"}, "invalid_date"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    site: Site, province: Province, manager: str, more: dict[str, str], code: str
) -> None:
    page = unescape(site.post(PAGE, form(**more), 409).text)
    assert message(code) in page
    assert f'value="{OTHER}" selected' in page
    assert registered(province) == []


def test_twice_is_refused(site: Site, province: Province, manager: str) -> None:
    site.post(PAGE, form(), 302)
    page = unescape(site.post(PAGE, form(day="2024-07-01"), 409).text)
    assert message("already_delivers") in page


def test_the_page_of_its_stage_leads_there(site: Site, province: Province, manager: str) -> None:
    assert PAGE in site.get("/sync?stage=department_to_province")
    assert PAGE not in site.get("/sync?stage=province_to_national")


def test_a_unit_that_is_no_department_is_absent(
    site: Site, province: Province, manager: str
) -> None:
    site.post(PAGE, form(unit="H40.02.01"), 404)
    assert registered(province) == []
