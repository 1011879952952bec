"""Tìm mục trong hồ sơ của tôi: the page, the part for htmx, and where the links lead."""

import re
from html import unescape

import pytest
from sqlalchemy.orm import Session

from tests.desks import FACILITY, plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    loaded = load_province(session)
    site.at(at(21))
    site.sign_in(plain_member(loaded, FACILITY))
    return loaded


def links(page: str) -> list[str]:
    return re.findall(r'href="(/my-record/[a-z_]+#[^"]+)"', page)


@pytest.mark.parametrize("sent", [False, True])
def test_a_found_field_stands_where_the_link_leads(
    site: Site, province: Province, sent: bool
) -> None:
    """Also while the record waits for its check, and in fields that others fill."""
    if sent:
        province.send(FACILITY)
    for query in ("bac luong", "so hieu", "bang khen", "ngay sinh", "ton giao"):
        (first, *_) = links(site.get(f"/my-record/find?q={query}"))
        place, _, anchor = first.partition("#")
        assert f'id="{anchor}"' in site.get(place), anchor


def test_the_box_stands_on_every_page_of_the_form(site: Site, province: Province) -> None:
    for path in ("/my-record", "/my-record/salary", "/my-record/find"):
        page = site.get(path)
        assert page.count('action="/my-record/find"') == 1
        assert page.count('role="search"') == 1


def test_htmx_gets_the_list_alone(site: Site, province: Province) -> None:
    answer = site.client.get("/my-record/find?q=thi+dua", headers={"HX-Request": "true"})
    part = unescape(answer.text)
    assert "<html" not in part
    assert "Thành tích thi đua, khen thưởng" in part
    assert "mục 35.1" in part
    nothing = site.client.get("/my-record/find?q=", headers={"HX-Request": "true"}).text
    assert nothing.split() == ["<div>", "</div>"]


def test_what_is_typed_is_shown_harmlessly(site: Site, province: Province) -> None:
    page = site.get("/my-record/find?q=%3Cscript%3E%22")
    assert '<script>"' not in page
    assert "Không có mục nào" in unescape(page)


def test_a_person_is_led_to_no_section_that_is_not_asked(site: Site, province: Province) -> None:
    """Cán bộ, công chức, viên chức have no labour contract."""
    assert links(site.get("/my-record/find?q=hop+dong+lao+dong")) == []
