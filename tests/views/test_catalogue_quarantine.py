"""A changed national catalogue on its way to use: home, the page, two persons. TT 06/2023 Đ.13."""

import re
from html import unescape

import pytest
from sqlalchemy.orm import Session

from province_app.services import catalogue_quarantine, catalogues
from tests.admins import make_admins
from tests.desks import FACILITY
from tests.provinces import Province, at, load_province
from tests.services.test_catalogue_quarantine import CATALOGUE, USED, version
from tests.web import Site

BASIS = {"basis_number": "12/SNV", "basis_date": "2024-05-20"}


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    made = load_province(session)
    site.at(at(28))
    catalogue_quarantine.take(session, CATALOGUE, "1", version(), at(20))
    return made


def test_one_proposes_another_confirms_then_it_is_used(
    site: Site, province: Province, session: Session
) -> None:
    admins = make_admins(province)
    catalogue_quarantine.take(
        session, CATALOGUE, "2", version(without=USED, extra="<b>moi"), at(28)
    )
    site.sign_in(admins.first.person_id)
    assert "CSDL quốc gia đổi 1 danh mục" in site.get("/")
    page = site.get("/catalogues")
    assert "chờ hai người xác nhận" in page
    assert "(12/12BT)" in page
    assert "&lt;b&gt;moi" in page
    assert "<b>moi" not in page
    site.post("/catalogues/propose", BASIS)
    assert f"{CATALOGUE} bản 2" in unescape(site.get("/two-person"))

    site.sign_in(admins.second.person_id)
    (act,) = set(re.findall(r"/two-person/([0-9a-f-]{36})/decide", site.get("/two-person")))
    site.post(f"/two-person/{act}/decide", {"answer": "confirm"})
    assert catalogues.versions(session) == {CATALOGUE: "2"}
    assert "chờ hai người xác nhận" not in site.get("/catalogues")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"basis_number": "", "basis_date": "2024-05-20"}, "Thiếu số văn bản"),
        ({"basis_number": "12/SNV", "basis_date": "2025-01-01"}, "ngày"),
        (BASIS, "Không còn danh mục nào chờ"),
    ],
)
def test_what_cannot_be_proposed_is_said(
    site: Site, province: Province, form: dict[str, str], said: str, session: Session
) -> None:
    if form is not BASIS:
        catalogue_quarantine.take(session, CATALOGUE, "2", version(without=USED), at(28))
    site.sign_in(make_admins(province).first.person_id)
    answer = unescape(site.post("/catalogues/propose", form, 409).text)
    assert "Chưa đề xuất được" in answer
    assert said in answer


def test_other_officers_have_no_such_page(site: Site, province: Province) -> None:
    site.sign_in(province.holder(FACILITY, "hr"))
    site.post("/catalogues/propose", BASIS, 403)
    assert "danh mục" not in site.get("/")
