"""The inbox: what waits for whom, and that every number opens its list."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from province_app.extensions import db
from province_app.services import checking
from province_app.stores import drafts as draft_store
from tests.provinces import Province, at, load_province
from tests.web import Site
from tiers.checking import DraftState

UNIT = "H40.03"


def links(page: str) -> list[str]:
    """Return the drafts that the page leads to, in its order."""
    return list(dict.fromkeys(re.findall(r'href="/drafts/([0-9a-f-]{36})"', page)))


def number(page: str, label: str) -> str:
    """Return the number at the top of the page under that label."""
    found = re.search(rf"<b>([\d./ ]+)</b><strong>{label}</strong>", page)
    assert found, label
    return found[1]


def ordinary(province: Province, unit: str = UNIT) -> str:
    posts = {row["person"] for row in province.document["appointments"]}
    return next(one for one in province.people(unit) if one not in posts)


def change_and_send(site: Site, person: str) -> None:
    site.sign_in(person)
    revision = re.search(r'name="revision" value="(\d+)"', site.get("/my-record/identity"))
    assert revision
    site.post("/my-record/identity", {"revision": revision[1], "identity.phone": "0912000231"})
    site.post("/my-record/send")


def stop(session: Session, province: Province, person: str, stage: str, **values: object) -> None:
    """Let a stage of May reject or withhold the person's record."""
    row = {"stage": stage, "person": person, "unit": province.unit(UNIT), "at": at(28)} | values
    session.execute(
        text(
            "insert into sync_item (stage, period, record_id, unit_id, outcome, version, code,"
            " path, changed_at) values (:stage, '2024-05', :person, :unit, :outcome, :version,"
            " :code, :path, :at)"
        ),
        row,
    )
    session.commit()


def test_every_anchor_of_a_number_is_on_the_page(site: Site, province: Province) -> None:
    province.send(UNIT)
    site.sign_in(province.holder(UNIT, "hr"))
    page = site.get("/")
    counts = re.search(r'<ul class="counts".*?</ul>', page, re.S)
    assert counts
    anchors = re.findall(r'href="#([^"]+)"', counts[0])
    assert anchors
    for anchor in anchors:
        assert f'id="{anchor}"' in page


def test_hr_sees_what_may_be_checked_and_not_the_own_record(
    site: Site, session: Session, province: Province
) -> None:
    province.send(UNIT)
    officers = {row["person"] for row in province.document["appointments"] if row["post"] == "hr"}
    hr = province.holder(UNIT, "hr")
    site.sign_in(hr)
    page = site.get("/")
    own = session.scalar(text("select id from draft where person_id = :p"), {"p": hr})
    assert str(own) not in links(page)
    assert number(page, "Chờ kiểm tra") == str(len(province.people(UNIT)) - 1)
    assert "Khai lần đầu" in page
    assert len(officers) >= 1


def test_a_leader_checks_only_where_no_hr_officer_is_entitled(
    site: Site, session: Session, province: Province
) -> None:
    province.send(UNIT)
    hr = [
        row["person"]
        for row in province.document["appointments"]
        if (row["unit"], row["post"]) == (UNIT, "hr")
    ]
    assert len(hr) == 1
    own = session.scalar(text("select id from draft where person_id = :p"), {"p": hr[0]})
    site.sign_in(province.holder(UNIT, "deputy"))
    assert links(site.get("/")) == [str(own)]
    site.sign_in(province.holder(UNIT, "head"))
    assert links(site.get("/")) == []


def test_other_units_are_not_in_the_inbox(site: Site, province: Province) -> None:
    province.send(UNIT)
    site.sign_in(province.holder("H40.02", "hr"))
    page = site.get("/")
    assert links(page) == []
    assert number(page, "Chờ kiểm tra") == "0"


def test_a_person_sees_the_own_task_and_no_numbers(site: Site, province: Province) -> None:
    who = ordinary(province)
    site.sign_in(who)
    page = site.get("/")
    assert "Hồ sơ của tôi" in page
    assert "gửi đơn vị kiểm tra" in page
    assert 'class="counts"' not in page
    assert "/signing" not in page
    province.send(UNIT)
    assert "Không còn việc gì trong kỳ này" in site.get("/")


def test_what_changed_is_named_by_section(site: Site, session: Session, province: Province) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    who = ordinary(province)
    site.sign_in(who)
    revision = re.search(r'name="revision" value="(\d+)"', site.get("/my-record/identity"))
    assert revision
    form = {"revision": revision[1], "identity.phone": "0912000231"}
    site.post("/my-record/identity", form)
    assert "Bạn đã sửa, chưa gửi." in site.get("/")
    site.post("/my-record/send")
    site.sign_in(province.holder(UNIT, "hr"))
    page = site.get("/")
    assert len(links(page)) == 1
    row = re.search(r'data-label="Thay đổi">(.*?)</td>', page, re.S)
    assert row
    assert "Thông tin cá nhân" in row[1]
    assert "(1 mục)" in row[1]


