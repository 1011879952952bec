"""My record: filled section by section, saved as typed, sent once, followed on its path."""

import html
import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.schema import SECTIONS, FieldInfo, fields
from province_app.services import checking
from province_app.views.messages import message
from tests.provinces import Province, at, load_province
from tests.web import Site

UNIT = "H40.03"
WRONG = "~ sai ~"
BY_ITSELF = {"HX-Request": "true"}
ASKED = [info for info in fields().values() if SECTIONS[info.section].asked_from("VC")]
PERSON_FIELDS = [info for info in ASKED if info.item.filled_by == "person"]
OTHER_FIELDS = [info for info in ASKED if info.item.filled_by != "person"]
SINGLE = [info for info in PERSON_FIELDS if info.kind != "table"]
TABLES = [info for info in PERSON_FIELDS if info.kind == "table"]


@pytest.fixture
def province(session: Session) -> Province:
    return load_province(session)


@pytest.fixture
def person(site: Site, province: Province) -> str:
    """An ordinary employee, signed in."""
    posts = {row["person"] for row in province.document["appointments"]}
    who = next(one for one in province.people(UNIT) if one not in posts)
    site.sign_in(who)
    return who


def draft_of(session: Session, person: str) -> Draft:
    session.rollback()
    query = text("select id from draft where person_id = :person and state <> 'confirmed'")
    return session.get_one(Draft, session.scalar(query, {"person": person}))


def filled(session: Session, person: str) -> dict[str, str]:
    return {path: value for path, value in draft_of(session, person).typed.items() if value}


def posted(page: str) -> dict[str, list[str]]:
    """Return what a browser would send of the section's form as it stands."""
    mine = r'<form method="post" action="/my-record/(?!send"|photo).*?</form>'
    form = re.search(mine, page, re.S)
    assert form
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type")
        if name != "csrf_token" and (kind != "checkbox" or " checked" in tag):
            found.setdefault(name, []).append(_attribute(tag, "value"))
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form[0], re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = [html.unescape(chosen[1]) if chosen else ""]
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form[0]):
        found[name] = [html.unescape(body)]
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def wrong_for(info: FieldInfo) -> str:
    """Return a text that is wrong for the field's kind."""
    longest = {"text": 255, "long_text": 500, "full_text": 4000}.get(info.kind)
    return "x" * (longest + 1) if longest else WRONG


@pytest.mark.parametrize("section", dict.fromkeys(info.section for info in SINGLE))
def test_each_wrong_value_is_kept_with_its_sentence_and_the_others_stay(
    site: Site, session: Session, person: str, section: str
) -> None:
    wrong = [info for info in SINGLE if info.section == section]
    for info in wrong:
        before = filled(session, person)
        form = posted(site.get(f"/my-record/{section}")) | {info.path: [wrong_for(info)]}
        assert site.post(f"/my-record/{section}", form).location == f"/my-record/{section}"
        assert filled(session, person) == before | {info.path: wrong_for(info)}
    page = site.get(f"/my-record/{section}")
    for info in wrong:
        assert f'id="loi-{info.path}"' in page
        assert f'href="#{info.path}"' in page
    assert html.unescape(page).count("~ sai ~") >= sum(wrong_for(info) == WRONG for info in wrong)


def test_a_date_comes_back_box_by_box(site: Site, session: Session, person: str) -> None:
    form = posted(site.get("/my-record/identity"))
    form["identity.birth_date"] = ["31", "4", "1987"]
    form["identity.cccd_issue_date"] = ["17/05/2021", "", ""]
    answer = site.post("/my-record/identity", form)
    assert answer.location == "/my-record/identity"
    typed = draft_of(session, person).typed
    assert typed["identity.birth_date"] == "31/4/1987"
    assert typed["identity.cccd_issue_date"] == "17/05/2021"
    page = site.get("/my-record/identity")
    assert "Không có ngày này" in page
    assert posted(page)["identity.birth_date"] == ["31", "4", "1987"]
    assert posted(page)["identity.cccd_issue_date"] == ["17", "05", "2021"]


