"""The unit's pages: the roster, and what HR writes of a person."""

import re
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from province_app.services.unit_quality import UnitQuality
from province_app.views.record_page import Lost
from province_app.views.record_scores import unit_scores
from tests.desks import ELSEWHERE, FACILITY, draft_of, plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site
from tiers.quality.rule import Dimension
from tiers.quality.scores import Scores, UnitLoss


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    """A facility whose records are confirmed; its HR officer is signed in."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    site.at(at(21))
    site.sign_in(loaded.holder(FACILITY, "hr"))
    return loaded


def address(province: Province, person: str = "") -> str:
    return f"/unit/people/{person or plain_member(province, FACILITY)}"


def revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    return found[1]


def test_hr_finds_the_person_in_the_roster_and_types_the_number(
    site: Site, province: Province
) -> None:
    roster = unescape(site.get("/unit"))
    assert "Đơn vị" in roster
    assert address(province) in roster
    assert "Đã xác nhận" in roster
    scores = roster.split("Chất lượng hồ sơ của đơn vị")[1]
    assert f"{len(province.people(FACILITY))} hồ sơ đã xác nhận." in scores
    assert "quy tắc DU-7: " in scores  # nobody here has a photo
    page = site.get(address(province))
    form = {"revision": revision(page), "identity.staff_number": "H40-77"}
    site.post(address(province), form, 302)
    page = site.get(address(province))
    assert 'value="H40-77"' in page
    site.post(address(province) + "/send", {}, 302)
    draft = draft_of(province, plain_member(province, FACILITY))
    assert draft.state == "with_hr"


def test_each_point_that_a_unit_lost_names_field_and_rule() -> None:
    lost = UnitLoss("PH-1", "identity.phone", Dimension.CLEAN, 3, 15)
    page = unit_scores(UnitQuality(Scores(100, 100, 97, 100), 5, 1, [lost]))
    right, complete, clean, alive = page.scores
    assert [one.losses for one in (right, complete, alive)] == [(), (), ()]
    assert (clean.label, clean.value) == ("Sạch", 97)
    assert clean.losses == (Lost(15, "Số điện thoại liên hệ, quy tắc PH-1: 3 hồ sơ."),)


def test_what_was_typed_stays_when_another_page_was_faster(site: Site, province: Province) -> None:
    page = site.get(address(province))
    form = {"revision": revision(page), "identity.staff_number": "H40-1"}
    site.post(address(province), form, 302)
    again = site.post(address(province), {**form, "identity.staff_number": "H40-2"}, 409)
    assert 'value="H40-2"' in again.text
    assert "bản đã lưu là “H40-1”" in unescape(again.text)


def test_an_unknown_field_is_refused(site: Site, province: Province) -> None:
    form = {"revision": revision(site.get(address(province))), "identity.phone": "0911111111"}
    site.post(address(province), form, 400)


def test_a_stranger_is_not_there(site: Site, province: Province) -> None:
    for person in (plain_member(province, ELSEWHERE), str(uuid4())):
        site.get(address(province, person), 404)
        site.post(address(province, person), {"revision": "1"}, 404)
        site.post(address(province, person) + "/send", {}, 404)
    site.get(f"/unit?unit={province.unit(ELSEWHERE)}", 404)


@pytest.mark.parametrize("post", ["head", ""])
def test_without_the_account_of_hr_the_door_is_closed(
    site: Site, province: Province, post: str
) -> None:
    """A head has no account of HR; a person neither."""
    site.sign_in(province.holder(FACILITY, post) if post else plain_member(province, FACILITY))
    site.get("/unit", 403)
