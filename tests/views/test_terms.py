"""Whose term ended by a load alone: the page with both answers, and what they still may see."""

import re
from html import unescape

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.views.messages import message
from tests.desks import FACILITY, plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site

FORM = {"again_on": "2024-05-20", "basis_number": "15/QĐ-SNV", "basis_date": "2024-05-17"}


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    """On day 22, two days after the roster lines of a member and of the deputy have ended."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    ends = text(
        "update employment set ends_on = '2024-05-20' where cast(person_id as text) = any(:who)"
    )
    who = [plain_member(loaded, FACILITY), loaded.holder(FACILITY, "deputy")]
    session.execute(ends, {"who": who})
    session.commit()
    site.at(at(22))
    site.sign_in(loaded.holder(FACILITY, "hr"))
    return loaded


@pytest.fixture
def person(province: Province) -> str:
    return plain_member(province, FACILITY)


def test_hr_puts_somebody_back_from_the_task(site: Site, province: Province, person: str) -> None:
    place = f"/unit/people/{person}"
    assert f"{place}/move" in site.get("/")
    page = unescape(site.get(f"{place}/move"))
    assert "Đã nghỉ: ghi quyết định" in page
    assert re.search(r'name="again_on" value="2024-05-20"', page)
    site.get(place, 404)  # off the roster
    refused = site.post(f"{place}/prolong", {**FORM, "last_day": "2024-05-01"}, 409)
    page = unescape(refused.text)
    assert message("term_until") in page
    assert 'name="last_day" value="2024-05-01"' in page
    assert 'value="15/QĐ-SNV"' in page
    answer = site.post(f"{place}/prolong", {**FORM, "last_day": "2025-05-31"})
    assert "có tên trong danh sách của đơn vị từ 20/5/2024" in unescape(site.get(answer.location))
    ends = text("select ends_on from employment where person_id = :who")
    found = province.session.scalars(ends, {"who": person}).all()
    assert [str(one) for one in found] == ["2025-06-01"]
    said = "Được gia hạn từ 20/5/2024, đến hết 31/5/2025. Căn cứ 15/QĐ-SNV, 17/5/2024."
    assert said in unescape(site.get(place))
    other = next(
        one
        for one in province.people(FACILITY)
        if one not in (person, province.holder(FACILITY, "hr"))
    )
    assert "Được gia hạn" not in unescape(site.get(f"/unit/people/{other}"))
    assert f"{place}/move" not in site.get("/")
    site.post(f"{place}/prolong", FORM, 409)  # the line runs


def test_a_term_that_runs_has_no_such_form(site: Site, province: Province) -> None:
    someone = province.people(FACILITY)[-1]
    page = unescape(site.get(f"/unit/people/{someone}/move"))
    assert "Còn làm: gia hạn" not in page
    assert "Điều chuyển" in page


def test_who_lapsed_signs_in_and_sees_the_own_record_alone(
    site: Site, province: Province, person: str
) -> None:
    site.sign_in(province.holder(FACILITY, "deputy"))
    assert "Phiên bản 1" in unescape(
        site.get(f"/records/{province.holder(FACILITY, 'deputy')}/history")
    )
    home = site.get("/")
    for place in ("/signing", "/unit", "/search"):
        assert f'href="{place}"' not in home
        site.get(place, 403)
    site.get(f"/records/{person}/history", 404)
    site.post(f"/unit/people/{person}/prolong", FORM, 403)