def test_a_right_section_is_saved_and_leads_to_the_next(
    site: Site, session: Session, person: str
) -> None:
    form = posted(site.get("/my-record/education"))
    form["education.highest_qualification_major"] = ["  Toán   học "]
    assert site.post("/my-record/education", form).location == "/my-record/position"
    draft = draft_of(session, person)
    assert draft.typed["education.highest_qualification_major"] == "Toán học"
    assert draft.revision == 2


def test_the_page_saves_by_itself(site: Site, session: Session, person: str) -> None:
    site.at(at(21, 14, 3))
    form = posted(site.get("/my-record/position")) | {"position.work_strength": ["Dạy học"]}
    part = site.post("/my-record/position", form, 200, headers=BY_ITSELF).text
    assert "Đã lưu lúc 14:03" in part
    assert 'name="revision" value="2"' in part
    assert "<html" not in part
    assert draft_of(session, person).typed["position.work_strength"] == "Dạy học"


def test_a_search_takes_the_chosen_line_and_keeps_what_it_cannot_find(
    site: Site, session: Session, person: str
) -> None:
    page = site.get("/my-record/identity")
    assert "Thị trấn Gôi, Huyện Vụ Bản, Tỉnh Nam Định (13741)" in page
    assert "Phường Nam Định" not in page  # of 2025
    path = "identity.birth_place_unit_code"
    form = posted(page) | {path: ["Thị trấn Gôi, Huyện Vụ Bản, Tỉnh Nam Định (13741)"]}
    site.post("/my-record/identity", form)
    assert draft_of(session, person).typed[path] == "13741"
    form = posted(site.get("/my-record/identity")) | {path: ["Thị trấn (cũ)"]}
    site.post("/my-record/identity", form)
    assert draft_of(session, person).typed[path] == "Thị trấn (cũ)"
    assert message("unknown_code") in site.get("/my-record/identity")


def test_boxes_can_be_cleared(site: Site, session: Session, person: str) -> None:
    path = "education.state_honour_codes"
    form = posted(site.get("/my-record/education")) | {path: ["", "01", "02"]}
    site.post("/my-record/education", form)
    assert draft_of(session, person).typed[path] == "01; 02"
    page = site.get("/my-record/education")
    assert posted(page)[path] == ["", "01", "02"]
    site.post("/my-record/education", posted(page) | {path: [""]})
    assert draft_of(session, person).typed[path] == ""


def test_what_was_not_posted_stays(site: Site, session: Session, person: str) -> None:
    before = dict(draft_of(session, person).typed)
    site.post("/my-record/identity", {"revision": "1", "identity.phone": "0912000231"})
    assert draft_of(session, person).typed == before | {"identity.phone": "0912000231"}


@pytest.mark.parametrize("info", OTHER_FIELDS, ids=lambda info: info.path)
def test_what_the_unit_or_the_system_writes_is_read_only(
    site: Site, session: Session, person: str, info: FieldInfo
) -> None:
    page = site.get(f"/my-record/{info.section}")
    assert f'name="{info.path}"' not in page
    assert ("Đơn vị ghi." if info.item.filled_by == "hr" else "Hệ thống ghi.") in page
    before = dict(draft_of(session, person).typed)
    refused = site.post(f"/my-record/{info.section}", {"revision": "1", info.path: "X"}, 400)
    assert message("unknown_field") in refused.text
    assert draft_of(session, person).typed == before


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"revision": "1", "identity.salary": "1"}, "unknown_field"),
        ({"revision": "1", "salary.salary_step": "1"}, "unknown_field"),  # of another section
        ({"revision": "1", "person_id": "1"}, "unknown_field"),
        ({"identity.phone": "0912000231"}, "bad_request"),
        ({"revision": "một", "identity.phone": "0912000231"}, "bad_request"),
    ],
)
def test_a_form_of_another_shape_is_refused(
    site: Site, session: Session, person: str, form: dict[str, str], said: str
) -> None:
    before = dict(draft_of(session, person).typed)
    assert message(said) in site.post("/my-record/identity", form, 400).text
    assert draft_of(session, person).typed == before


def test_an_unknown_section_is_not_found(site: Site, person: str) -> None:
    site.get("/my-record/cousins", 404)
    site.post("/my-record/cousins", {"revision": "1"}, 404)


def test_a_stranger_signs_in_first(site: Site, province: Province) -> None:
    assert site.client.get("/my-record").location.startswith("/sign-in")
    site.post("/my-record/identity", {"revision": "1"}, 302)
    assert not site.client.post("/my-record/send").location


