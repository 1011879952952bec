"""Sổ sự cố at its page: entered, followed, taken away as CSV; for Sở Nội vụ alone."""

import re

import pytest
from sqlalchemy.orm import Session

from province_app.views.messages import message
from tests.provinces import Province, at, load_province
from tests.web import Site

FORM = {
    "what": "Mất máy tính",
    "found_at": "2024-05-20T08:00",
    "people": "12",
    "places": "Trường THCS Hải Minh",
    "measures": "Đã khóa tài khoản",
}


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    loaded = load_province(session)
    site.at(at(20, 10))
    return loaded


def test_a_breach_is_entered_and_followed(site: Site, province: Province) -> None:
    site.sign_in(province.holder("H40.03", "hr"))
    assert 'href="/incidents"' in site.get("/policy")
    assert "Chưa có sự cố nào" in site.get("/incidents")
    page = site.post("/incidents", {**FORM, "what": ""}, 409).text
    assert message("incident_empty") in page
    assert ">Đã khóa tài khoản</textarea>" in page
    assert (
        message("incident_ahead")
        in site.post("/incidents", {**FORM, "found_at": "2024-05-20T11:00"}, 409).text
    )
    site.post("/incidents", {**FORM, "found_at": "x"}, 409)
    site.post("/incidents", FORM)
    page = site.get("/incidents")
    assert re.search(r"còn (69|70) giờ", page)
    place = re.search(r'action="(/incidents/[^"]+/lines)"', page)
    assert place
    site.at(at(24))
    assert "quá hạn" in site.get("/incidents")
    site.post(place[1], {"act": "reported", "said": "Công văn 12"})
    assert (
        message("incident_reported")
        in site.post(place[1], {"act": "reported", "said": "x"}, 409).text
    )
    page = site.get("/incidents")
    assert "Đã báo cáo" in page
    assert "quá hạn" not in page
    taken = site.client.get("/incidents.csv")
    assert taken.mimetype == "text/csv"
    assert "Công văn 12" in taken.get_data().decode("utf-8-sig")


@pytest.mark.parametrize("unit", ["H40.02", "H40.02.01"], ids=["department", "facility"])
def test_the_register_is_for_so_noi_vu_alone(site: Site, province: Province, unit: str) -> None:
    site.sign_in(province.holder(unit, "hr"))
    for address in ("/incidents", "/incidents.csv"):
        site.get(address, 403)
    site.post("/incidents", FORM, 403)
