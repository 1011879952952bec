"""The page of the signature: what it shows to whom, and that a closed door explains itself."""

import re
from html import unescape

import pytest
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.stores import clocks
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, amend, appoint, counts, plain_member
from tests.provinces import PIN, Province, at, load_province
from tests.views.signing_page import carried, head_signed_in, name_of
from tests.web import Site


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    return head_signed_in(session, site)


def test_the_page_shows_the_list_and_who_signs_the_own_record(
    site: Site, province: Province
) -> None:
    """Đ.7.1b: cấp phó ký hồ sơ của người đứng đầu."""
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    page = unescape(site.get("/signing"))
    others = len(province.people(FACILITY)) - 1
    assert f"Ký số {others} hồ sơ" in page
    assert "0 hồ sơ không thay đổi" in page
    assert "Sở Nội vụ (H40.03)" in page
    table = page[page.index("<tbody") : page.index("</tbody>")]
    assert name_of(province, head) not in table
    assert name_of(province, province.holder(FACILITY, "hr")) in table  # as the checker, too
    own = f"Người đứng đầu không ký hồ sơ của mình. Phó Chi cục trưởng {name_of(province, deputy)}"
    assert f"{own} ký hồ sơ của bạn, 1 hồ sơ đang chờ." in page
    assert "thông tin hạn chế" in page.lower()
    assert "Dân tộc" not in table  # restricted content is counted, not spread out


def test_a_wrong_clock_closes_the_button_before_a_pin_is_typed(
    site: Site, session: Session, province: Province
) -> None:
    clocks.note(session, {"127.0.0.1:123": 75.0}, system_now())
    session.commit()
    page = unescape(site.get("/signing"))
    assert "Đồng hồ máy chủ lệch hơn 60 giây" in page
    assert 'type="password"' not in page


CLOSED = [
    (FACILITY, at(22, 23, 59, 30), "00:00 ngày 23/5/2024", "Chưa đến thời hạn"),
    (FACILITY, at(26, 0), "00:00 ngày 23/6/2024", "Đã hết thời hạn"),
    (DEPARTMENT, at(27, 0), "00:00 ngày 23/6/2024", "Đã hết thời hạn"),
]


@pytest.mark.parametrize(("unit", "moment", "opens", "words"), CLOSED)
def test_a_closed_window_says_when_it_opens(
    site: Site, province: Province, unit: str, moment, opens: str, words: str
) -> None:
    """The button is closed with its reason; a stale page is refused with the next opening."""
    if unit == DEPARTMENT:
        province.send(unit)
        province.confirm(unit)
    head = province.holder(unit, "head")
    province.certify(head)
    site.sign_in(head)
    form = carried(site.get("/signing")) | {"pin": PIN}
    site.at(moment)
    page = unescape(site.get("/signing"))
    assert words in page
    button = re.search(r'id="ky-so" disabled.*?Mở lại ([^·<]+) · Quy chế', page, re.S)
    assert button
    assert button[1] == opens
    refused = unescape(site.post("/signing/sign", form, 409).text)
    assert "Ngoài thời hạn phê duyệt" in refused
    assert opens in refused
    prepared = {name: value for name, value in form.items() if name != "pin"}
    assert opens in unescape(site.post("/signing/prepare", prepared, 409).text)
    assert counts(province.session) == (0, 0, 0)


def test_a_head_of_two_units_signs_one_at_a_time(site: Site, province: Province) -> None:
    head = province.holder(FACILITY, "head")
    appoint(province, head, ELSEWHERE, "head", "leader")
    for unit in (FACILITY, ELSEWHERE):
        page = site.get(f"/signing?unit={province.unit(unit)}")
        assert f'name="unit" value="{province.unit(unit)}"' in page
    assert f"/signing?unit={province.unit(FACILITY)}" in page


def test_a_long_list_comes_in_pages_of_one_and_the_same_list(site: Site, session: Session) -> None:
    """The second page of a list that changed is not shown beside the first of the former one."""
    province = load_province(session, staff=140)
    unit = max((FACILITY, ELSEWHERE, DEPARTMENT), key=lambda code: len(province.people(code)))
    province.send(unit)
    province.confirm(unit)
    head = province.holder(unit, "head")
    province.certify(head)
    site.at(at(23))
    site.sign_in(head)
    first = unescape(site.get("/signing"))
    link = re.search(r'href="([^"]+)" rel="next"', first)
    assert link
    second = unescape(site.get(link[1]))
    names = [re.findall(r'scope="row">([^<]+)<', page) for page in (first, second)]
    assert len(names[0]) == 25
    assert not set(names[0]) & set(names[1])
    assert carried(first)["shown"] == carried(second)["shown"]
    amend(province, plain_member(province, unit), "Tin học", at(23, 9))
    province.confirm(unit, at(23, 9))
    stale = unescape(site.get(link[1]))
    assert "Có thay đổi từ lúc mở trang" in stale
    assert "Hồ sơ 1–25" in stale


def test_a_month_without_a_change_is_closed_with_a_button(site: Site, province: Province) -> None:
    """Design: a unit with no change closes its month by the head's recorded act."""
    province.sign(FACILITY)
    province.sign(FACILITY, "deputy")
    site.at(at(28))
    assert "Xác nhận tháng không có thay đổi" not in site.get("/signing")  # May was signed
    site.at(at(23, month=6))
    page = site.get("/signing")
    assert "Xác nhận tháng không có thay đổi" in page
    unit = str(province.unit(FACILITY))
    site.post("/signing/close", {"unit": unit}, 302)
    page = site.get("/signing")
    assert "Tháng không có thay đổi" in page
    assert "Xác nhận tháng không có thay đổi" not in page
    again = unescape(site.post("/signing/close", {"unit": unit}, 409).text)
    assert "Tháng này đã khép." in again


def test_the_signer_sees_what_the_rules_say_of_open_sections_alone(
    site: Site, province: Province
) -> None:
    """What was confirmed with a warning is signed knowingly; of the restricted a count is shown."""
    person = plain_member(province, FACILITY)
    amend(province, person, "0228580830", at(21), "identity.phone")
    province.confirm(FACILITY)
    amend(province, person, "26/03/1995", at(21), "political.first_union_join_date")
    province.confirm(FACILITY)
    page = unescape(site.get("/signing"))
    assert "0228580830 không phải số di động" in page
    assert "Ngày vào tổ chức" not in page