def test_the_second_of_two_windows_loses_nothing(site: Site, session: Session, person: str) -> None:
    first = posted(site.get("/my-record/identity"))
    second = dict(first)
    site.post("/my-record/identity", first | {"identity.phone": ["0911111111"]})
    second["identity.phone"] = ["0922222222"]
    part = site.post("/my-record/identity", second, 409, headers=BY_ITSELF).text
    assert message("changed_elsewhere") in part
    assert f'value="{first["revision"][0]}"' in part  # the next automatic save is refused too
    page = site.post("/my-record/identity", second, 409).text
    assert "bản đã lưu là “0911111111”, bạn đang nhập “0922222222”" in page
    assert posted(page)["identity.phone"] == ["0922222222"]
    assert draft_of(session, person).typed["identity.phone"] == "0911111111"
    site.post("/my-record/identity", posted(page))  # having seen both
    assert draft_of(session, person).typed["identity.phone"] == "0922222222"


def test_a_record_that_cannot_be_sent_says_where(site: Site, session: Session, person: str) -> None:
    form = posted(site.get("/my-record/identity"))
    form |= {"identity.phone": ["12"], "identity.current_address_text": [""]}
    site.post("/my-record/identity", form)
    page = site.post("/my-record/send", status=422).text
    assert "Chưa gửi được: 2 chỗ cần sửa" in page
    assert 'href="/my-record/identity?check=all#identity.phone"' in page
    assert 'href="/my-record/identity?check=all#identity.current_address_text"' in page
    draft = draft_of(session, person)
    assert (draft.state, draft.sent_at) == ("with_person", None)
    section = site.get("/my-record/identity?check=all")
    assert 'id="loi-identity.current_address_text"' in section
    assert 'id="loi-identity.current_address_text"' not in site.get("/my-record/identity")


def test_sent_once_and_then_closed(site: Site, session: Session, person: str) -> None:
    form = posted(site.get("/my-record/identity"))
    assert site.post("/my-record/send").location == "/my-record"
    draft = draft_of(session, person)
    assert draft.state == "with_hr"
    page = site.get("/my-record")
    assert "Chờ kiểm tra" in _path(page)
    assert re.search(r'id="gui"[^>]* disabled', page)
    refused = site.post("/my-record/send", status=409).text
    assert message("already_sent") in refused
    assert draft_of(session, person).revision == draft.revision

    closed = site.get("/my-record/identity")
    assert message("already_sent") in closed
    assert '<form method="post" action="/my-record/identity"' not in closed
    late = site.post("/my-record/identity", form | {"identity.phone": ["0999999999"]}, 409).text
    assert posted(late)["identity.phone"] == ["0999999999"]  # can still be read and copied
    assert draft_of(session, person).typed == draft.typed


def test_returned_fields_show_the_reason(
    site: Site, session: Session, province: Province, person: str
) -> None:
    site.post("/my-record/send")
    draft = draft_of(session, person)
    officer = province.officer(province.holder(UNIT, "hr"))
    reason = {"path": "identity.phone", "reason": "wrong", "text": "Số này không gọi được"}
    checking.return_draft(session, officer, draft.id, [reason], at(21))
    site.at(at(21, 15))
    page = site.get("/my-record")
    assert "Yêu cầu bổ sung" in _path(page)
    assert "sửa 1 mục theo ý kiến của" in page
    section = site.get("/my-record/identity")
    shown = re.search(r'id="tra-identity.phone">(.*?)</p>', section, re.S)
    assert shown
    assert "Không đúng với hồ sơ gốc. Số này không gọi được" in shown[1]
    site.post("/my-record/identity", posted(section) | {"identity.phone": ["0912000231"]})
    site.post("/my-record/send")
    assert draft_of(session, person).state == "with_hr"
    assert 'id="tra-' not in site.get("/my-record/identity")


