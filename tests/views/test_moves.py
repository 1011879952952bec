"""The pages of movements: filed here, taken in there, read in the archive. Quy chế Đ.10."""

import re
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.desks import ELSEWHERE, FACILITY, plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site

FORM = {
    "kind": "transfer",
    "to": f"{ELSEWHERE} · Tên đơn vị",
    "effective_on": "2024-05-22",
    "basis_number": "15/QĐ-SNV",
    "basis_date": "2024-05-20",
}


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    """Two facilities whose records are confirmed; HR of the first is signed in."""
    loaded = load_province(session)
    for unit in (FACILITY, ELSEWHERE):
        loaded.send(unit)
        loaded.confirm(unit)
    site.at(at(22))
    site.sign_in(loaded.holder(FACILITY, "hr"))
    return loaded


@pytest.fixture
def person(province: Province) -> str:
    return plain_member(province, FACILITY)


def name(province: Province, person: str) -> str:
    return next(row["full_name"] for row in province.document["persons"] if row["id"] == person)


def movement(page: str) -> UUID:
    found = re.search(r"/unit/moves/([0-9a-f-]{36})/", page)
    assert found
    return UUID(found[1])


def test_a_transfer_from_the_form_to_the_archive(
    site: Site, province: Province, person: str
) -> None:
    who = name(province, person)
    sheet = site.get(f"/unit/people/{person}")
    assert f"/unit/people/{person}/move" in sheet
    site.get(f"/unit/people/{person}/move")
    site.post(f"/unit/people/{person}/move", FORM)
    mine = unescape(site.get("/unit/moves"))
    assert "Chờ tiếp nhận" in mine
    assert "Rút lại" in mine
    assert who in unescape(site.get("/unit"))
    site.sign_in(province.holder(ELSEWHERE, "hr"))
    home = unescape(site.get("/"))
    assert who in home
    assert "Chờ tiếp nhận" in home
    theirs = unescape(site.get("/unit/moves"))
    assert who in theirs
    site.post(f"/unit/moves/{movement(theirs)}/accept", {"category": "VC"})
    assert who in unescape(site.get("/unit"))
    assert "Chờ tiếp nhận" not in unescape(site.get("/"))
    site.get(f"/records/{person}/history")
    site.sign_in(province.holder(FACILITY, "hr"))
    assert who not in unescape(site.get("/unit"))
    archive = unescape(site.get("/unit/moves"))
    assert who in archive
    assert "15/QĐ-SNV, 20/5/2024" in archive
    assert "1 phiên bản" in archive
    site.get(f"/records/{person}/history")  # what the unit confirmed, to be read
    site.get(f"/unit/people/{person}", 404)  # and nothing to be written


def test_a_refusal_comes_back_with_its_reason(site: Site, province: Province, person: str) -> None:
    site.post(f"/unit/people/{person}/move", FORM)
    site.sign_in(province.holder(ELSEWHERE, "hr"))
    address = f"/unit/moves/{movement(site.get('/unit/moves'))}"
    page = unescape(site.post(address + "/refuse", {"reason": ""}, 409).text)
    assert "Chưa chọn lý do không tiếp nhận" in page
    site.post(address + "/refuse", {"reason": "wrong_day"})
    site.post(address + "/accept", {"category": "VC"}, 409)
    site.sign_in(province.holder(FACILITY, "hr"))
    page = unescape(site.get("/unit/moves"))
    assert "Không được tiếp nhận" in page
    assert "Sai ngày" in page
    assert f"/unit/people/{person}/move" in page


def test_what_was_typed_stays_after_a_refusal(site: Site, person: str) -> None:
    form = {**FORM, "to": "Trường nào đó"}
    page = unescape(site.post(f"/unit/people/{person}/move", form, 409).text)
    assert "Không có đơn vị mang mã này" in page
    assert 'value="Trường nào đó"' in page
    assert 'value="15/QĐ-SNV"' in page
    assert 'value="2024-05-22"' in page
    assert re.search(r'value="transfer" checked', page)
    site.post(f"/unit/people/{person}/move", {**form, "basis_date": ""}, 409)
    site.post(f"/unit/people/{person}/move", {**FORM, "person_id": "x"}, 400)


