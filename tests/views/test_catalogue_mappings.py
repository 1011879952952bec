"""The table of codes on its page, at entry and in the task of a rejected record."""

from html import unescape
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from province_app.services import catalogue_mappings
from province_app.services.catalogue_mappings import Wanted
from province_app.stores import records
from tests.admins import BASIS, make_admins
from tests.desks import FACILITY
from tests.provinces import Province, at, load_province
from tests.services.test_catalogue_gaps import CATALOGUE, PATH, pull, refuse
from tests.views.record_form import filled, posted
from tests.web import Site

FORM = {
    "catalogue": CATALOGUE,
    "local_code": "12/12BT",
    "national_code": "12/12",
    "valid_from": "2024-05-20",
    "valid_to": "",
    "basis_number": "15/SNV",
    "basis_date": "2024-05-20",
}
FIELD = "education.general_education_code"


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    made = load_province(session)
    site.at(at(28))
    pull(session, {"12/12BT"})
    return made


def test_from_the_list_of_unknown_codes_to_the_table(site: Site, province: Province) -> None:
    site.sign_in(make_admins(province).first.person_id)
    page = unescape(site.get("/catalogues"))
    place = f"/catalogues?catalogue={CATALOGUE}&code=12/12BT"
    assert f'href="{place}#h-doi"' in page
    assert "Chưa ghi mã thay nào" in page
    form = unescape(site.get(place))
    assert f'<option value="{CATALOGUE}" selected>' in form
    assert 'name="local_code" value="12/12BT"' in form
    assert 'name="valid_from" value="2024-05-28"' in form
    answer = site.post("/catalogues/mapping", FORM)
    assert answer.headers["Location"].endswith("/catalogues#h-bang")
    page = unescape(site.get("/catalogues"))
    assert "Đã ghi mã thay cho 12/12BT." in page
    assert "15/SNV, 20/5/2024" in page
    assert 'data-label="Mã thay">12/12</td>' in page
    assert "Chưa ghi mã thay nào" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"national_code": "13/12"}, "không có mã này"),
        ({"valid_to": "2024-05-01"}, "Ngày cuối trước ngày đầu"),
        ({"catalogue": "ton_giao"}, "không gửi lên nơi nhận"),
        ({"basis_number": ""}, "Thiếu số văn bản"),
    ],
)
def test_a_refused_form_comes_back_as_it_was_typed(
    site: Site, province: Province, change: dict[str, str], said: str
) -> None:
    site.sign_in(make_admins(province).first.person_id)
    page = unescape(site.post("/catalogues/mapping", FORM | change, 409).text)
    assert "Chưa ghi được mã thay" in page
    assert said in page
    assert 'name="local_code" value="12/12BT"' in page
    assert "Chưa ghi mã thay nào" in page


def test_only_the_province_enters_it(site: Site, province: Province) -> None:
    site.sign_in(province.holder(FACILITY, "hr"))
    site.post("/catalogues/mapping", FORM, 403)


def test_where_the_code_is_typed_the_other_is_one_button_away(
    site: Site, session: Session, province: Province, person: str
) -> None:
    """The field holds what was typed until the person chooses."""
    site.at(at(20))
    desk = province.officer(province.holder(FACILITY, "hr"))
    page = posted(site.get("/my-record/education")) | {FIELD: ["12/12BT"]}
    site.post("/my-record/education", page)
    assert "Nơi nhận hồ sơ chưa biết mã này" not in site.get("/my-record/education")
    wanted = Wanted(CATALOGUE, "12/12BT", "12/12", at(1).date())
    catalogue_mappings.map_code(session, desk, wanted, BASIS, at(20))
    page = site.get("/my-record/education")
    assert "Nơi nhận hồ sơ chưa biết mã này" in unescape(page)
    assert f'name="use" value="{FIELD}=12/12"' in page
    assert filled(session, person)[FIELD] == "12/12BT"
    site.post("/my-record/education", {**posted(page), "use": [f"{FIELD}=12/12"]}, 302)
    assert filled(session, person)[FIELD] == "12/12"


def test_the_task_of_the_rejected_record_names_the_code(
    site: Site, session: Session, province: Province
) -> None:
    people = province.people(FACILITY)[-1:]
    refuse(province, people, PATH)
    hr = province.holder(FACILITY, "hr")
    site.sign_in(hr)
    assert "nơi nhận dùng" not in unescape(site.get("/"))
    newest = records.latest(session, [UUID(people[0])])
    (content,) = records.contents_of(session, list(newest.values())).values()
    code = content["education"]["general_education_code"]
    other = "9/12" if code != "9/12" else "12/12"
    wanted = Wanted(CATALOGUE, code, other, at(1).date())
    catalogue_mappings.map_code(session, province.officer(hr), wanted, BASIS, at(28))
    assert f"Mã {code}: nơi nhận dùng" in unescape(site.get("/"))
    assert f"({other})" in unescape(site.get("/"))
