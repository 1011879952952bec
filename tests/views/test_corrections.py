"""Báo sai at the pages: asked beside the field, answered from the inbox."""

import html
import re

import pytest

from province_app.views.messages import message
from tests.desks import DEPARTMENT, ELSEWHERE
from tests.provinces import Province, at
from tests.web import Site

ADDRESS = "/my-record/identity/staff_number/correction"
SAID = "Theo quyết định là SNV-0412"


def task_of(site: Site) -> str:
    """Return where the first report of the inbox is answered."""
    found = re.search(r'href="(/corrections/[0-9a-f-]+)"', site.get("/"))
    assert found
    return found[1]


def test_a_report_and_its_answer(site: Site, province: Province, person: str) -> None:
    assert f'href="{ADDRESS}"' in site.get("/my-record/identity")
    assert "Thế nào là đúng" in site.get(ADDRESS)
    assert site.post(ADDRESS, {"said": SAID}).location == (
        "/my-record/identity#xem-identity.staff_number"
    )
    page = html.unescape(site.get("/my-record/identity"))
    assert f"“{SAID}”" in page
    assert "Chờ đơn vị trả lời" in page
    assert f'href="{ADDRESS}"' not in page
    assert message("correction_open") in site.get(ADDRESS)

    site.sign_in(province.holder(DEPARTMENT, "hr"))
    assert "Báo sai: 1 mục" in site.get("/")
    place = task_of(site)
    assert SAID in site.get(place)
    refused = site.post(f"{place}/answer", {"answer": "kept", "reason": ""}, 409).text
    assert message("correction_reason") in refused
    assert re.search(r'value="kept" checked', refused)
    site.at(at(21))
    site.post(f"{place}/answer", {"answer": "kept", "reason": "Đúng theo sổ"})
    assert "Báo sai:" not in site.get("/")

    site.sign_in(person)
    page = site.get("/my-record/identity")
    assert "Giữ nguyên.</strong> Đúng theo sổ" in page
    assert f'href="{ADDRESS}"' in page  # and may be asked again
    assert "Mục bạn đã báo sai" in site.get("/my-record")


def test_a_refused_report_keeps_its_text(site: Site, person: str) -> None:
    page = site.post(ADDRESS, {"said": "x" * 501}, 409).text
    assert message("too_long") in page
    assert "x" * 501 in page
    site.post(ADDRESS, {"said": SAID, "path": "identity.phone"}, 400)


@pytest.mark.parametrize("path", ["identity/phone", "identity/nothing", "cousins/phone"])
def test_only_what_others_fill_can_be_reported(site: Site, person: str, path: str) -> None:
    site.get(f"/my-record/{path}/correction", 404)
    site.post(f"/my-record/{path}/correction", {"said": SAID}, 404)


def test_other_units_find_nothing_and_people_have_no_door(
    site: Site, province: Province, person: str
) -> None:
    site.post(ADDRESS, {"said": SAID})
    site.sign_in(province.holder(DEPARTMENT, "hr"))
    place = task_of(site)
    site.sign_in(province.holder(ELSEWHERE, "hr"))
    site.get(place, 404)
    site.post(f"{place}/answer", {"answer": "mended", "reason": ""}, 404)
    assert "Báo sai:" not in site.get("/")
    site.sign_in(person)
    site.get(place, 403)
    site.post(f"{place}/answer", {"answer": "mended", "reason": ""}, 403)
