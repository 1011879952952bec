"""What stands beside the fields while the person types, and how far the record is."""

import html
import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.services.drafts import starting_text
from tests.desks import draft_of
from tests.provinces import START, Province
from tests.web import Site

UNIT = "H40.03"
BY_ITSELF = {"HX-Request": "true"}
JOB = {"from_month": "09/2011", "to_month": "08/2009", "org_text": "Trường", "title_text": "GV"}


def save(site: Site, section: str, form: dict[str, str], check: str = "") -> str:
    """Let the page save by itself; return the part that it gets."""
    page = site.get(f"/my-record/{section}")
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision
    data = {"revision": revision[1], **form}
    return site.post(f"/my-record/{section}{check}", data, 200, headers=BY_ITSELF).text


def said(part: str, path: str) -> str:
    """Return the text that goes beside the field, "" when nothing does."""
    found = re.search(rf'<div id="noi-{re.escape(path)}" hx-swap-oob="innerHTML">(.*?)</div>', part)
    return html.unescape(re.sub(r"<[^>]+>", "", found[1])) if found else ""


def test_a_save_says_beside_each_field_what_is_wrong(site: Site, person: str) -> None:
    part = save(site, "identity", {"identity.personal_id": "12", "identity.phone": "0912000231"})
    assert "Không đúng dạng" in said(part, "identity.personal_id")
    assert "gửi được" not in said(part, "identity.personal_id")
    assert 'id="noi-identity.phone"' not in part
    part = save(site, "identity", {"identity.personal_id": "", "identity.phone": "0912000231"})
    assert 'id="noi-' not in part  # what is missing is not scolded before it is asked for


def test_what_is_missing_is_said_where_it_was_asked_for(site: Site, person: str) -> None:
    part = save(site, "identity", {"identity.personal_id": ""}, "?check=all")
    assert "Mục bắt buộc" in said(part, "identity.personal_id")
    page = site.get("/my-record/identity?check=all")
    assert 'action="/my-record/identity?check=all"' in page
    assert 'id="loi-identity.personal_id"' in page


def test_a_rule_speaks_while_typing_and_a_warning_says_that_it_stops_nobody(
    site: Site, person: str
) -> None:
    part = save(site, "identity", {"identity.phone": "0228580830"})
    assert "không phải số di động" in said(part, "identity.phone")
    assert "Nên xem lại" in said(part, "identity.phone")
    assert "Vẫn gửi được" in said(part, "identity.phone")
    assert 'class="field-warning"' in part
    assert 'class="field-error"' not in part
    site.post("/my-record/send")  # and indeed it can be sent


def test_a_fault_of_a_row_comes_back_at_the_row_as_the_page_numbers_it(
    site: Site, person: str
) -> None:
    """Empty rows are not kept, so that the page's third row may be the draft's second."""
    rows = {"work_history.jobs": ""}
    rows |= {f"work_history.jobs.0.{name}": value for name, value in JOB.items()}
    rows |= {f"work_history.jobs.1.{name}": "" for name in JOB}
    rows |= {f"work_history.jobs.4.{name}": value for name, value in JOB.items()}
    rows["work_history.jobs.4.from_month"] = "31/31"
    part = save(site, "work_history", rows)
    assert "Không có ngày này" in said(part, "work_history.jobs.4.from_month")
    assert 'id="noi-work_history.jobs.1.' not in part
    assert "tháng kết thúc trước tháng bắt đầu" in said(part, "work_history.jobs")


def test_without_script_a_new_warning_comes_after_saving_once(site: Site, person: str) -> None:
    form = {"revision": "1", "identity.phone": "0228580830"}
    assert site.post("/my-record/identity", form).location == "/my-record/identity"
    page = site.get("/my-record/identity")
    assert "Đã lưu. 1 mục nên xem lại" in page
    assert 'id="luu-y-identity.phone"' in page
    form["revision"] = "2"
    assert site.post("/my-record/identity", form).location == "/my-record/identity_restricted"


def empty(province: Province, person: str) -> Draft:
    """Leave in the person's draft only what the system knows."""
    draft = draft_of(province, person)
    names = ("identity.managing_unit_code", "identity.using_unit_code")
    names += ("service.staff_category", "service.employment_status", "service.status_since")
    known = starting_text(province.session, draft.person_id, START)
    draft.typed = {path: known[path] for path in names}
    province.session.commit()
    return draft


def percent(page: str) -> int:
    found = re.search(r'<progress max="100" value="(\d+)"', page)
    assert found
    return int(found[1])


def test_the_record_grows_with_each_answer(site: Site, province: Province, person: str) -> None:
    empty(province, person)
    page = site.get("/my-record")
    assert percent(page) == 0
    sections = re.findall(r'id="den-(\w+)">.*?(Đủ|Còn \d+ mục|Đơn vị ghi)', page, re.S)
    marks = dict(sections)
    assert marks["family"] == "Còn 2 mục"
    part = save(site, "family", {"family.spouse_side": "none"})
    assert "Còn 1 mục" in part.partition('id="den-family"')[2]
    # Parents are asked for by a rule: declared to have none does not answer it.
    part = save(site, "family", {"family.own": "none"})
    assert "Còn 1 mục" in part.partition('id="den-family"')[2]
    rows = {"family.own": ""}
    for number, relation in enumerate(("BO", "ME")):
        rows |= {
            f"family.own.{number}.relation_code": relation,
            f"family.own.{number}.full_name": "Trần Văn Minh",
            f"family.own.{number}.birth_year": "1950",
        }
    assert "Đủ" in save(site, "family", rows).partition('id="den-family"')[2]
    assert 0 < percent(site.get("/my-record")) < 100


def test_contract_staff_have_their_own_set(
    site: Site, session: Session, province: Province, person: str
) -> None:
    session.execute(
        text("update employment set category = 'HDLD' where person_id = :who"), {"who": person}
    )
    draft = empty(province, person)
    draft.typed = {**draft.typed, "service.staff_category": "HDLD"}
    session.commit()
    page = site.get("/my-record")
    marks = dict(re.findall(r'id="den-(\w+)">.*?(Đủ|Còn \d+ mục|Đơn vị ghi)', page, re.S))
    assert "family" not in marks
    assert (marks["training"], marks["service"]) == ("Đủ", "Đơn vị ghi")
    assert marks["contract"].startswith("Còn")


def test_every_lost_point_leads_to_its_field(site: Site, province: Province, person: str) -> None:
    save(site, "identity", {"identity.phone": "0228580830", "identity.birth_place_unit_code": ""})
    page = html.unescape(site.get("/my-record"))
    assert re.search(
        r"Mất 5 điểm: Số điện thoại liên hệ: 0228580830 không phải số di động[^<]*"
        r'<a href="/my-record/identity\?check=all#identity.phone">Sửa',
        page,
    )
    assert '<a href="/my-record/identity?check=all#identity.birth_place_unit_code">' in page
    scores = dict(re.findall(r"<dt>(\w+)</dt><dd>(\d+)<", page))
    assert (scores["Sạch"], scores["Đủ"]) == ("95", "93")  # the photo is still to come


def test_hr_sees_the_scores(site: Site, province: Province, person: str) -> None:
    save(site, "identity", {"identity.phone": "0228580830"})
    site.post("/my-record/send")
    site.sign_in(province.holder(UNIT, "hr"))
    page = site.get(f"/drafts/{draft_of(province, person).id}")
    assert dict(re.findall(r"<dt>(\w+)</dt><dd>(\d+)<", page))["Sạch"] == "95"
