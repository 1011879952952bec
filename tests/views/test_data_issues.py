"""Vấn đề dữ liệu at the pages: from the check and the history to Sở Nội vụ and back."""

import re

import pytest
from sqlalchemy.orm import Session

from province_app.views.messages import message
from tests.desks import FACILITY, draft_of, plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site

OFFICE, ELSEWHERE = "H40.03", "H40.02.01"


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    site.at(at(20, 10))
    return loaded


def test_an_issue_goes_to_so_noi_vu_and_comes_back(site: Site, province: Province) -> None:
    person = plain_member(province, FACILITY)
    place = f"/records/{person}/issues"
    hr = province.holder(FACILITY, "hr")
    site.sign_in(hr)
    assert f'href="{place}"' in site.get(f"/drafts/{draft_of(province, person).id}")
    province.confirm(FACILITY)
    assert f'href="{place}"' in site.get(f"/records/{person}/history")
    assert "Chưa báo gì" in site.get(place)
    assert message("issue_empty") in site.post(place, {"said": " "}, 409).text
    site.post(place, {"said": "Hai ngày vào ngành"})
    assert "Chờ Sở Nội vụ trả lời" in site.get(place)

    site.sign_in(province.holder(OFFICE, "hr"))
    home = site.get("/")
    assert "Vấn đề dữ liệu: 1" in home
    found = re.search(r'href="(/issues/[^"]+)"', home)
    assert found
    assert "Hai ngày vào ngành" in site.get(found[1])
    refused = site.post(f"{found[1]}/answer", {"answer": "settled", "reason": ""}, 409).text
    assert message("issue_answer") in refused
    site.post(f"{found[1]}/answer", {"answer": "settled", "reason": "Lấy ngày đầu"})
    assert "Vấn đề dữ liệu:" not in site.get("/")

    site.sign_in(hr)
    assert "<strong>Đã xử lý.</strong> Lấy ngày đầu" in site.get(place)
    site.get(found[1], 403)
    for stranger in (person, province.holder(ELSEWHERE, "hr")):
        site.sign_in(stranger)
        site.get(place, 403 if stranger == person else 404)
    site.sign_in(person)
    assert "Vấn đề dữ liệu" not in site.get(f"/records/{person}/history")
