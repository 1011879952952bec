"""Accounts that give accounts, and lost factors: at the pages, by two, each in the own scope."""

from html import unescape

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.admins import Admins, make_admins, plain
from tests.desks import DEPARTMENT, FACILITY
from tests.provinces import Province, at, load_province
from tests.views.test_two_person import BASIS, act_of
from tests.web import Site
from tiers.units import Role


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    site.at(at(20))
    return load_province(session)


@pytest.fixture
def admins(province: Province) -> Admins:
    return make_admins(province)


def signed_in(site: Site, who: str) -> Site:
    other = Site(site.app, site.app.test_client())
    other.sign_in(who)
    return other


def count(session: Session, rows: str, who: str = "") -> int:
    session.rollback()
    found = session.scalar(text(f"select count(*) from {rows}"), {"who": who})  # noqa: S608
    return int(found or 0)


def confirm(site: Site) -> None:
    site.post(f"/two-person/{act_of(site.get('/two-person'))}/decide", {"answer": "confirm"})


def test_a_department_gives_a_facility_its_administrator_with_a_second_person(
    site: Site, province: Province, admins: Admins
) -> None:
    """Quy chế Đ.5.2c; security bar C6."""
    below = next(
        one["code"] for one in province.document["units"]
        if one.get("parent") == DEPARTMENT and one["tier"] == "facility"
    )  # fmt: skip
    who = plain(province, below)[0]
    page = signed_in(site, admins.department.person_id)
    form = {**BASIS, "role": "unit_admin", "starts_on": "2024-05-20", "ends_on": ""}
    page.post(f"/accounts/people/{who}/grants", form)
    assert Role.UNIT_ADMIN not in province.officer(who, at(20)).roles()
    assert "/decide" not in page.get("/two-person")  # who proposed has no button
    confirm(signed_in(site, province.holder(below, "head")))
    province.session.rollback()
    assert Role.UNIT_ADMIN in province.officer(who, at(20)).roles()


def test_a_closed_account_of_the_province_is_opened_by_two(
    site: Site, province: Province, admins: Admins
) -> None:
    """One alone would give himself a second person."""
    session, who = province.session, admins.second.person_id
    page = signed_in(site, admins.first.person_id)
    page.post(f"/accounts/people/{who}/disable")
    page.post(f"/accounts/people/{who}/enable")
    assert "Đã đề xuất" in unescape(page.get(f"/accounts/people/{who}"))
    closed = text("select disabled_at is not null from account where person_id = :who")
    assert session.scalar(closed, {"who": who})
    session.rollback()
    confirm(signed_in(site, province.holder(DEPARTMENT, "deputy")))
    assert not session.scalar(closed, {"who": who})


def test_the_password_of_an_account_of_the_province_is_reset_by_two(
    site: Site, province: Province, admins: Admins
) -> None:
    """One alone would take the second person's account over."""
    session, who = province.session, admins.second.person_id
    second = signed_in(site, who)
    page = signed_in(site, admins.first.person_id)
    page.post(f"/accounts/people/{who}/reset")
    assert "bấm lại nút này để in mã" in unescape(page.get(f"/accounts/people/{who}"))
    second.get("/my-record")  # nothing has happened yet
    assert count(session, "activation_code") == 0
    assert "/decide" not in page.get("/two-person")
    deputy = signed_in(site, province.holder(DEPARTMENT, "deputy"))
    assert "Mật khẩu hiện nay hết giá trị" in unescape(deputy.get("/two-person"))
    confirm(deputy)
    assert second.client.get("/my-record").status_code == 302
    page.post(f"/accounts/people/{who}/reset", status=200)
    assert count(session, "account where password_hash is null and person_id = :who", who) == 1


def test_an_account_that_was_closed_meanwhile_is_not_reset(
    site: Site, province: Province, admins: Admins
) -> None:
    session, who = province.session, admins.second.person_id
    site.give_password(who)
    page = signed_in(site, admins.first.person_id)
    page.post(f"/accounts/people/{who}/reset")
    page.post(f"/accounts/people/{who}/disable")
    deputy = signed_in(site, province.holder(DEPARTMENT, "deputy"))
    act = act_of(deputy.get("/two-person"))
    deputy.post(f"/two-person/{act}/decide", {"answer": "confirm"}, 409)
    assert count(session, "account where password_hash is null and person_id = :who", who) == 0


def test_a_lost_factor_is_taken_away_at_the_pages(
    site: Site, province: Province, admins: Admins
) -> None:
    session, who = province.session, plain(province, FACILITY)[0]
    person = signed_in(site, who)
    page = signed_in(site, admins.facility.person_id)
    assert "Mất điện thoại" in unescape(page.get(f"/accounts/people/{who}"))
    page.post(f"/accounts/people/{who}/reset-factor", BASIS)
    person.get("/my-record")
    confirm(signed_in(site, province.holder(FACILITY, "head")))
    assert person.client.get("/my-record").status_code == 302  # its sessions have ended
    factors = text(
        "select count(*) from totp_factor join account on account.id = account_id"
        " where person_id = :who"
    )
    assert session.scalar(factors, {"who": who}) == 0
