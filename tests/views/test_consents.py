"""Đồng ý cho xem at the pages: given, read, seen by the person, revoked."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.views.messages import message
from tests.desks import ELSEWHERE, FACILITY, plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site

PLACE = "/my-record/consents"
DAYS = {"starts_on": "2024-05-24", "ends_on": "2024-05-30"}


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    loaded.sign(FACILITY)
    site.at(at(24))
    return loaded


def test_a_consent_is_given_read_seen_and_revoked(site: Site, province: Province) -> None:
    person, reader = plain_member(province, FACILITY), plain_member(province, ELSEWHERE)
    name = site.give_password(reader)
    site.sign_in(person)
    assert f'href="{PLACE}"' in site.get("/my-record")
    site.post(PLACE, {"username": name, "purpose": "Thẩm định bổ nhiệm", **DAYS})
    full_name = province.session.scalar(
        text("select full_name from person where id = :id"), {"id": reader}
    )
    assert full_name in site.get(PLACE)

    site.sign_in(reader)
    page = site.get(PLACE)
    assert "Thẩm định bổ nhiệm" in page
    address = f"/records/{person}/history"
    assert f'href="{address}"' in page
    assert "Tải bằng chứng" not in site.get(address)
    assert "nằm ngoài sự đồng ý" in site.get(f"/records/{person}/versions/1")
    site.get(f"/records/{person}/versions/1/proof.zip", 404)

    site.sign_in(person)
    readers = site.get("/my-record/readers")
    assert full_name in readers
    assert "Xem theo sự đồng ý của bạn" in readers
    revoke = re.search(rf'action="({PLACE}/[^"]+/revoke)"', site.get(PLACE))
    assert revoke
    site.post(revoke[1])
    assert "đã rút" in site.get(PLACE)
    assert message("consent_over") in site.post(revoke[1], status=409).text
    site.sign_in(reader)
    site.get(address, 404)
    assert "Thẩm định bổ nhiệm" not in site.get(PLACE)
    site.post(revoke[1], status=404)


def test_a_refused_consent_keeps_what_was_typed(site: Site, province: Province) -> None:
    site.sign_in(plain_member(province, FACILITY))
    form = {"username": "khong.co", "purpose": "Lý do", "whole": "y", **DAYS}
    page = site.post(PLACE, form, 409).text
    assert message("consent_nobody") in page
    assert 'value="khong.co"' in page
    assert ">Lý do</textarea>" in page
    assert re.search(r'id="ca-han-che"[^>]* checked', page)
    assert message("invalid_date") in site.post(PLACE, {**form, "ends_on": "x"}, 409).text
    site.post(PLACE, {**form, "reader_id": "x"}, 400)