def test_the_head_reads_when_the_door_opens_and_then_finds_it_open(
    site: Site, province: Province
) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    roster = len(province.people(UNIT))
    site.sign_in(province.holder(UNIT, "head"))
    site.at(at(22))
    page = site.get("/")
    assert number(page, "Chờ ký") == f"{roster - 1} / {roster}"
    assert "Mở lại 00:00 ngày 23/5/2024 · Quy chế\xa0Đ.7.2b" in page
    assert "Xem và ký số" not in page
    site.at(at(23))
    page = site.get("/")
    assert "Xem và ký số" in page
    assert f"{roster - 1} hồ sơ thay đổi, 0 hồ sơ không thay đổi trong kỳ 05/2024" in page
    site.sign_in(province.holder(UNIT, "deputy"))
    assert "1 hồ sơ thay đổi" in site.get("/")
    province.sign(UNIT)
    province.sign(UNIT, "deputy")
    assert "hồ sơ thay đổi" not in site.get("/")


def test_unchanged_people_are_counted_in_the_next_month(site: Site, province: Province) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    province.sign(UNIT)
    site.at(at(24, month=6))
    first, second = province.people(UNIT)[-2:]
    change_and_send(site, first)
    province.confirm(UNIT, at(24, month=6))
    change_and_send(site, second)
    site.sign_in(province.holder(UNIT, "head"))
    page = site.get("/")
    # The head's own version of May still waits for the deputy, the second one for its check.
    unchanged = len(province.people(UNIT)) - 3
    assert f"1 hồ sơ thay đổi, {unchanged} hồ sơ không thay đổi trong kỳ 06/2024" in page


def test_returned_drafts_show_the_fields(site: Site, session: Session, province: Province) -> None:
    province.send(UNIT)
    officer = province.officer(province.holder(UNIT, "hr"))
    who = ordinary(province)
    waiting = draft_store.waiting_in(session, [province.unit(UNIT)], DraftState.WITH_HR)
    draft = next(one for one in waiting if one.person_id == UUID(who))
    reason = {"path": "identity.phone", "reason": "unclear", "text": ""}
    checking.return_draft(session, officer, draft.id, [reason], at(21))
    site.at(at(21))
    site.sign_in(province.holder(UNIT, "hr"))
    page = site.get("/")
    assert number(page, "Bị trả lại") == "1"
    assert "Số điện thoại liên hệ (tài liệu không rõ)" in page
    site.sign_in(who)
    assert "yêu cầu bổ sung 1 mục" in site.get("/")


def test_stopped_records_say_why_and_what_to_do(
    site: Site, session: Session, province: Province
) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    first, second, third, fourth = province.people(UNIT)[-4:]
    rejected = {"outcome": "rejected", "version": 1, "code": "catalogue_unknown_code"}
    place = "/sections/education/content/general_education_code"
    stop(session, province, first, "province_to_national", path=place, **rejected)
    unsigned = {"outcome": "withheld", "version": None, "code": "not_signed", "path": None}
    stop(session, province, second, "department_to_province", **unsigned)
    stop(session, province, third, "department_to_province", **unsigned)
    # Mended since: a newer version is on its way.
    old = rejected | {"version": 0}
    stop(session, province, fourth, "province_to_national", path=place, **old)
    site.at(at(28))
    site.sign_in(province.holder(UNIT, "hr"))
    page = site.get("/")
    assert number(page, "Bị trả lại") == "3"
    assert "CSDL quốc gia từ chối: Mã không có trong danh mục" in page
    assert "Giáo dục phổ thông, mục 19" in page
    assert "2 hồ sơ" in page
    assert "Chưa được phê duyệt bằng ký số" in page
    site.sign_in(province.holder("H40.02", "hr"))
    assert number(site.get("/"), "Bị trả lại") == "0"
    site.at(at(3, month=6))
    site.sign_in(province.holder(UNIT, "hr"))
    assert number(site.get("/"), "Bị trả lại") == "0"  # of the current period only


def test_sync_is_a_task_of_those_who_watch_it(site: Site, province: Province) -> None:
    site.at(at(26))
    site.sign_in(province.holder("H40.03", "hr"))
    page = site.get("/")
    assert "/sync?stage=facility_to_department" in page
    site.sign_in(province.holder("H40.03", "head"))
    assert "/sync?stage=" not in site.get("/")


def test_the_calendar_of_a_facility_names_its_days(site: Site, province: Province) -> None:
    facility = next(u["code"] for u in province.document["units"] if u["tier"] == "facility")
    site.sign_in(province.holder(facility, "hr"))
    page = site.get("/")
    for day in ("23/5", "25/5", "26/5", "27/5", "28/5"):
        assert f"<strong>{day}," in page


def test_long_lists_come_in_pages_and_without_a_query_a_row(site: Site, session: Session) -> None:
    province = load_province(session, 4, 150)
    unit = max(province.document["units"], key=lambda one: len(province.people(one["code"])))
    roster = len(province.people(unit["code"]))
    assert roster > 30
    site.sign_in(province.holder(unit["code"], "hr"))
    page = site.get("/")
    assert number(page, "Chưa gửi") == f"{roster} / {roster}"
    assert page.count("<li>", page.index('class="name-list"')) >= 25
    assert "/?unsent=2#chua-gui" in page
    with queries(site) as few:
        site.get("/")
    province.send(unit["code"])
    with queries(site) as many:
        first = site.get("/")
    assert len(many) <= len(few) + 4  # staff and changes of the page, once each
    second = site.get("/?check=2")
    assert len(links(first)) == 25
    assert links(second)
    assert not set(links(first)) & set(links(second))
    assert "Hồ sơ 26–" in second
    site.get("/?check=abc&unsent=-3")


@contextmanager
def queries(site: Site) -> Iterator[list[str]]:
    """Yield the list of the statements that the application sends meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with site.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
