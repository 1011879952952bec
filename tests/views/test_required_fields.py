"""Required fields at the pages of departments, catalogues beside the national ones."""

import re
from html import unescape

import pytest
from sqlalchemy import text

from province_app.record.form import CONTRACT_STAFF
from province_app.services import catalogues
from province_app.views.messages import message
from tests.desks import DEPARTMENT, FACILITY, grant
from tests.provinces import Province, at
from tests.web import Site

FIELD = "position.work_strength"


def sign_in(site: Site, province: Province, role: str) -> None:
    """Sign HR of Sở Nội vụ in with that role."""
    person = province.holder(DEPARTMENT, "hr")
    grant(province, person, DEPARTMENT, role)
    site.sign_in(person)


def form(province: Province, unit: str = DEPARTMENT, day: str = "2024-05-21") -> dict[str, str]:
    return {"unit": str(province.unit(unit)), "path": FIELD, "starts_on": day}


def count(province: Province) -> int:
    province.session.rollback()
    return province.session.scalar(text("select count(*) from required_field"))


@pytest.mark.parametrize("role", ["person", "hr", "leader"])
def test_other_roles_have_no_door(site: Site, province: Province, role: str) -> None:
    sign_in(site, province, role)
    site.get("/required-fields", 403)
    site.get("/catalogues", 403)
    site.post("/required-fields/add", form(province), 403)
    site.post("/required-fields/1/end", {"ends_on": "2024-06-01"}, 403)
    assert count(province) == 0


def test_a_department_requires_a_field_and_its_people_read_by_whom(
    site: Site, province: Province
) -> None:
    sign_in(site, province, "department_hr")
    page = unescape(site.get("/required-fields"))
    assert "Chưa yêu cầu thêm mục nào" in page
    assert "Danh mục và mã quốc gia" not in page
    site.get("/catalogues", 403)
    site.post("/required-fields/add", form(province), 302)
    page = unescape(site.get("/required-fields"))
    assert "Chưa đến ngày" in page
    assert "từ 21/5/2024" in page

    contract = text("select person_id from employment where category = any(:contract)")
    workers = {str(one) for one in province.session.scalars(
        contract, {"contract": sorted(CONTRACT_STAFF)})}  # fmt: skip
    person = next(one for one in province.people(FACILITY)[::-1] if one not in workers)
    site.at(at(21))
    site.sign_in(person)
    site.get("/my-record/position")
    shown = unescape(site.get("/my-record/position"))
    revision = re.search(r'name="revision" value="(\d+)"', shown)
    assert revision
    site.post("/my-record/position", {"revision": revision[1], FIELD: ""})
    asked = "Sở Nội vụ yêu cầu mục này từ ngày 21/5/2024"
    assert asked not in unescape(site.get("/my-record/position"))  # not scolded before
    assert asked in unescape(site.get("/my-record/position?check=all"))
    refused = unescape(site.post("/my-record/send", status=422).text)
    assert asked.lower() in refused.lower()


def test_a_foreign_unit_is_absent(site: Site, province: Province) -> None:
    sign_in(site, province, "department_hr")
    for unit in (FACILITY, "H40", "H40.02"):
        site.post("/required-fields/add", form(province, unit), 404)
    site.post("/required-fields/99/end", {"ends_on": "2024-06-01"}, 404)
    assert count(province) == 0


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"starts_on": "2024-05-19"}, 409, message("day_past")),
        ({"starts_on": "x"}, 409, message("invalid_date")),
        ({"path": ""}, 409, message("required")),
        ({"path": "identity.full_name"}, 400, message("unknown_field")),
        ({"extra": "1"}, 400, ""),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    site: Site, province: Province, change: dict[str, str], status: int, said: str
) -> None:
    sign_in(site, province, "department_hr")
    answer = site.post("/required-fields/add", form(province) | change, status)
    assert said in unescape(answer.text)
    if status == 409 and "path" not in change:
        assert f'value="{FIELD}" selected' in answer.text
    assert count(province) == 0


def test_a_requirement_is_ended_once(site: Site, province: Province) -> None:
    sign_in(site, province, "department_hr")
    site.post("/required-fields/add", form(province), 302)
    number = province.session.scalar(text("select id from required_field"))
    site.post(f"/required-fields/{number}/end", {"ends_on": "x"}, 400)
    site.post(f"/required-fields/{number}/end", {"ends_on": "2024-05-20"}, 302)
    assert "Đã kết thúc" in unescape(site.get("/required-fields"))
    site.post(f"/required-fields/{number}/end", {"ends_on": "2024-05-20"}, 409)


def test_so_noi_vu_reads_which_codes_the_nation_lacks(site: Site, province: Province) -> None:
    entry = {"name": "x", "parent": None, "valid_from": None, "valid_to": None}
    catalogues.store_pulled(
        province.session, "trinh_do_pho_thong", "abc123", [{"code": "12/12", **entry}], at(20)
    )
    sign_in(site, province, "province")
    assert 'href="/catalogues"' in site.get("/required-fields")
    page = unescape(site.get("/catalogues"))
    assert "abc123" in page
    assert "12/12BT" in page  # config/national-catalogue-gaps.json
    assert "không có trong bản quốc gia" in page
    assert "chưa lấy" in page
