"""The pages of a record's history: three versions, any day, two beside each other; for whom."""

from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.record.catalogues import label_on
from province_app.record.schema import SECTIONS
from province_app.services import own_record
from province_app.views.messages import message
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, amend, draft_of
from tests.histories import CANARY, documents, historian, with_history
from tests.provinces import Province, at
from tests.web import Site, without_tokens
from tiers.units import Officer, Role

NOW = at(26, month=6)
ACTS = ("history", "versions/1", "compare?old=1&new=2")


@pytest.fixture
def province(session: Session) -> Province:
    return with_history(session)


@pytest.fixture
def person(site: Site, province: Province) -> str:
    """Somebody with three versions, signed in on 26 June."""
    who = historian(province)
    site.at(NOW)
    site.sign_in(who)
    return who


def read(site: Site, person: str, rest: str, status: int = 200) -> str:
    return unescape(site.get(f"/records/{person}/{rest}", status))


def test_my_record_leads_to_its_history(site: Site, person: str) -> None:
    assert f'href="/records/{person}/history">Lịch sử hồ sơ' in site.get("/my-record")
    page = read(site, person, "history")
    places = [page.index(f">Phiên bản {number}</h2>") for number in (3, 2, 1)]
    assert places == sorted(places)
    assert "Chưa ký số" in page
    assert "09:00 24/6/2024" in page  # signed
    assert "kỳ 06/2024" in page
    assert f"Phần thay đổi: {SECTIONS['self_history'].label}." in page
    assert f"/records/{person}/compare?old=2&new=3" in page


def test_without_a_version_there_is_no_link_but_a_page(site: Site, province: Province) -> None:
    who = province.people(ELSEWHERE)[-1]
    site.sign_in(who)
    assert "Lịch sử hồ sơ" not in site.get("/my-record")
    assert "Chưa có phiên bản nào" in read(site, who, "history")


@pytest.mark.parametrize(
    ("day", "phrase"),
    [
        ("2024-05-22", "Bản đã xác nhận mới nhất, 08:00 ngày 20/5/2024:"),
        ("2024-05-23", "Bản đã ký mới nhất, 09:00 ngày 23/5/2024:"),
        ("24/6/2024", "Bản đã ký mới nhất, 09:00 ngày 24/6/2024:"),
        ("2024-05-19", "Ngày đó hồ sơ chưa có phiên bản nào."),
        ("2024-06-27", message("day_ahead")),
        ("2024-02-30", message("invalid_date")),
        ("0001-01-01", message("invalid_date")),
        ("9999-12-31", message("day_ahead")),
    ],
)
def test_the_record_of_a_day(site: Site, person: str, day: str, phrase: str) -> None:
    page = read(site, person, f"history?day={day}")
    assert phrase in page
    assert ("bản mới hơn" in page) is False


def test_a_version_is_read_in_the_words_of_the_day(
    site: Site, province: Province, person: str
) -> None:
    """A code of an administrative unit is called what it was called on that day."""
    page = read(site, person, "versions/2")
    assert "Tên trong danh mục ghi theo ngày 28/5/2024, ngày xác nhận." in page
    assert "0912345678" in page
    assert "Lưu trữ học" in page
    later = read(site, person, "versions/2?day=2025-07-01")
    assert "ngày 01/7/2025, ngày bạn chọn" in later
    held = own_record.text_of(province.session, Officer(person, Role.PERSON), NOW).typed
    code = held["identity.birth_place_unit_code"]
    then, now = (
        label_on("admin_units", code, day) for day in (date(2024, 5, 28), date(2025, 7, 1))
    )
    assert then != now
    assert (f">{then}<" in page, f">{then}<" in later) == (True, False)
    assert (f">{now}<" in page, f">{now}<" in later) == (False, True)


def test_a_version_lists_its_documents(site: Site, province: Province, person: str) -> None:
    (digest,) = documents(province, person)
    address = f"/evidence/{person}/{digest}/copy"
    assert address not in read(site, person, "versions/1")
    assert address in read(site, person, "versions/2")


def test_two_versions_stand_beside_each_other(site: Site, person: str) -> None:
    page = read(site, person, "compare?old=2&new=1")
    assert "<ins>0912345678</ins>" in page
    assert "Phiên bản 1 và 2" in page
    assert "Không có mục nào khác nhau" in read(site, person, "compare?old=2&new=2")
    read(site, person, "compare?old=2", 400)
    read(site, person, "compare?old=2&new=x", 400)
    read(site, person, "compare?old=2&new=9", 404)
    read(site, person, "versions/99999999999999", 404)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("unit", "post"), [(ELSEWHERE, "hr"), (ELSEWHERE, "head"), (DEPARTMENT, "hr")]
)
def test_a_foreign_record_is_absent(
    site: Site, province: Province, person: str, act: str, unit: str, post: str
) -> None:
    """The answer is the one for an id that nobody has. Security bar, abuse case 1."""
    site.sign_in(province.holder(unit, post))
    answers = [read(site, who, act, 404) for who in (person, str(uuid4()))]
    assert without_tokens(answers[0]) == without_tokens(answers[1])


@pytest.mark.parametrize("act", ACTS)
def test_a_colleague_finds_nothing(site: Site, province: Province, person: str, act: str) -> None:
    colleague = next(one for one in province.people(FACILITY)[::-1] if one != person)
    site.sign_in(colleague)
    read(site, person, act, 404)


def test_strangers_sign_in_first(site: Site, person: str) -> None:
    site.client.delete_cookie("session")
    for act in ACTS:
        assert site.client.get(f"/records/{person}/{act}").status_code == 302


def test_hr_comes_from_the_check_and_every_page_is_written_down(
    site: Site, province: Province, person: str
) -> None:
    amend(province, person, "Tin học ứng dụng", NOW)
    site.sign_in(province.holder(FACILITY, "hr"))
    check = site.get(f"/drafts/{draft_of(province, person).id}")
    assert f'href="/records/{person}/history"' in check
    for act in ACTS:
        read(site, person, act)
    province.session.rollback()
    events = text(
        "select count(*) from audit_event where event = 'record.read' and subject = :who"
        " and detail->>'purpose' = 'history'"
    )
    assert province.session.scalar(events, {"who": person}) == len(ACTS)


def test_a_restricted_value_reaches_hr_and_no_signer(
    site: Site, province: Province, person: str
) -> None:
    pages = ("versions/3", "compare?old=2&new=3", "compare?old=1&new=3")
    assert all(CANARY in read(site, person, page) for page in pages)
    site.sign_in(province.holder(FACILITY, "hr"))
    assert all(CANARY in read(site, person, page) for page in pages)
    for post in ("head", "deputy"):
        site.sign_in(province.holder(FACILITY, post))
        for page in pages:
            shown = read(site, person, page)
            assert CANARY not in shown
            assert "không hiện cho người ký" in shown
