"""The page of a check: what it shows, what its buttons do, what it says when they cannot."""

import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.services import checking, drafts
from province_app.stores.transaction import transaction
from tests.desks import (
    ELSEWHERE,
    FACILITY,
    FIELD,
    amend,
    appoint,
    draft_of,
    plain_member,
)
from tests.provinces import START, Province, at, load_province
from tests.web import Site, without_tokens
from tiers.units import Officer, Role


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    """A facility whose people have sent their records; its HR officer is signed in."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    site.sign_in(loaded.holder(FACILITY, "hr"))
    return loaded


def path_of(province: Province, person_id: str, act: str = "") -> str:
    return f"/drafts/{draft_of(province, person_id).id}" + (f"/{act}" if act else "")


def revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    return found[1]


def state(province: Province, person_id: str) -> tuple[str, int]:
    """The draft's state and how many versions the record has."""
    province.session.rollback()
    count = text("select count(*) from record_version where record_id = :who")
    return (
        draft_of(province, person_id).state,
        province.session.scalar(count, {"who": person_id}),
    )


def test_a_first_entry_is_shown_whole(site: Site, province: Province) -> None:
    page = unescape(site.get(path_of(province, plain_member(province, FACILITY))))
    assert "Khai lần đầu" in page
    assert "Thông tin hạn chế" in page
    assert "thông tin hạn chế" in page
    assert "Số CCCD" in page
    assert "Chi cục Văn thư - Lưu trữ (H40.03.01)" in page  # a unit by its name
    assert re.search(r"<ins>(Nam|Nữ)</ins>", page)  # a code by its label, not "1" or "2"
    assert "<del>" not in page


def test_a_change_is_shown_as_old_and_new_by_label(site: Site, province: Province) -> None:
    person_id, hr = plain_member(province, FACILITY), province.holder(FACILITY, "hr")
    draft = draft_of(province, person_id)
    checking.confirm_drafts(province.session, province.officer(hr), [draft.id], START)
    amend(province, person_id, "0912345678", at(21), "identity.phone")
    page = unescape(site.get(path_of(province, person_id)))
    assert "1 mục thay đổi" in page
    assert re.search(
        r"Số điện thoại liên hệ.*<del>[0-9]{10}</del>.*<ins>0912345678</ins>", page, re.S
    )
    assert "Số CCCD" not in page


@pytest.mark.parametrize("act", ["", "confirm", "return", "fields"])
def test_a_foreign_draft_is_absent(site: Site, province: Province, act: str) -> None:
    """The answer is the one for an id that nobody has. Security bar, abuse case 1."""
    province.send(ELSEWHERE)
    foreign = path_of(province, plain_member(province, ELSEWHERE), act)
    nobodys = f"/drafts/{uuid4()}" + (f"/{act}" if act else "")
    answers = []
    for path in (foreign, nobodys):
        if act:
            answers.append(site.post(path, {"revision": "2"}, 404).text)
        else:
            answers.append(site.get(path, 404))
    assert without_tokens(answers[0]) == without_tokens(answers[1])
    assert state(province, plain_member(province, ELSEWHERE)) == ("with_hr", 0)


@pytest.mark.parametrize("act", ["", "confirm", "return", "fields"])
def test_a_person_without_the_door_is_refused(site: Site, province: Province, act: str) -> None:
    person_id = plain_member(province, FACILITY)
    site.sign_in(person_id)
    path = path_of(province, person_id, act)
    if act:
        site.post(path, {"revision": "2"}, 403)
    else:
        site.get(path, 403)


def test_the_own_record_is_closed_and_says_why(site: Site, province: Province) -> None:
    hr = province.holder(FACILITY, "hr")
    page = site.get(path_of(province, hr))
    assert "Không ai kiểm tra hoặc ký hồ sơ của chính mình" in page
    assert page.count(" disabled") == 2
    for act in ("confirm", "return"):
        form = {"revision": revision(page), f"reason-{FIELD}": "wrong"}
        site.post(path_of(province, hr, act), form if act == "return" else {"revision": "2"}, 403)
    assert state(province, hr) == ("with_hr", 0)


