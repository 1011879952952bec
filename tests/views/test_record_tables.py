"""Tables in my record: rows are added, typed, removed by buttons that need no JavaScript."""

import re

import pytest
from sqlalchemy.orm import Session

from province_app.record.schema import fields
from province_app.views.messages import message
from tests.provinces import Province, at
from tests.views.record_form import BY_ITSELF, TABLES, UNIT, draft_of, posted
from tests.web import Site

OWN, FAMILY = "family.own", "/my-record/family"


def own(session: Session, person: str) -> dict[str, str]:
    typed = draft_of(session, person).typed
    return {path: text for path, text in typed.items() if path.startswith(OWN) and text}


def names(session: Session, person: str) -> list[str]:
    return [text for path, text in own(session, person).items() if path.endswith("full_name")]


@pytest.mark.parametrize("info", TABLES, ids=lambda info: info.path)
def test_saving_a_table_as_it_is_shown_changes_nothing(
    site: Site, session: Session, person: str, info
) -> None:
    before = {path: text for path, text in draft_of(session, person).typed.items() if text}
    site.post(f"/my-record/{info.section}", posted(site.get(f"/my-record/{info.section}")))
    assert {path: text for path, text in draft_of(session, person).typed.items() if text} == before


def test_the_button_adds_an_empty_row_and_what_is_typed_there_is_kept(
    site: Site, session: Session, person: str
) -> None:
    before = names(session, person)
    form = posted(site.get(FAMILY))
    assert not any(path.startswith(f"{OWN}.{len(before)}.") for path in form)
    answer = site.post(FAMILY, form | {"add": [OWN]})
    assert answer.location == f"{FAMILY}?add={OWN}#bang-family-own"
    page = site.get(f"{FAMILY}?add={OWN}")
    name = f"{OWN}.{len(before)}.full_name"
    assert posted(page)[name] == [""]
    assert page.count(" autofocus") == 1
    site.post(FAMILY, posted(page) | {name: ["Trần Văn Mới"]})
    assert names(session, person) == [*before, "Trần Văn Mới"]


def test_the_button_of_a_row_removes_it_and_numbers_the_others_anew(
    site: Site, session: Session, person: str
) -> None:
    before = names(session, person)
    form = posted(site.get(FAMILY)) | {f"{OWN}.1.full_name": ["Lê Thị Sửa"]}
    site.post(FAMILY, form | {"remove": [f"{OWN}.0"]})
    assert names(session, person) == ["Lê Thị Sửa", *before[2:]]
    assert f"{OWN}.{len(before) - 1}.full_name" not in own(session, person)


def test_with_htmx_the_buttons_act_as_buttons_and_not_as_an_automatic_save(
    site: Site, session: Session, person: str
) -> None:
    before = names(session, person)
    form = posted(site.get(FAMILY))
    answer = site.post(FAMILY, form | {"remove": [f"{OWN}.0"]}, headers=BY_ITSELF)
    assert answer.location == f"{FAMILY}#bang-family-own"
    assert names(session, person) == before[1:]
    page = site.get(FAMILY)
    assert 'hx-select="#bang-family-own"' in page
    assert re.search(r'<fieldset[^>]*id="bang-family-own"', page)


def test_the_enter_key_presses_the_button_that_saves(site: Site, person: str) -> None:
    form = re.search(r'<form method="post" action="/my-record/family".*', site.get(FAMILY), re.S)
    assert form
    first = re.search(r"<button[^>]*>", form[0])
    assert first
    assert 'name="next"' in first[0]


def test_none_is_declared_by_a_box(site: Site, session: Session, person: str) -> None:
    table, place = "awards.awards", "/my-record/awards"
    form = {"revision": posted(site.get(place))["revision"], table: ["", "none"]}
    site.post(place, form)
    typed = draft_of(session, person).typed
    assert {path: text for path, text in typed.items() if path.startswith(table)} == {table: "none"}
    page = site.get(place)
    assert re.search(r'id="khong-bang-awards-awards"[^>]* checked', page)
    site.post(place, posted(page) | {table: ["", "none"], f"{table}.0.year": ["2023"]})
    page = site.get(place)
    assert message("declared_none_with_rows") in page
    assert posted(page)[f"{table}.0.year"] == ["2023"]


def test_a_wrong_cell_is_named_by_its_row_and_kept(
    site: Site, session: Session, person: str
) -> None:
    path = f"{OWN}.1.birth_year"
    site.post(FAMILY, posted(site.get(FAMILY)) | {path: ["năm 61"]})
    page = site.get(FAMILY)
    assert f'href="#{path}"' in page
    assert f'id="loi-{path}"' in page
    assert "dòng 2, Năm sinh" in page
    assert posted(page)[path] == ["năm 61"]
    refused = site.post("/my-record/send", status=422).text
    assert f'href="/my-record/family?check=all#{path}"' in refused


@pytest.mark.parametrize(
    "name",
    [f"{OWN}.0.nickname", f"{OWN}.x.full_name", "awards.awards.0.year", f"{OWN}.*.full_name"],
)
def test_a_cell_that_the_section_does_not_have_is_refused(
    site: Site, session: Session, person: str, name: str
) -> None:
    before = dict(draft_of(session, person).typed)
    refused = site.post(FAMILY, {"revision": "1", name: "X"}, 400)
    assert message("unknown_field") in refused.text
    assert draft_of(session, person).typed == before


def test_the_second_of_two_windows_is_told_of_the_table(
    site: Site, session: Session, person: str
) -> None:
    first = posted(site.get(FAMILY))
    second = dict(first)
    site.post(FAMILY, first | {"remove": [f"{OWN}.0"]})
    page = site.post(FAMILY, second, 409).text
    assert fields()[OWN].item.label + ": bản đã lưu có" in page
    assert posted(page)[f"{OWN}.0.full_name"] == second[f"{OWN}.0.full_name"]


def test_a_sent_table_is_read_as_lines(site: Site, session: Session, person: str) -> None:
    father = names(session, person)[0]
    site.post("/my-record/send")
    page = site.get(FAMILY)
    assert f"Mối quan hệ: Bố đẻ; Họ và tên: {father}" in page
    assert 'name="add"' not in page


def test_a_changed_table_reaches_the_checker_in_plain_words(
    site: Site, session: Session, province: Province, person: str
) -> None:
    site.post("/my-record/send")
    province.confirm(UNIT)
    form = posted(site.get(FAMILY))
    count = len([name for name in form if name.endswith("full_name") and name.startswith(OWN)])
    form |= {
        f"{OWN}.{count}.relation_code": ["EM"],
        f"{OWN}.{count}.full_name": ["Trần Thị Thêm"],
        f"{OWN}.0.occupation": ["Bộ đội nghỉ hưu"],
    }
    site.post(FAMILY, form)
    site.post("/my-record/send")
    draft = draft_of(session, person)
    site.sign_in(province.holder(UNIT, "hr"))
    page = site.get(f"/drafts/{draft.id}")
    assert "thêm 1 dòng, sửa 1 dòng" in page
    assert "Thêm: Mối quan hệ: Em ruột; Họ và tên: Trần Thị Thêm" in page
    assert re.search(r"Sửa: [^<]*Bộ đội nghỉ hưu[^<]*\(trước đây Nghề nghiệp[^<]*\)", page)
    site.post(f"/drafts/{draft.id}/confirm", {"revision": str(draft.revision)})
    province.certify(province.holder(UNIT, "head"))
    site.at(at(23))
    site.sign_in(province.holder(UNIT, "head"))
    assert "Quan hệ gia đình" in site.get("/signing")