def test_looking_changes_nothing_and_the_first_save_begins_a_draft(
    site: Site, session: Session, province: Province, person: str
) -> None:
    site.post("/my-record/send")
    province.confirm(UNIT)
    count = text("select count(*) from draft")
    before = session.scalar(count)
    old_window = posted(site.get("/my-record/identity"))
    site.get("/my-record")
    assert message("nothing_to_send") in site.post("/my-record/send", status=409).text
    assert session.scalar(count) == before

    site.post("/my-record/identity", old_window | {"identity.phone": ["0911111111"]})
    assert session.scalar(count) == before + 1
    draft = draft_of(session, person)
    assert draft.typed["identity.phone"] == "0911111111"
    assert draft.typed["recruitment.first_recruitment_date"]  # goes on from what is held
    site.post("/my-record/identity", old_window, 409)
    site.post("/my-record/send")
    province.confirm(UNIT)
    # A window from before the last draft must not begin the next one with old text.
    site.post("/my-record/identity", old_window, 409)
    assert session.scalar(count) == before + 1


def test_the_path_to_the_signature(
    site: Site, session: Session, province: Province, person: str
) -> None:
    assert "Đang khai" in site.get("/my-record")
    province.send(UNIT)
    province.confirm(UNIT, at(21, 10, 12))
    site.at(at(22))
    path = _path(site.get("/my-record"))
    assert "Chờ ký số" in path
    assert "21/5 10:12" in path
    assert "28–31/5" in path
    province.sign(UNIT, moment=at(23, 9, 30))
    site.at(at(23, 10))
    page = site.get("/my-record")
    assert "23/5 09:30" in _path(page)
    assert path.count("<li") == _path(page).count("<li") == 8


def test_a_newer_version_has_its_own_path(
    site: Site, session: Session, province: Province, person: str
) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    province.sign(UNIT)
    climb = text(
        "insert into holding select 'province', record_id, unit_id, version, digest, manifest_id,"
        " null, :at from holding where record_id = :person and tier = 'department'"
    )
    session.execute(climb, {"at": at(27), "person": person})
    session.commit()
    june = at(24, month=6)
    site.at(june)
    assert _path(site.get("/my-record")).count('class="is-done"') == 7
    form = posted(site.get("/my-record/identity"))
    site.post("/my-record/identity", form | {"identity.phone": ["0911111111"]})
    assert _path(site.get("/my-record")).count('class="is-done"') == 0
    site.post("/my-record/send")
    province.confirm(UNIT, june)
    assert _path(site.get("/my-record")).count('class="is-done"') == 4
    province.sign(UNIT, moment=june)
    page = site.get("/my-record")
    assert _path(page).count('class="is-done"') == 6  # the province still holds the one before
    assert "27/6" in _path(page)


def test_the_path_ends_with_the_national_receipt(
    site: Site, session: Session, province: Province, person: str
) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    province.sign(UNIT)
    run = session.scalar(
        text(
            "insert into stage_run (stage, period, state, basis, late, requested_at) values"
            " ('province_to_national', '2024-05', 'done', 'test', false, :at) returning id"
        ),
        {"at": at(28)},
    )
    receipt = uuid4()
    session.execute(
        text(
            "insert into submission (id, run_id, period, state, count, parts, items_digest,"
            " catalogues, planned_at) values (:id, :run, '2024-05', 'settled', 1, 1, '', '{}', :at)"
        ),
        {"id": receipt, "run": run, "at": at(28)},
    )
    climb = text(
        "insert into holding select :tier, record_id, unit_id, version, digest, manifest_id, :run,"
        " :at from holding where record_id = :person and tier = 'department'"
    )
    session.execute(climb, {"tier": "province", "run": None, "at": at(27), "person": person})
    session.commit()
    site.at(at(28, 9))
    waiting = _path(site.get("/my-record"))
    assert waiting.count('class="is-done"') == 7
    assert "đến hết ngày 31/5/2024" in waiting
    session.execute(climb, {"tier": "national", "run": run, "at": at(28, 9, 40), "person": person})
    session.commit()
    page = site.get("/my-record")
    assert _path(page).count('class="is-done"') == 8
    assert "28/5 09:40" in _path(page)
    assert str(receipt) in page
    assert "Đã vào CSDL quốc gia" in page


