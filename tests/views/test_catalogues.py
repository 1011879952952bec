"""The search in a catalogue, as the page's script asks for it."""

from html import unescape

import pytest
from sqlalchemy.orm import Session

from tests.desks import FACILITY, plain_member
from tests.provinces import Province, at
from tests.views.record_form import draft_of, posted
from tests.web import Site

PLACES = (
    "identity.birth_place_unit_code",
    "identity.native_place_commune_code",
    "identity.current_address_commune_code",
)


def test_everybody_searches_and_strangers_sign_in(site: Site, province: Province) -> None:
    address = "/catalogues/admin_units/search?q=hai+minh"
    assert site.client.get(address).status_code == 302
    site.sign_in(plain_member(province, FACILITY))
    found = unescape(site.get(address))
    assert 'data-value="Xã Hải Minh, Huyện Hải Hậu, Tỉnh Nam Định (' in found
    assert "<html" not in found
    assert "Không tìm thấy" in unescape(site.get("/catalogues/admin_units/search?q=khongco"))
    site.get("/catalogues/tuoi_nghi_huu/search?q=a", 404)


def test_an_old_name_is_marked(site: Site, province: Province) -> None:
    site.at(at(1, month=7).replace(year=2025))
    site.sign_in(plain_member(province, FACILITY))
    assert "(đến 30/6/2025)" in site.get("/catalogues/admin_units/search?q=tran+dang+ninh")


def test_no_page_brings_the_whole_country_along(site: Site, province: Province) -> None:
    """The country is searched on the server; three more options a commune would be a megabyte."""
    site.sign_in(plain_member(province, FACILITY))
    page = site.get("/my-record/identity")
    assert 'hx-get="/catalogues/admin_units/search"' in page
    assert "tra-cuu-admin_units" not in page
    assert page.count("<option") < 500
    assert len(page) < 200_000


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("phuc xa ba dinh", "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội (00001)"),
        ("an chau", "Thị trấn An Châu, Huyện Châu Thành, Tỉnh An Giang (30589)"),
        ("nuoc ngoai", "Nước ngoài (NN)"),
        ("lao nuoc ngoai", "Lào, Nước ngoài (NN.LA)"),
    ],
)
def test_whoever_was_born_elsewhere_finds_the_place_and_saves_it(
    site: Site, session: Session, person: str, asked: str, found: str
) -> None:
    address = f"/catalogues/admin_units/search?q={asked.replace(' ', '+')}"
    assert f'data-value="{found}"' in unescape(site.get(address))
    form = posted(site.get("/my-record/identity")) | {path: [found] for path in PLACES}
    site.post("/my-record/identity", form)
    typed = draft_of(session, person).typed
    assert {typed[path] for path in PLACES} == {found.rpartition("(")[2][:-1]}


def test_without_script_the_whole_list_is_there(site: Site, province: Province) -> None:
    site.sign_in(plain_member(province, FACILITY))
    page = site.get("/my-record/salary")
    assert 'list="tra-cuu-ngach_chuc_danh"' in page
    assert '<datalist id="tra-cuu-ngach_chuc_danh">' in page
    assert 'hx-get="/catalogues/ngach_chuc_danh/search"' in page