def test_who_typed_the_change_is_refused(site: Site, province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    with transaction(province.session):
        draft_of(province, person_id).typed_by = UUID(province.holder(FACILITY, "hr"))
    page = site.get(path_of(province, person_id))
    assert "Bạn đã nhập thay đổi này" in page
    site.post(path_of(province, person_id, "confirm"), {"revision": revision(page)}, 403)
    assert state(province, person_id) == ("with_hr", 0)


def test_confirming_opens_the_next_record(site: Site, province: Province) -> None:
    waiting = len(province.people(FACILITY)) - 1
    path = path_of(province, plain_member(province, FACILITY))
    seen = []
    for left in range(waiting, 0, -1):
        page = site.get(path)
        assert f"trong {left}" in page
        seen.append(path)
        answer = site.post(f"{path}/confirm", {"revision": revision(page)}, 302)
        path = answer.location
    assert len(set(seen)) == waiting
    assert path == "/"
    assert "Không còn hồ sơ nào chờ bạn kiểm tra" in site.get("/sign-in")


def test_a_page_that_is_out_of_date_confirms_nothing(site: Site, province: Province) -> None:
    """The draft was returned by a colleague, amended and sent again after it was shown."""
    person_id, hr = plain_member(province, FACILITY), province.holder(FACILITY, "hr")
    path = path_of(province, person_id)
    shown = revision(site.get(path))
    reasons = [{"path": FIELD, "reason": "wrong", "text": ""}]
    draft_id = draft_of(province, person_id).id
    checking.return_draft(province.session, province.officer(hr), draft_id, reasons, START)
    amend(province, person_id, "Tin học ứng dụng", START)
    again = site.post(f"{path}/confirm", {"revision": shown}, 409).text
    assert "Có thay đổi từ lúc mở trang" in again
    assert "Tin học ứng dụng" in again
    assert state(province, person_id) == ("with_hr", 0)
    site.post(f"{path}/confirm", {"revision": revision(again)}, 302)
    assert state(province, person_id) == ("confirmed", 1)


def test_the_second_of_two_checkers_is_told_by_whom(site: Site, province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    colleague = next(
        who
        for who in province.people(FACILITY)
        if who not in {person_id, *(province.holder(FACILITY, p) for p in ("hr", "head", "deputy"))}
    )
    appoint(province, colleague, FACILITY, "hr", "hr")
    path = path_of(province, person_id)
    page = site.get(path)
    draft_id = draft_of(province, person_id).id
    checking.confirm_drafts(province.session, province.officer(colleague), [draft_id], START)
    again = unescape(site.post(f"{path}/confirm", {"revision": revision(page)}, 409).text)
    name = province.session.scalar(
        text("select full_name from person where id = :who"), {"who": colleague}
    )
    assert "Hồ sơ không còn chờ kiểm tra" in again
    assert f"{name} đã xác nhận" in again
    assert state(province, person_id) == ("confirmed", 1)


def test_returning_without_a_reason_keeps_what_was_typed(site: Site, province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    page = site.get(path_of(province, person_id))
    form = {
        "revision": revision(page),
        "reason-identity.phone": "wrong",
        "text-identity.phone": "Số đã đổi.",
        "reason-identity.cccd_number": "other",
    }
    again = unescape(site.post(path_of(province, person_id, "return"), form, 409).text)
    assert "Số CCCD: chọn và ghi rõ lý do." in again
    assert 'value="Số đã đổi."' in again
    assert '<option value="other" selected>' in again
    none = site.post(path_of(province, person_id, "return"), {"revision": revision(page)}, 409)
    assert "Chọn ít nhất một mục cần bổ sung" in none.text
    assert state(province, person_id) == ("with_hr", 0)


def test_returning_sends_the_reasons_back(site: Site, province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    page = site.get(path_of(province, person_id))
    form = {
        "revision": revision(page),
        "seen": "identity.gender_code",
        "reason-identity.phone": "wrong",
        "text-identity.phone": "Số đã đổi.",
    }
    site.post(path_of(province, person_id, "return"), form, 302)
    assert state(province, person_id) == ("returned", 0)
    assert draft_of(province, person_id).returns == [
        {"path": "identity.phone", "reason": "wrong", "text": "Số đã đổi."}
    ]
    page = unescape(site.get(path_of(province, person_id)))
    assert "người khai đang sửa" in page
    assert "Số CCCD" not in page  # what the person is mending is not shown


def test_reasons_and_a_confirmation_together_are_asked_about(
    site: Site, province: Province
) -> None:
    person_id = plain_member(province, FACILITY)
    page = site.get(path_of(province, person_id))
    form = {"revision": revision(page), "reason-identity.phone": "wrong"}
    again = site.post(path_of(province, person_id, "confirm"), form, 409).text
    assert "Đã chọn mục cần bổ sung" in again
    assert state(province, person_id) == ("with_hr", 0)


@pytest.mark.parametrize(
    "extra",
    [
        {"checked_by": "x"},
        {"reason-identity.secret": "wrong"},
        {"reason-identity.phone": "because"},
        {"text-identity.phone": "x" * 501},
        {"revision": ""},
        {"seen": "identity.secret"},
    ],
)
def test_what_the_form_does_not_have_is_refused(
    site: Site, province: Province, extra: dict[str, str]
) -> None:
    person_id = plain_member(province, FACILITY)
    form = {"revision": "2", **extra}
    site.post(path_of(province, person_id, "confirm"), form, 400)
    assert state(province, person_id) == ("with_hr", 0)


def test_the_checker_reads_the_warnings_of_the_rules_beside_the_field(
    site: Site, province: Province
) -> None:
    person_id = plain_member(province, FACILITY)
    draft = draft_of(province, person_id)
    draft.typed = {**draft.typed, "identity.phone": "0228580830"}
    province.session.commit()
    page = unescape(site.get(path_of(province, person_id)))
    assert "Cần xem: 0228580830 không phải số di động." in page


def test_a_confirmation_that_a_rule_forbids_says_at_which_field(
    site: Site, province: Province
) -> None:
    """Source: Quy chế Đ.6.2.b."""
    person_id = plain_member(province, FACILITY)
    draft = draft_of(province, person_id)
    draft.typed = {**draft.typed, "position.appointment_date": "01/06/2024"}
    province.session.commit()
    form = {"revision": str(draft.revision)}
    page = unescape(site.post(path_of(province, person_id, "confirm"), form, 409).text)
    assert "Ngày bổ nhiệm: Ngày 01/6/2024 chưa đến." in page
    assert state(province, person_id) == ("with_hr", 0)


def chosen(site: Site) -> list[str]:
    """What the boxes of the inbox would send."""
    return re.findall(r'name="draft" value="([0-9a-f-]{36}:[0-9]+)"', site.get("/"))


def test_several_are_confirmed_at_once_from_the_inbox(site: Site, province: Province) -> None:
    boxes = chosen(site)
    assert len(boxes) > 2
    site.post("/drafts/confirm", {"draft": boxes[:2]}, 302)
    assert "Đã xác nhận 2 hồ sơ." in unescape(site.get("/"))
    states = [province.session.get_one(Draft, UUID(box[:36])).state for box in boxes[:3]]
    assert states == ["confirmed", "confirmed", "with_hr"]


@pytest.mark.parametrize("spoilt", ["changed", "wrong", "none"])
def test_one_that_cannot_be_confirmed_keeps_all_waiting_and_says_why(
    site: Site, province: Province, spoilt: str
) -> None:
    """All or none, by the same road as a single one."""
    boxes = chosen(site)[:2]
    draft = province.session.get_one(Draft, UUID(boxes[1][:36]))
    if spoilt == "changed":
        draft.revision += 1
    if spoilt == "wrong":
        draft.typed = {**draft.typed, "salary.salary_coefficient": "9,99"}
    province.session.commit()
    site.post("/drafts/confirm", {"draft": [] if spoilt == "none" else boxes}, 302)
    page = unescape(site.get("/"))
    wanted = {"changed": "Chưa xác nhận hồ sơ nào.", "wrong": "Hệ số", "none": "Chưa chọn hồ sơ"}
    assert wanted[spoilt] in page
    province.session.expire_all()
    assert {province.session.get_one(Draft, UUID(box[:36])).state for box in boxes} == {"with_hr"}


def test_a_list_with_somebody_elses_draft_is_not_there(site: Site, province: Province) -> None:
    province.send(ELSEWHERE)
    foreign = draft_of(province, plain_member(province, ELSEWHERE)).id
    site.post("/drafts/confirm", {"draft": [*chosen(site)[:1], f"{foreign}:2"]}, 404)
    site.post("/drafts/confirm", {"draft": ["1; drop"]}, 400)


def test_the_checker_sees_which_fields_the_unit_typed(site: Site, province: Province) -> None:
    """The person and HR have typed into one draft; where one alone did, nothing is said."""
    session, who = province.session, plain_member(province, FACILITY)
    province.confirm(FACILITY)
    site.at(at(21))
    draft = drafts.save_draft(
        session,
        Officer(who, Role.PERSON),
        {FIELD: "Tin học"},
        drafts.next_revision(session, UUID(who)),
        at(21),
    )
    hr = UUID(province.holder(FACILITY, "hr"))
    with transaction(session):
        drafts.keep_typed(session, draft, {"identity.staff_number": "H40-000123"}, at(21), hr)
        draft.typed_by = hr
        drafts.send_many(session, [draft], at(21))
    site.sign_in(province.holder(FACILITY, "deputy"))
    page = unescape(site.get(path_of(province, who)))
    heads = re.findall(r'<h3 id="ten-([^"]+)">(.*?)</h3>', page)
    assert {path: "đơn vị ghi" in head for path, head in heads} == {
        "identity.staff_number": True,
        FIELD: False,
    }
    with transaction(session):
        draft.typed_by_unit = ["identity.staff_number", FIELD]
    assert "đơn vị ghi" not in unescape(site.get(path_of(province, who)))


def test_ticks_are_kept_after_each_and_shown_again(site: Site, province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    path = path_of(province, person_id)
    page = site.get(path)
    form = {"revision": revision(page), "seen": ["identity.phone", "identity.gender_code"]}
    answer = site.client.post(
        f"{path}/fields", data=form | token(page), headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert answer.text.count('name="was"') == 2  # what the page may take back from now on
    assert "Đã lưu 2 mục xác nhận lúc" in unescape(answer.text)
    again = unescape(site.get(path))
    assert again.count('name="seen"') > 2
    assert re.search(r'value="identity.phone" id="dung-identity.phone" checked', again)
    assert "2 / " in again
    assert "mục đã được xác nhận và không đổi từ đó" in again
    site.post(f"{path}/fields", {"revision": revision(again), "was": "identity.phone"}, 302)
    assert "1 / " in unescape(site.get(path))
    assert state(province, person_id) == ("with_hr", 0)


def test_a_stale_page_takes_back_no_colleagues_tick(site: Site, province: Province) -> None:
    """It names what it showed as confirmed; what it never showed stays."""
    path = path_of(province, plain_member(province, FACILITY))
    shown = revision(site.get(path))
    site.post(f"{path}/fields", {"revision": shown, "seen": "identity.phone"}, 302)
    site.post(f"{path}/fields", {"revision": shown, "seen": "identity.gender_code"}, 302)
    page = unescape(site.get(path))
    assert page.count('name="was"') == 2


def test_a_tick_on_a_page_that_is_out_of_date_is_said(site: Site, province: Province) -> None:
    path = path_of(province, plain_member(province, FACILITY))
    page = site.get(path)
    old = {"revision": "1", "seen": "identity.phone"}
    answer = site.client.post(
        f"{path}/fields", data=old | token(page), headers={"HX-Request": "true"}
    )
    assert answer.status_code == 409
    assert "Chưa lưu. Có thay đổi từ lúc mở trang" in unescape(answer.text)
    again = unescape(site.post(f"{path}/fields", old, 409).text)
    assert 'value="identity.phone" id="dung-identity.phone" checked' in again  # nothing is lost


def token(page: str) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return {"csrf_token": found[1]}
