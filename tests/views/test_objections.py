"""Phản đối at the pages: seen on the own record, filed with a reason, answered from the inbox."""

import re
from html import unescape

from sqlalchemy.orm import Session

from tests.desks import FACILITY, plain_member
from tests.provinces import at, load_province
from tests.services.test_objections import hr_types
from tests.web import Site
from tiers.units import Officer, Role

ADDRESS = "/my-record/identity/staff_number/objection"


def test_an_objection_from_the_own_record_to_the_answer(site: Site, session: Session) -> None:
    province = load_province(session)
    province.send(FACILITY)
    province.confirm(FACILITY)
    who = plain_member(province, FACILITY)
    site.at(at(22))
    site.sign_in(who)
    assert "Đơn vị vừa ghi" not in unescape(site.get("/my-record"))
    site.get(ADDRESS, 404)
    hr_types(province, Officer(who, Role.PERSON), "H40-000123")
    page = unescape(site.get("/my-record"))
    assert "Đơn vị vừa ghi vào hồ sơ của bạn: 1 mục" in page
    assert ADDRESS in page
    assert "đến hết 28/5/2024" in page
    assert "H40-000123" in unescape(site.get(ADDRESS))
    assert "Vì sao không đúng" in unescape(site.post(ADDRESS, {"said": " "}, 409).text)
    site.post(ADDRESS, {"said": "Quyết định ghi số khác"})
    page = unescape(site.get("/my-record"))
    assert "Chờ đơn vị trả lời" in page
    assert ADDRESS not in page
    site.sign_in(province.holder(FACILITY, "hr"))
    inbox = unescape(site.get("/"))
    assert "Phản đối phần đơn vị ghi: Số hiệu" in inbox
    found = re.search(r'href="(/corrections/[0-9a-f-]+)"', inbox)
    assert found
    assert "phản đối điều đơn vị ghi" in unescape(site.get(found[1]))
    site.post(found[1] + "/answer", {"answer": "kept", "reason": "Đúng theo quyết định"})
    site.sign_in(who)
    assert "Đúng theo quyết định" in unescape(site.get("/my-record"))
