"""Accounts at their pages: a unit's list, one person, the sheet of codes, activation."""

import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.services import activation, roster
from province_app.services.errors import Refused
from province_app.services.sessions import Visit
from province_app.stores import drafts
from province_app.views.messages import message
from tests.admins import TODAY, Admins, plain
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY
from tests.provinces import Province, at
from tests.web import Site

BASIS = {"basis_number": "12/QĐ-SNV", "basis_date": "2024-05-02"}
PASSWORD = "một câu dài dễ nhớ"
NOW = at(20)
WRONG = message("activation_refused")


def number_of(session: Session, who: str) -> str:
    """Return the identity number that stands in the person's draft."""
    return drafts.open_drafts(session, [UUID(who)])[UUID(who)].typed["identity.personal_id"]


def code_for(province: Province, admins: Admins, who: str) -> str:
    """Return a new code of the person, as the sheet prints it."""
    unit = province.unit(FACILITY)
    system = system_now()
    slips = activation.issue_codes(
        province.session, admins.facility, unit, NOW, system, {UUID(who)}
    )
    return slips[0].code


def test_a_facility_sees_its_people_and_no_other_unit(
    site: Site, province: Province, admins: Admins
) -> None:
    site.sign_in(admins.facility.person_id)
    page = unescape(site.get("/accounts"))
    assert "Chờ kích hoạt" in page
    assert "Quản trị tài khoản của đơn vị" in page
    site.get(f"/accounts?unit={province.unit(ELSEWHERE)}", 404)
    site.get(f"/accounts/people/{plain(province, ELSEWHERE)[0]}", 404)
    site.get(f"/accounts/people/{uuid4()}", 404)
    site.get("/levels", 403)
    site.sign_in(plain(province, FACILITY)[0])
    site.get("/accounts", 403)
    site.get("/two-person", 403)


def test_a_grant_is_given_and_limited_at_the_page(
    site: Site, province: Province, admins: Admins
) -> None:
    """Quy chế Đ.5.3b."""
    site.sign_in(admins.facility.person_id)
    who = plain(province, FACILITY)[0]
    place = f"/accounts/people/{who}"
    form = {**BASIS, "role": "hr", "starts_on": "2024-05-20", "ends_on": "2024-06-30"}
    site.post(f"{place}/grants", form)
    page = unescape(site.get(place))
    assert "đến trước 01/7/2024" in page
    found = re.search(r"/grants/(\d+)\"", page)
    assert found
    site.post(f"{place}/grants/{found[1]}", {**BASIS, "act": "limited"})
    assert "(chỉ xem)" in unescape(site.get(place))
    answer = site.post(f"{place}/grants", form, 409)
    assert message("already_granted") in unescape(answer.text)
    site.post(f"{place}/grants", {**form, "role": "province"}, 404)
    site.post(f"{place}/grants", {**form, "role": "unit_admin"}, 403)
    site.post(f"{place}/grants", {**form, "account_id": "1"}, 400)
    own = f"/accounts/people/{admins.facility.person_id}"
    site.post(f"{own}/grants", {**form, "role": "leader"}, 403)
    assert "Không ai tự cấp" in unescape(site.get(own))


