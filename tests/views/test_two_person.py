"""Việc cần hai người at its pages: windows, administration accounts, levels."""

import re
from html import unescape
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.sealing import ring
from province_app.services import key_rotation
from province_app.views.messages import message
from tests.admins import PROVINCE, Admins, plain
from tests.desks import DEPARTMENT, FACILITY
from tests.provinces import Province, at
from tests.views.test_sessions import older
from tests.web import Site, code_now

BASIS = {"basis_number": "12/QĐ-SNV", "basis_date": "2024-05-02"}


def second(site: Site, admins: Admins) -> Site:
    other = Site(site.app, site.app.test_client())
    other.sign_in(admins.second.person_id)
    return other


def act_of(page: str) -> str:
    found = re.search(r"/two-person/([0-9a-f-]{36})/decide", page)
    assert found
    return found[1]


def test_a_window_is_proposed_by_one_and_opened_by_another(
    site: Site, province: Province, admins: Admins
) -> None:
    """Quy chế Đ.7.1b; who, basis, what and until when stand on the page."""
    site.sign_in(admins.first.person_id)
    site.get("/two-person/window")
    form = {**BASIS, "first": "2024-05-27", "last": "2024-05-28", "units": province.unit(FACILITY)}
    again = site.post("/two-person/window", {**form, "last": "2024-06-02"}, 409)
    assert message("window_two_months") in unescape(again.text)
    site.post("/two-person/window", form)
    mine = unescape(site.get("/two-person"))
    assert message("own_proposal").rstrip(".") in mine
    assert "/decide" not in mine
    other = second(site, admins)
    page = unescape(other.get("/two-person"))
    for said in ("Được ký từ 27/5/2024 đến hết 28/5/2024", "12/QĐ-SNV, 02/5/2024", "Chờ đến"):
        assert said in page
    place = f"/two-person/{act_of(page)}/decide"
    site.post(place, {"answer": "confirm"}, 403)
    other.post(place, {"answer": "perhaps"}, 400)
    other.post(place, {"answer": "confirm"})
    assert "Đã làm" in unescape(site.get("/two-person"))
    assert "Thời hạn phê duyệt ngoại lệ của kỳ" in unescape(site.get("/sync"))


def test_an_administration_account_is_proposed_and_confirmed(
    site: Site, province: Province, admins: Admins
) -> None:
    """Quy chế Đ.5.1b."""
    who = plain(province, DEPARTMENT)[0]
    site.sign_in(admins.first.person_id)
    form = {**BASIS, "role": "unit_admin", "starts_on": "2024-05-20", "ends_on": ""}
    site.post(f"/accounts/people/{who}/grants", form)
    other = second(site, admins)
    page = unescape(other.get("/two-person"))
    assert "Cấp: Quản trị tài khoản của đơn vị" in page
    task = f'href="/two-person#h-{act_of(page)}"'
    assert task in other.get("/")  # Việc của tôi
    assert "Còn 1 việc" in unescape(other.get("/two-person"))
    assert "/two-person#" not in site.get("/")
    other.post(f"/two-person/{act_of(page)}/decide", {"answer": "confirm"})
    assert "Quản trị tài khoản của đơn vị" in unescape(site.get(f"/accounts/people/{who}"))
    assert task not in other.get("/")