def test_a_version_that_was_stopped_says_whose_work_it_is(
    site: Site, session: Session, province: Province, person: str
) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    province.sign(UNIT)
    stop = text(
        "insert into sync_item (stage, period, record_id, unit_id, outcome, version, code, path,"
        " changed_at) values ('province_to_national', '2024-05', :person, :unit, 'rejected', 1,"
        " 'catalogue_unknown_code', '/sections/education/content/general_education_code', :at)"
    )
    session.execute(stop, {"person": UUID(person), "unit": province.unit(UNIT), "at": at(28)})
    session.commit()
    site.at(at(29))
    page = site.get("/my-record")
    assert "Bị từ chối" in _path(page)
    assert "Giáo dục phổ thông (mục 19)" in page
    assert 'href="/my-record/education#education.general_education_code"' in page


def test_restricted_is_marked(site: Site, person: str) -> None:
    assert "Thông tin hạn chế: chỉ lưu ở tỉnh" in site.get("/my-record/identity_restricted")
    assert "Thông tin hạn chế: chỉ lưu ở tỉnh" not in site.get("/my-record/identity")


def test_who_is_on_no_roster_reads_why_nothing_can_be_saved(
    site: Site, session: Session, province: Province, person: str
) -> None:
    site.post("/my-record/send")
    province.confirm(UNIT)
    left = text("update employment set ends_on = '2024-05-01' where person_id = :person")
    session.execute(left, {"person": person})
    session.commit()
    assert message("on_no_roster") in site.get("/my-record/identity")
    refused = site.post("/my-record/identity", {"revision": "9", "identity.phone": "0"}, 409)
    assert message("on_no_roster") in refused.text
    site.get("/my-record")


def _path(page: str) -> str:
    found = re.search(r'<ol class="record-path">.*?</ol>', page, re.S)
    assert found
    return found[0]


def test_a_record_that_breaks_a_rule_says_at_the_field_what_is_wrong(
    site: Site, session: Session, person: str
) -> None:
    """Source: Quy chế Đ.6.2.b."""
    form = posted(site.get("/my-record/recruitment"))
    form |= {"recruitment.current_org_join_date": ["01/01/1980"]}
    site.post("/my-record/recruitment", form)
    assert "trước ngày tuyển dụng lần đầu" in site.get("/my-record/recruitment")
    page = site.post("/my-record/send", status=422).text
    assert "Chưa gửi được: 1 chỗ cần sửa" in page
    assert draft_of(session, person).sent_at is None


COEFFICIENT = "salary.salary_coefficient"


def test_the_coefficient_comes_by_itself_and_stands_in_the_form(
    site: Site, session: Session, person: str
) -> None:
    page = site.get("/my-record/salary")
    form = posted(page)
    form |= {"salary.rank_code": ["01.003"], "salary.salary_step": ["3"], COEFFICIENT: [""]}
    answer = site.post("/my-record/salary", form, 200, BY_ITSELF).text
    assert re.search(rf'<div id="o-{COEFFICIENT}" hx-swap-oob="innerHTML">', answer)
    assert f'value="3,00" id="{COEFFICIENT}"' in answer
    assert filled(session, person)[COEFFICIENT] == "3,00"
    form["revision"] = re.findall(r'name="revision" value="(\d+)"', answer)
    form[COEFFICIENT] = ["3,10"]
    answer = site.post("/my-record/salary", form, 200, BY_ITSELF).text
    assert f'id="o-{COEFFICIENT}"' not in answer  # the person's own stays
    assert filled(session, person)[COEFFICIENT] == "3,10"


def test_an_unknown_code_is_replaced_by_one_button(
    site: Site, session: Session, person: str
) -> None:
    form = posted(site.get("/my-record/identity_restricted"))
    form["identity_restricted.ethnicity_code"] = ["Muong"]
    site.post("/my-record/identity_restricted", form)
    page = site.get("/my-record/identity_restricted")
    use = "identity_restricted.ethnicity_code=06"
    assert f'name="use" value="{use}">Dùng mã này: Mường (06)' in page
    answer = site.post("/my-record/identity_restricted", {**posted(page), "use": [use]}, 302)
    assert answer.headers["Location"].endswith("#identity_restricted.ethnicity_code")
    assert filled(session, person)["identity_restricted.ethnicity_code"] == "06"
    site.post(
        "/my-record/identity_restricted",
        {
            **posted(site.get("/my-record/identity_restricted")),
            "use": ["service.staff_category=VC"],
        },
    )
    assert filled(session, person)["service.staff_category"] != "VC"
