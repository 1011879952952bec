"""Khiếu nại, yêu cầu at the pages: asked in the own record, answered from the inbox."""

import html
import re
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from province_app.views.messages import message
from tests.desks import plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site

FACILITY, DEPARTMENT, OFFICE = "H40.02.01", "H40.02", "H40.03"
PLACE = "/my-record/requests"


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session, 6)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def person(site: Site, province: Province) -> str:
    who = plain_member(province, FACILITY)
    site.sign_in(who)
    return who


def task_of(site: Site) -> str:
    found = re.search(r'href="(/requests/[0-9a-f-]+)"', site.get("/"))
    assert found
    return found[1]


def test_a_copy_is_asked_for_granted_and_taken(site: Site, province: Province, person: str) -> None:
    assert f'href="{PLACE}"' in site.get("/my-record")
    assert "Chưa gửi gì" in site.get(PLACE)
    site.post(PLACE, {"kind": "copy", "path": "", "said": "Để vay vốn"})
    page = html.unescape(site.get(PLACE))
    assert "“Để vay vốn”" in page
    assert re.search(r"còn 7[12] giờ", page)
    site.sign_in(province.holder(FACILITY, "hr"))
    assert "Khiếu nại, yêu cầu: 1" in site.get("/")
    place = task_of(site)
    assert "Để vay vốn" in site.get(place)
    refused = site.post(f"{place}/answer", {"answer": "refused", "reason": "Không"}, 409).text
    assert message("request_reason") in refused
    assert ">Không</textarea>" in refused
    site.post(f"{place}/answer", {"answer": "granted", "reason": "", "article": ""})
    assert "Khiếu nại, yêu cầu:" not in site.get("/")
    assert "disabled" in site.get(place)
    site.sign_in(person)
    page = site.get(PLACE)
    assert "<strong>Chấp thuận.</strong>" in page
    links = re.findall(r'href="(/my-record/requests/[^"]+)"', page)
    assert [link[-3:] for link in links] == ["pdf", "son"]
    for link, kind in zip(links, ("application/pdf", "application/json"), strict=True):
        answer = site.client.get(link)
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    site.sign_in(plain_member(province, DEPARTMENT))
    site.get(links[0], 404)


def test_an_overdue_request_stands_in_the_inbox_above_and_of_the_province(
    site: Site, province: Province, person: str
) -> None:
    site.post(PLACE, {"kind": "restriction", "path": "identity.phone", "said": "Ngừng dùng"})
    for unit in (DEPARTMENT, OFFICE):
        site.sign_in(province.holder(unit, "hr"))
        assert "Ngừng dùng" not in site.get("/")
        assert "/requests/" not in site.get("/")
    site.at(at(25))
    for unit in (DEPARTMENT, OFFICE):
        site.sign_in(province.holder(unit, "hr"))
        page = site.get("/")
        assert re.search(r"quá hạn \d+ giờ", page)
        assert "Ngừng dùng" in site.get(task_of(site))
    site.sign_in(person)
    assert "đã chuyển lên cấp trên và Sở Nội vụ" in site.get(PLACE)


def test_a_refused_request_keeps_what_was_typed(site: Site, person: str) -> None:
    page = site.post(PLACE, {"kind": "", "path": "identity.phone", "said": "Chữ"}, 409).text
    assert message("request_kind") in page
    assert ">Chữ</textarea>" in page
    assert re.search(r'value="identity.phone" selected', page)
    site.post(PLACE, {"kind": "copy", "person_id": str(uuid4())}, 400)


def test_a_complaint_does_not_exist_for_the_unit(
    site: Site, province: Province, person: str
) -> None:
    site.post(PLACE, {"kind": "complaint", "path": "", "said": "Chậm xác nhận"})
    site.sign_in(province.holder(DEPARTMENT, "hr"))
    place = task_of(site)
    site.sign_in(province.holder(FACILITY, "hr"))
    assert "/requests/" not in site.get("/")
    site.get(place, 404)
    site.post(f"{place}/answer", {"answer": "granted"}, 404)
    site.sign_in(person)
    site.get(place, 403)


def test_reports_of_wrong_fields_stand_in_the_same_list(site: Site, person: str) -> None:
    site.post("/my-record/identity/staff_number/correction", {"said": "SNV-0412"})
    page = site.get(PLACE)
    assert "“SNV-0412”" in page
    assert "/my-record/identity#xem-identity.staff_number" in page


def test_a_granted_restriction_is_told_to_hr_and_ended_by_its_person(
    site: Site, province: Province, person: str
) -> None:
    """Nghị định 13/2023/NĐ-CP Đ.14."""
    site.post(PLACE, {"kind": "restriction", "path": "identity.phone", "said": "Bị làm phiền"})
    site.sign_in(province.holder(FACILITY, "hr"))
    sheet = f"/unit/people/{person}"
    assert "Đang hạn chế xử lý" not in html.unescape(site.get(sheet))
    place = task_of(site)
    assert "không được đưa vào tệp Excel" in html.unescape(site.get(place))
    site.post(f"{place}/answer", {"answer": "granted", "reason": "", "article": ""})
    assert "Đang hạn chế xử lý" in html.unescape(site.get(sheet))
    end = place.replace("/requests/", f"{PLACE}/") + "/end"
    site.post(end, status=404)  # not HR's to end
    site.sign_in(person)
    assert "Đang có hiệu lực" in html.unescape(site.get(PLACE))
    site.post(end, {"answer": "granted"}, 400)
    site.post(end)
    page = html.unescape(site.get(PLACE))
    assert "Bạn đã kết thúc hạn chế" in page
    assert "Kết thúc hạn chế<" not in page
    assert message("no_restriction") in html.unescape(site.post(end, status=409).text)
