"""The page of searching: nothing typed stands in an address."""

import re
from html import unescape

import pytest
from sqlalchemy.orm import Session

from province_app.services import search
from province_app.views.messages import message
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, draft_of, plain_member
from tests.provinces import Province, load_province
from tests.web import Site


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


def find(site: Site, typed: str, status: int = 200, **more: str) -> str:
    return unescape(site.post("/search", {"q": typed, **more}, status).text)


def test_hr_finds_somebody_of_the_unit_and_opens_the_record(site: Site, province: Province) -> None:
    site.sign_in(province.holder(FACILITY, "hr"))
    page = site.get("/search")
    assert 'href="/search"' in page  # the door
    assert "Kết quả" not in page
    who = plain_member(province, FACILITY)
    number = draft_of(province, who).typed["identity.personal_id"]
    said = find(site, number)
    assert f'href="/unit/people/{who}"' in said
    answer = site.post("/search", {"q": number}, 200)
    assert answer.headers["Cache-Control"] == "no-store"
    site.get(f"/unit/people/{who}")
    site.client.get("/search", query_string={"q": number})  # an address is not read
    assert "Không tìm thấy" in find(site, "khong co ai ten nay")
    assert message("search_too_short") in find(site, "a", 409)
    site.sign_in(who)
    assert "Tra cứu" in unescape(site.get("/my-record/readers"))


def test_a_leader_reads_the_history_and_the_province_opens_nothing(
    site: Site, province: Province
) -> None:
    who = plain_member(province, FACILITY)
    number = draft_of(province, who).typed["identity.personal_id"]
    for unit, post, link in ((FACILITY, "head", True), (DEPARTMENT, "hr", False)):
        site.sign_in(province.holder(unit, post))
        said = find(site, number)
        assert (f'href="/records/{who}/history"' in said) is link
        assert "Chi cục Văn thư" in said  # the unit
    site.get(f"/records/{who}/history", 404)


def test_the_next_page_goes_on_where_this_one_ends(
    site: Site, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAGE", 1)
    site.sign_in(province.holder(FACILITY, "hr"))
    letter = "nguyen"  # several of them work there
    said = find(site, letter)
    fields = dict(re.findall(r'name="(after_key|after_id)" value="([^"]+)"', said))
    following = find(site, letter, **fields)
    assert "Kết quả tiếp theo" in following
    assert fields["after_id"] not in following.partition("Kết quả")[2]
    for bad in ({"after_key": "1"}, {"after_key": "x", "after_id": fields["after_id"]},
                {**fields, "after_id": "7"}, {**fields, "more": "1"}):  # fmt: skip
        find(site, letter, 400, **bad)


def test_who_has_no_post_and_who_is_of_another_unit_find_nobody_here(
    site: Site, province: Province
) -> None:
    who = plain_member(province, FACILITY)
    number = draft_of(province, who).typed["identity.personal_id"]
    site.sign_in(who)
    site.get("/search", 403)
    find(site, number, 403)
    site.sign_in(province.holder(ELSEWHERE, "hr"))
    assert "Không tìm thấy" in find(site, number)
