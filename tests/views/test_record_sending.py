"""My record: sent once, closed, returned, and begun again."""

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import checking
from province_app.views.messages import message
from tests.provinces import Province, at
from tests.views.record_form import UNIT, draft_of, path_of, posted
from tests.web import Site


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
    assert "Chờ kiểm tra" in path_of(page)
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
    assert "Yêu cầu bổ sung" in path_of(page)
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
