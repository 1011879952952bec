"""Printing at the pages: one paper from the person's page, many from the list of the unit."""

import re
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session

from province_app.services import print_batches
from tests.desks import FACILITY, NO_FILES, plain_member
from tests.printing.papers import pages
from tests.provinces import Province, at, load_province
from tests.web import Site

RESTRICTED = "Thông tin hạn chế"


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    site.at(at(21))
    site.sign_in(loaded.holder(FACILITY, "hr"))
    return loaded


def test_one_is_printed_from_the_persons_page(site: Site, province: Province) -> None:
    place = f"/unit/people/{plain_member(province, FACILITY)}"
    page = unescape(site.get(place))
    assert f'action="{place}/print"' in page
    answer = site.post(f"{place}/print", status=200)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert RESTRICTED in "\n".join(pages(answer.data))
    whole = site.post(f"{place}/print", {"restricted": "1"}, 200)
    assert RESTRICTED not in "\n".join(pages(whole.data))
    site.post(f"{place}/print", {"purpose": "x"}, 400)


def test_before_the_first_version_the_page_says_why_not(session: Session, site: Site) -> None:
    province = load_province(session)
    site.at(at(21))
    site.sign_in(province.holder(FACILITY, "hr"))
    place = f"/unit/people/{plain_member(province, FACILITY)}"
    page = unescape(site.get(place))
    assert "Hồ sơ chưa có phiên bản nào. In được sau khi hồ sơ được xác nhận." in page
    assert "In SYLL" not in page
    site.post(f"{place}/print", status=303)
    assert "Hồ sơ chưa có phiên bản nào" in unescape(site.get(place))


def test_people_ticked_in_the_list_are_printed_and_taken(site: Site, province: Province) -> None:
    roster = site.get("/unit")
    ids = re.findall(r'name="person" value="([^"]+)"', roster)
    assert len(ids) == len(province.people(FACILITY))
    unit = str(province.unit(FACILITY))
    site.post("/unit/prints", {"unit": unit, "person": ids[:2]}, 303)
    page = unescape(site.get("/unit/prints"))
    assert "0 / 2 người. Đang in" in page
    assert 'hx-get="/unit/prints/progress"' in page
    part = site.client.get("/unit/prints/progress")
    assert "HX-Refresh" not in part.headers
    print_batches.work_off(province.session, NO_FILES, at(21))
    part = site.client.get("/unit/prints/progress")
    assert part.headers["HX-Refresh"] == "true"
    page = unescape(site.get("/unit/prints"))
    (take,) = re.findall(r'action="(/unit/prints/[^"]+/take)"', page)
    answer = site.post(take, status=200)
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(ZipFile(BytesIO(answer.data)).namelist()) == 2


def test_nobody_ticked_is_said(site: Site, province: Province) -> None:
    unit = str(province.unit(FACILITY))
    again = unescape(site.post("/unit/prints", {"unit": unit}, 409).text)
    assert "Chưa chọn người nào để in" in again


@pytest.mark.parametrize("extra", [{"person": "x"}, {"secret": "1"}, {"unit": ""}])
def test_what_the_list_cannot_send_is_refused(
    site: Site, province: Province, extra: dict[str, str]
) -> None:
    site.post("/unit/prints", {"unit": str(province.unit(FACILITY)), **extra}, 400)


def test_more_than_fifty_are_proposed_first(
    site: Site, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiers.two_person.EXPORTED_ALONE", 1)
    page = unescape(site.get("/unit/prints"))
    assert "cần hai người" in page
    unit = str(province.unit(FACILITY))
    whole = {"unit": unit, "whole": "1"}
    assert "cần hai người" in unescape(site.post("/unit/prints", whole, 409).text)
    form = {"unit": unit, "restricted": "1", "basis_number": "12/QĐ", "basis_date": "2024-05-20"}
    site.post("/unit/prints/propose", form, 303)
    assert "chờ người thứ hai của đơn vị xác nhận" in unescape(site.get("/unit/prints"))
    site.sign_in(province.holder(FACILITY, "head"))
    desk = unescape(site.get("/two-person"))
    assert "sơ yếu lý lịch trên giấy, cả thông tin hạn chế, in một lần" in desk