def test_somebody_who_left_is_shut_out_at_the_next_request(
    site: Site, province: Province, person: str
) -> None:
    """Source: Quy chế Đ.10.2; by the date, and in a session that is open."""
    site.post(
        f"/unit/people/{person}/move",
        {**FORM, "kind": "retired", "to": "", "effective_on": "2024-05-23"},
    )
    assert "rời đơn vị từ 23/5/2024" in unescape(site.get("/unit/moves"))
    site.sign_in(person)
    site.get("/my-record")
    site.at(at(23))
    assert site.client.get("/my-record").status_code == 302


def test_a_leader_sees_the_page_and_acts_only_where_no_hr_does(
    site: Site, province: Province, person: str
) -> None:
    site.sign_in(province.holder(FACILITY, "deputy"))
    site.get("/unit/moves")
    page = unescape(site.get(f"/unit/people/{person}/move"))
    assert "Cán bộ tổ chức làm" in page
    site.post(f"/unit/people/{person}/move", FORM, 403)
    site.post(f"/unit/people/{province.holder(FACILITY, 'hr')}/move", FORM)


def test_other_units_see_nothing_of_it(site: Site, province: Province, person: str) -> None:
    site.post(f"/unit/people/{person}/move", FORM)
    address = f"/unit/moves/{movement(site.get('/unit/moves'))}"
    site.sign_in(province.holder("H40.03", "hr"))
    assert name(province, person) not in unescape(site.get("/unit/moves"))
    site.post(address + "/accept", {"category": "VC"}, 404)
    site.post(address + "/withdraw", {}, 404)
    site.get(f"/unit/people/{person}/move", 404)
    site.get(f"/unit/moves?unit={province.unit(FACILITY)}", 404)


def test_who_came_off_the_roster_without_a_decision_is_a_task(
    site: Site, province: Province, person: str
) -> None:
    """A load of rosters ended the line; HR files the decision, and the record says so."""
    end = "update employment set ends_on = '2024-05-21' where person_id = :who"
    province.session.execute(text(end), {"who": person})
    province.session.commit()
    who = name(province, person)
    home = unescape(site.get("/"))
    assert "Hết thời hạn, chưa có quyết định: 1 người" in home
    assert who in home
    address = f"/unit/people/{person}/move"
    assert home.count(f'href="{address}"') == 1
    assert f'href="{address}"' in site.get("/unit/moves")
    form = unescape(site.get(address))
    assert "thời hạn ở đơn vị hết từ 21/5/2024" in form
    assert 'value="transfer"' not in form
    assert 'value="2024-05-21" min="2024-04-21"' in form
    site.post(address, {**FORM, "to": "", "kind": "resigned", "effective_on": "2024-05-21"})
    assert "chưa có quyết định" not in unescape(site.get("/"))
    assert "15/QĐ-SNV, 20/5/2024" in unescape(site.get("/unit/moves"))
    site.get(address, 404)


def test_who_left_is_taken_back_by_another_unit(
    site: Site, province: Province, person: str, session: Session
) -> None:
    rows = province.document["persons"]
    (number,) = [row["fields"]["identity.personal_id"] for row in rows if row["id"] == person]
    site.post(f"/unit/people/{person}/move", FORM | {"kind": "resigned", "to": ""})
    site.at(at(12, month=8))
    site.sign_in(province.holder(ELSEWHERE, "hr"))
    unit = province.unit(ELSEWHERE)
    assert f"/unit/moves/back?unit={unit}" in unescape(site.get("/unit/moves"))
    page = unescape(site.get(f"/unit/moves/back?unit={unit}"))
    assert "Tiếp nhận người trở lại tỉnh" in page
    form = {
        "unit": str(unit),
        "personal_id": "034083000777",
        "category": "VC",
        "received_on": "2024-08-12",
        "basis_number": "15/QĐ-SNV",
        "basis_date": "2024-08-01",
    }
    refused = unescape(site.post("/unit/moves/back", form, 409).text)
    assert "Không có người đã đi nào mang số này" in refused
    assert 'value="034083000777"' in refused
    site.post("/unit/moves/back", form | {"personal_id": number})
    assert f"Đã tiếp nhận {name(province, person)} trở lại" in unescape(site.get("/unit"))
    query = text("select unit_id from employment where person_id = :who order by starts_on desc")
    assert session.scalar(query, {"who": person}) == unit
