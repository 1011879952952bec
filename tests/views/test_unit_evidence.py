"""HR brings the document that proves what HR types: sealed, the person's, and logged. Đ.6.2b."""

import re
from html import unescape
from io import BytesIO
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import checking
from tests.desks import ELSEWHERE, FACILITY, draft_of, plain_member
from tests.evidence.files import pdf, png
from tests.provinces import Province, at, load_province
from tests.web import Site

NUMBER = "identity.staff_number"
PIECES = {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    """A facility whose records are confirmed; its HR officer has typed a number."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    site.at(at(21))
    site.sign_in(loaded.holder(FACILITY, "hr"))
    return loaded


@pytest.fixture
def address(site: Site, province: Province) -> str:
    place = f"/unit/people/{plain_member(province, FACILITY)}"
    page = site.get(place)
    assert "Lưu phần đơn vị ghi rồi đính kèm" in unescape(page)
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    site.post(place, {"revision": found[1], NUMBER: "H40-77"})
    return place


def bring(site: Site, address: str, data: bytes, status: int = 303, path: str = NUMBER) -> str:
    form = {"path": path, "file": (BytesIO(data), "Quyết định 15.png")}
    return site.post(f"{address}/evidence", form, status).text


def attached(province: Province) -> dict[str, list[str]]:
    return draft_of(province, plain_member(province, FACILITY)).evidence or {}


def test_hr_attaches_a_document_which_the_check_sees_and_the_version_keeps(
    site: Site, province: Province, address: str
) -> None:
    session, who = province.session, plain_member(province, FACILITY)
    bring(site, address, png())
    (digest,) = attached(province)[NUMBER]
    page = unescape(site.get(address))
    assert "Quyết định 15" in page
    assert site.client.get(f"/evidence/{who}/{digest}/copy").status_code == 200
    row = session.execute(text("select person_id, uploaded_by from evidence")).one()
    assert tuple(map(str, row)) == (who, province.holder(FACILITY, "hr"))
    actors = session.execute(
        text("select event, actor from audit_event where event like 'evidence.%' order by id")
    ).all()
    assert {str(one.actor) for one in actors} == {province.holder(FACILITY, "hr")}
    assert [one.event for one in actors][:2] == ["evidence.begun", "evidence.attached"]
    site.post(f"{address}/send")
    draft_id = draft_of(province, who).id
    site.sign_in(province.holder(FACILITY, "deputy"))
    assert "Quyết định 15" in unescape(site.get(f"/drafts/{draft_id}"))
    deputy = province.officer(province.holder(FACILITY, "deputy"), at(21))
    checking.confirm_drafts(session, deputy, [draft_id], at(21))
    assert attached(province)[NUMBER] == [digest]


def test_it_comes_in_pieces_and_goes_on_where_the_line_broke(
    site: Site, province: Province, address: str
) -> None:
    data = pdf()
    form = {"path": NUMBER, "name": "Quyết định", "size": str(len(data))}
    place = site.post(f"{address}/evidence", form, 201).headers["Location"]
    assert place.startswith(f"{address}/evidence/")
    found = re.search(r'name="csrf_token" value="([^"]+)"', site.client.get(address).text)
    assert found
    headers = {**PIECES, "X-CSRFToken": found[1]}

    def send(offset: int, piece: bytes) -> int:
        more = {**headers, "Upload-Offset": str(offset)}
        return site.client.patch(place, data=piece, headers=more).status_code

    assert send(0, data[:100]) == 204
    assert site.client.head(place).headers["Upload-Offset"] == "100"
    assert "Chọn lại đúng tệp này" in unescape(site.get(address))
    assert send(0, data[100:]) == 409
    assert send(100, data[100:]) == 204
    assert list(attached(province)) == [NUMBER]


def test_hr_takes_it_off_again_and_gives_an_upload_up(
    site: Site, province: Province, address: str
) -> None:
    bring(site, address, png())
    (digest,) = attached(province)[NUMBER]
    site.post(f"{address}/evidence/detach", {"path": NUMBER, "digest": digest}, 303)
    assert attached(province) == {}
    form = {"path": NUMBER, "name": "x", "size": "9"}
    place = site.post(f"{address}/evidence", form, 201).headers["Location"]
    site.post(f"{place}/cancel", {}, 303)
    site.get(place, 404)


def test_only_for_what_the_unit_fills(site: Site, province: Province, address: str) -> None:
    bring(site, address, png(), 400, "identity.phone")
    assert attached(province) == {}


def test_nobody_else_brings_anything_or_goes_on_with_it(
    site: Site, province: Province, address: str
) -> None:
    form = {"path": NUMBER, "name": "x", "size": "9"}
    place = site.post(f"{address}/evidence", form, 201).headers["Location"]
    upload = UUID(place.rpartition("/")[2])
    site.sign_in(plain_member(province, FACILITY))
    site.post(f"{address}/evidence", form, 403)
    site.get(f"/my-record/evidence/{upload}", 404)  # the person sees it once it is attached
    site.sign_in(province.holder(ELSEWHERE, "hr"))
    site.post(f"{address}/evidence", form, 404)
    site.get(place, 404)
    site.post(f"{place}/cancel", {}, 404)
    site.post(f"{address}/evidence/detach", {"path": NUMBER, "digest": "a" * 64}, 404)
    site.sign_in(province.holder(FACILITY, "deputy"))
    site.post(f"{address}/evidence", form, 403)


def test_who_no_longer_is_hr_of_the_person_sees_it_no_more(
    site: Site, province: Province, address: str
) -> None:
    bring(site, address, png())
    (digest,) = attached(province)[NUMBER]
    copy = f"/evidence/{plain_member(province, FACILITY)}/{digest}/copy"
    assert site.client.get(copy).status_code == 200
    with province.session.begin_nested():
        province.session.execute(
            text("update appointment set post = 'deputy' where person_id = :who"),
            {"who": province.holder(FACILITY, "hr")},
        )
    province.session.commit()
    assert site.client.get(copy).status_code == 404