def test_a_level_is_raised_and_lowered_at_the_page(
    site: Site, session: Session, province: Province, admins: Admins
) -> None:
    """Quy chế Đ.3.2; TT 06/2023 Đ.5.4."""
    other = second(site, admins)
    site.sign_in(admins.first.person_id)
    site.get("/levels", 404)  # not designated
    top, form = province.unit(PROVINCE), {"starts_on": "2024-05-20", "ends_on": "2024-07-31"}
    task = {**BASIS, **form, "door": "restricted.read", "unit": top}
    site.post(f"/accounts/people/{admins.second.person_id}/assignments", task)
    other.post(f"/accounts/people/{admins.first.person_id}/assignments", task)
    who = plain(province, FACILITY)[0]
    name, username = session.execute(
        text("select full_name, username from account join person on person.id = person_id"
             " where person.id = :w"), {"w": who},
    ).one()  # fmt: skip
    unknown = site.post("/levels/raise", {**BASIS, **form, "username": "khong.co.0001"}, 409)
    assert message("nobody_named") in unescape(unknown.text)
    hr = Site(site.app, site.app.test_client())
    hr.sign_in(province.holder(FACILITY, "hr"))
    assert name in unescape(hr.get("/unit"))
    site.post("/levels/raise", {**BASIS, **form, "username": username, "at_once": "1"})
    assert "Tạm nâng" in unescape(site.get("/levels"))
    assert name in unescape(site.get("/levels"))
    assert name not in unescape(hr.get("/unit"))
    hr.get(f"/unit/people/{who}", 404)
    page = unescape(other.get("/two-person"))
    assert "Đã tạm nâng" in page
    other.post(f"/two-person/{act_of(page)}/decide", {"answer": "confirm"})
    assert "Tạm nâng" not in unescape(site.get("/levels"))
    found = re.search(r"/levels/(\d+)/lower", site.get("/levels"))
    assert found
    site.post(f"/levels/{found[1]}/lower", BASIS)
    page = unescape(other.get("/two-person"))
    assert "Trở về mức thường" in page
    other.post(f"/two-person/{act_of(page)}/decide", {"answer": "confirm"})
    assert name in unescape(hr.get("/unit"))


def test_a_change_of_key_is_proposed_and_its_command_shown_until_it_is_used(
    site: Site, session: Session, province: Province, admins: Admins
) -> None:
    """QĐ893 III.1; security bar 6, 23."""
    site.sign_in(admins.first.person_id)
    assert ring().newest in site.get("/two-person/key")
    form = {**BASIS, "key": ring().newest}
    again = unescape(site.post("/two-person/key", {**form, "key": "00" * 8}, 409).text)
    assert message("another_key_now") in again
    assert "12/QĐ-SNV" in again
    site.post("/two-person/key", {"key": ring().newest}, 409)
    older(session, "proved_at", 6)
    site.post("/two-person/key", form, 401)
    site.post("/two-person/key", {**form, "code": code_now(1)})
    assert "keys rotate" not in site.get("/two-person")
    other = second(site, admins)
    act = act_of(other.get("/two-person"))
    other.post(f"/two-person/{act}/decide", {"answer": "confirm"})
    command = f"flask --app wsgi keys rotate --act {act}"
    assert command in site.get("/two-person")
    key_rotation.rotate(session, UUID(act), at(20))
    page = unescape(site.get("/two-person"))
    assert command not in page
    assert re.search(r"<span>Đã làm \d", page)
    clerk = Site(site.app, site.app.test_client())
    clerk.sign_in(province.holder(FACILITY, "hr"))
    clerk.get("/two-person/key", 403)


def test_the_second_person_shows_a_fresh_code(
    site: Site, session: Session, province: Province, admins: Admins
) -> None:
    """As one who signs: a browser left open decides nothing."""
    site.sign_in(admins.first.person_id)
    form = {**BASIS, "first": "2024-05-27", "last": "2024-05-28", "units": province.unit(FACILITY)}
    site.post("/two-person/window", form)
    other = second(site, admins)
    place = f"/two-person/{act_of(other.get('/two-person'))}/decide"
    older(session, "proved_at", 6)
    for answer in ("confirm", "refuse"):
        asked = other.post(place, {"answer": answer}, 401).text
        assert f'name="answer" value="{answer}"' in asked
    assert session.scalar(text("select count(*) from two_person_act where outcome is null")) == 1
    other.post(place, {"answer": "confirm", "code": code_now(1)})
    assert session.scalar(text("select outcome from two_person_act")) == "done"


def test_every_decision_of_a_second_person_asks_for_the_code(site: Site) -> None:
    deciding = {"two_person.decide", "certificates.decide"}
    assert all(hasattr(site.app.view_functions[one], "fresh") for one in deciding)
