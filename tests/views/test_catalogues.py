"""The search in a catalogue, as the page's script asks for it."""

from html import unescape

from tests.desks import FACILITY, plain_member
from tests.provinces import Province, at
from tests.web import Site


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


def test_without_script_the_whole_list_is_there(site: Site, province: Province) -> None:
    site.sign_in(plain_member(province, FACILITY))
    page = site.get("/my-record/salary")
    assert 'list="tra-cuu-ngach_chuc_danh"' in page
    assert '<datalist id="tra-cuu-ngach_chuc_danh">' in page
    assert 'hx-get="/catalogues/ngach_chuc_danh/search"' in page