def test_codes_for_the_whole_unit_are_shown_once_and_kept_as_marks(
    site: Site, province: Province, admins: Admins
) -> None:
    """Security bar C13, C14: nothing in the database is a code, a number or a password."""
    site.sign_in(admins.facility.person_id)
    unit_id = province.unit(FACILITY)
    new = roster.NewPerson(uuid4(), "Trần Đỗ Hải", "VC", TODAY)
    roster.add_people(province.session, unit_id, [new], NOW)
    assert "1 người chưa có" in unescape(site.get("/accounts"))
    site.post("/accounts/open", {**BASIS, "unit": unit_id})
    sheet = unescape(site.post("/accounts/codes", {"unit": unit_id}, 200).text)
    codes = re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", sheet)
    assert len(set(codes) - {"7KMPQ-4XWTA"}) > 3
    assert "hai.trando.0001" not in sheet  # no identity number yet: named above the slips
    assert "Trần Đỗ Hải" in sheet
    kept = province.session.execute(text("select code::text, number::text from activation_code"))
    assert not any(code in repr(row) for row in kept for code in codes)
    again = unescape(site.post("/accounts/codes", {"unit": unit_id}, 200).text)
    assert not set(codes) & set(re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", again))


def activate(site: Site, number: str, code: str, status: int = 302, password: str = PASSWORD):
    form = {"number": number, "code": code, "password": password, "again": password}
    return site.post("/activate", form, status)


def test_a_person_activates_alone_and_signs_in(
    site: Site, session: Session, province: Province, admins: Admins
) -> None:
    who = plain(province, FACILITY)[0]
    code = code_for(province, admins, who)
    activate(site, number_of(session, who), code.lower().replace("-", " "))
    name = session.scalar(text("select username from account where person_id = :w"), {"w": who})
    assert name in unescape(site.get("/sign-in"))
    site.post("/sign-in", {"username": name, "password": PASSWORD}, 302)
    assert "Cài mã xác thực" in unescape(site.get("/sign-in/code"))
    activate(site, number_of(session, who), code, 400)  # once


def test_whatever_is_wrong_is_answered_alike(
    site: Site, session: Session, province: Province, admins: Admins
) -> None:
    """Security bar #16, C17: no answer tells whether a number is known."""
    known, other = plain(province, FACILITY)[:2]
    closed = province.holder(FACILITY, "deputy")
    code, closed_code = code_for(province, admins, known), code_for(province, admins, closed)
    session.execute(text("update account set disabled_at = created_at, disabled_by = person_id"
                         " where person_id = :w"), {"w": closed})  # fmt: skip
    session.commit()
    tries = [
        ("036099000001", code),  # nobody's number
        (number_of(session, known), "AAAAA-AAAAA"),
        (number_of(session, other), code),  # another's code
        (number_of(session, closed), closed_code),
    ]
    answers = {
        re.sub(r'(csrf_token|number)" value="[^"]*', "", activate(site, *one, 400).text)
        for one in tries
    }
    assert len(answers) == 1
    assert WRONG in unescape(answers.pop())


def test_tries_are_bounded_for_a_number_known_or_not(
    site: Site, session: Session, province: Province, admins: Admins
) -> None:
    """Security bar C13, C31."""
    who = plain(province, FACILITY)[0]
    code = code_for(province, admins, who)
    for number in (number_of(session, who), "036099000001"):
        for _ in range(5):
            activate(site, number, "AAAAA-AAAAA", 400)
        answer = activate(site, number, code, 429)
        assert "Đã thử sai quá nhiều lần" in unescape(answer.text)
        assert int(answer.headers["Retry-After"]) > 0
    assert not session.scalar(
        text("select password_hash is not null from account where person_id = :w"), {"w": who}
    )


def test_a_code_ends_after_a_day_and_at_the_next_one(
    session: Session, province: Province, admins: Admins
) -> None:
    """Security bar C13."""
    who, unit = plain(province, FACILITY)[0], province.unit(FACILITY)
    number, made = number_of(session, who), system_now()
    first = activation.issue_codes(session, admins.facility, unit, NOW, made, {UUID(who)})[0].code
    late = made + activation.VALID_FOR

    def use(code: str, moment) -> str:
        return activation.activate(session, number, code, PASSWORD, Visit("192.0.2.1"), NOW, moment)

    with pytest.raises(Refused):
        use(first, late)
    second = activation.issue_codes(session, admins.facility, unit, NOW, made, {UUID(who)})[0].code
    with pytest.raises(Refused):
        use(first, made)
    with pytest.raises(Refused):
        activation.activate(session, number, second, "ngan", Visit("192.0.2.1"), NOW, made)
    assert use(second, made)


def test_a_reset_closes_the_password_and_shows_only_a_code(
    site: Site, session: Session, province: Province, admins: Admins
) -> None:
    """Security bar C14; the person's open session ends with it."""
    who = plain(province, FACILITY)[0]
    person = Site(site.app, site.app.test_client())
    person.sign_in(who)
    person.get("/my-record")
    site.sign_in(admins.facility.person_id)
    sheet = site.post(f"/accounts/people/{who}/reset", status=200).text
    code = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", sheet)
    assert code
    assert person.client.get("/my-record").status_code == 302
    activate(person, number_of(session, who), code[0])
    for other in (admins.department, admins.first):
        site.post(f"/accounts/people/{other.person_id}/reset", status=404)
    site.post(f"/accounts/people/{admins.facility.person_id}/reset", status=403)


def test_a_disabled_account_is_out_at_once(site: Site, province: Province, admins: Admins) -> None:
    """Security bar C5."""
    who = plain(province, FACILITY)[0]
    person = Site(site.app, site.app.test_client())
    person.sign_in(who)
    person.get("/my-record")
    site.sign_in(admins.facility.person_id)
    site.post(f"/accounts/people/{who}/disable")
    assert person.client.get("/my-record").status_code == 302
    assert "Đã khóa" in unescape(site.get(f"/accounts/people/{who}"))
    site.post(f"/accounts/people/{who}/enable")


def test_a_department_assigns_in_writing_at_the_page(
    site: Site, province: Province, admins: Admins
) -> None:
    """Quy chế Đ.11.6."""
    who = plain(province, DEPARTMENT)[0]
    site.sign_in(admins.department.person_id)
    form = {**BASIS, "door": "unit.read", "unit": province.unit(FACILITY),
            "starts_on": "2024-05-20", "ends_on": "2024-05-31"}  # fmt: skip
    site.post(f"/accounts/people/{who}/assignments", form)
    page = unescape(site.get(f"/accounts/people/{who}"))
    assert "Xem danh sách người của đơn vị" in page
    reader = Site(site.app, site.app.test_client())
    reader.sign_in(who)
    roster_page = unescape(reader.get(f"/unit?unit={province.unit(FACILITY)}"))
    assert "nhiệm vụ được giao bằng văn bản" in roster_page
    assert "/unit/people/" not in roster_page  # nothing is written there by this reader
    reader.get(f"/unit?unit={province.unit(DEPARTMENT)}", 404)
    found = re.search(r"/assignments/(\d+)/end", page)
    assert found
    site.post(f"/accounts/people/{who}/assignments/{found[1]}/end")
    reader.get(f"/unit?unit={province.unit(FACILITY)}", 403)
