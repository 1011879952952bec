"""Tra cứu từ CSDL quốc gia, as HR of a unit sees it."""

from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import text

from province_app.clock import system_now
from province_app.services import lookup_answers
from province_app.views.messages import message
from tests.desks import FACILITY, plain_member
from tests.lookups import NAME, NOW, NUMBER, RECORD, held, question
from tests.provinces import Province
from tests.web import Site

PAGE = "/unit/national-lookups"
FORM = {
    "personal_id": f"{NUMBER[:6]} {NUMBER[6:]}",
    "purpose": "Tiếp nhận từ tỉnh Thái Bình",
    "basis_number": "15/QĐ-SNV",
    "basis_date": "2024-05-17",
}


@pytest.fixture
def connected(site: Site) -> None:
    """The node has a national database to ask; what is asked is never sent from a page."""
    settings = site.app.config["SETTINGS"]
    site.app.config["SETTINGS"] = replace(settings, exchange_url="http://127.0.0.1:1")


@pytest.fixture
def hr(site: Site, province: Province, connected: None) -> str:
    """HR of the facility is signed in on 21 May."""
    site.at(NOW)
    who = province.holder(FACILITY, "hr")
    site.sign_in(who)
    return who


def ask(site: Site, province: Province, **more: str) -> str:
    """Send the form; return the address of the request."""
    form = {**FORM, "unit": str(province.unit(FACILITY)), **more}
    return str(site.post(PAGE, form, 303).headers["Location"])


def found(site: Site, province: Province) -> str:
    """Ask, and let the national database answer with the record; return the address."""
    where = ask(site, province)
    lookup_answers.take(province.session, question(province), held(), NOW)
    return where


def test_a_request_waits_until_it_is_answered(site: Site, province: Province, hr: str) -> None:
    where = ask(site, province)
    page = unescape(site.get(where))
    assert "Chờ trả lời" in page
    assert f'hx-get="{where}/progress"' in page
    assert "Số định danh …0777" in page
    waiting = site.client.get(f"{where}/progress")
    assert "Đang hỏi CSDL quốc gia" in waiting.text
    assert "HX-Refresh" not in waiting.headers
    lookup_answers.take(province.session, question(province), None, NOW)
    assert site.client.get(f"{where}/progress").headers["HX-Refresh"] == "true"
    page = unescape(site.get(where))
    assert "hai trường hợp được trả lời như nhau" in page
    assert "Không có kết quả" in unescape(site.get(PAGE))


def test_what_was_found_is_shown_and_begins_a_record(
    site: Site, province: Province, hr: str
) -> None:
    where = found(site, province)
    page = unescape(site.get(where))
    assert f"<h1>{NAME}</h1>" in page
    assert "Thông tin cá nhân" in page
    assert "Nơi cũ chưa báo" not in page
    assert "tự xóa vào 20/6/2024" in page
    assert NAME not in unescape(site.get(PAGE))  # the list names nobody who is not here
    site.post(f"{where}/begin", {"category": "CC", "received_on": "2024-05-20"}, 303)
    page = unescape(site.get(where))
    assert "Đã mở hồ sơ. Có tên trong danh sách của đơn vị từ 20/5/2024." in page
    assert f"/unit/people/{RECORD}" in page
    sheet = unescape(site.get(f"/unit/people/{RECORD}"))
    assert NAME in sheet
    assert NAME in unescape(site.get(PAGE))
    refused = unescape(
        site.post(f"{where}/begin", {"category": "CC", "received_on": "2024-05-20"}, 409).text
    )
    assert message("lookup_no_answer") in refused


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"personal_id": "123"}, "lookup_number"),
        ({"purpose": ""}, "lookup_purpose"),
        ({"basis_number": " "}, "basis_missing"),
        ({"basis_date": "soon"}, "invalid_date"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    site: Site, province: Province, hr: str, more: dict[str, str], code: str
) -> None:
    form = {**FORM, "unit": str(province.unit(FACILITY)), **more}
    page = unescape(site.post(PAGE, form, 409).text)
    assert message(code) in page
    for name in FORM:
        assert f'name="{name}" value="{form[name]}"' in page


def test_a_day_that_is_refused_keeps_what_was_chosen(
    site: Site, province: Province, hr: str
) -> None:
    where = found(site, province)
    form = {"category": "VC", "received_on": "2024-05-22"}
    page = unescape(site.post(f"{where}/begin", form, 409).text)
    assert message("lookup_ahead") in page
    assert 'value="2024-05-22"' in page
    assert '<option value="VC" selected>' in page


def test_a_failed_request_is_put_again(site: Site, province: Province, hr: str) -> None:
    where = ask(site, province)
    lookup_answers.refuse(province.session, question(province), NOW)
    page = unescape(site.get(where))
    assert message("lookup_refused") in page
    site.post(f"{where}/again", {}, 303)
    assert "Chờ trả lời" in site.get(where)
    assert message("lookup_answered") in unescape(site.post(f"{where}/again", {}, 409).text)


def test_a_node_that_keeps_nobody_waiting_says_how_often_it_tried(
    site: Site, province: Province, hr: str
) -> None:
    where = ask(site, province)
    for _ in range(2):
        lookup_answers.put_off(province.session, question(province), system_now())
    assert "đã hỏi 2 lần" in unescape(site.get(where))


def test_somebody_of_the_province_is_received_as_a_transfer(
    site: Site, province: Province, hr: str
) -> None:
    where = found(site, province)
    begun = text("insert into person (id, full_name, sort_key, created_at)"
                 " values (:id, 'Người của đơn vị khác', 'x', now())")  # fmt: skip
    province.session.execute(begun, {"id": RECORD})
    province.session.commit()
    page = unescape(site.get(where))
    assert "Tỉnh đã có hồ sơ của người này" in page
    assert "/unit/moves?unit=" in page
    assert NAME not in page
    form = {"category": "VC", "received_on": "2024-05-20"}
    assert message("lookup_known") in unescape(site.post(f"{where}/begin", form, 409).text)


def test_the_page_says_where_nobody_can_be_asked(site: Site, province: Province, hr: str) -> None:
    assert PAGE in site.get("/unit")
    settings = site.app.config["SETTINGS"]
    site.app.config["SETTINGS"] = replace(settings, role="department")
    assert PAGE not in site.get("/unit")
    assert "không nối với CSDL quốc gia" in unescape(site.get(PAGE))
    page = site.post(PAGE, {**FORM, "unit": str(province.unit(FACILITY))}, 409).text
    assert message("lookup_not_connected") in unescape(page)


def test_nobody_else_of_the_unit_or_beside_it_learns_of_a_request(
    site: Site, province: Province, hr: str
) -> None:
    where = found(site, province)
    site.sign_in(plain_member(province, FACILITY))
    site.get(where, 403)
    site.sign_in(province.holder("H40.02.01", "hr"))
    for path in (where, f"{where}/progress", f"{PAGE}?unit={province.unit(FACILITY)}"):
        site.get(path, 404)
    site.post(PAGE, {**FORM, "unit": str(province.unit(FACILITY))}, 404)
    site.post(f"{where}/again", {}, 404)
    site.post(f"{where}/begin", {"category": "VC", "received_on": "2024-05-20"}, 404)
