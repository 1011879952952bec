"""My record: filled section by section, and saved as typed."""

import html
import re

import pytest
from sqlalchemy.orm import Session

from province_app.record.schema import FieldInfo
from province_app.views.messages import message
from tests.provinces import Province, at
from tests.views.record_form import (
    ASKED,
    BY_ITSELF,
    PERSON_FIELDS,
    WRONG,
    draft_of,
    filled,
    posted,
    wrong_for,
)
from tests.web import Site

OTHER_FIELDS = [info for info in ASKED if info.item.filled_by != "person"]
SINGLE = [info for info in PERSON_FIELDS if info.kind != "table"]


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


def test_restricted_is_marked(site: Site, person: str) -> None:
    assert "Thông tin hạn chế: chỉ lưu ở tỉnh" in site.get("/my-record/identity_restricted")
    assert "Thông tin hạn chế: chỉ lưu ở tỉnh" not in site.get("/my-record/identity")


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
    origin = re.search(rf'<div id="tu-{COEFFICIENT}" hx-swap-oob="innerHTML">(.*?)</div>', answer)
    assert origin
    assert "Chuyên viên (01.003) bậc 3 từ" in origin[1]
    assert origin[1].endswith("hệ số 3,00.")
    form["revision"] = re.findall(r'name="revision" value="(\d+)"', answer)
    form[COEFFICIENT] = ["3,10"]
    answer = site.post("/my-record/salary", form, 200, BY_ITSELF).text
    assert f'id="o-{COEFFICIENT}"' not in answer  # the person's own stays
    assert "hệ số 3,00. Ô này đang ghi số khác." in answer
    assert "hệ số 3,00. Ô này đang ghi số khác." in site.get("/my-record/salary")
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
