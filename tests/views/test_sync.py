"""The pages of the stages: who sees what, the push, the receipt and its approval."""

import re
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import runs
from tests import climbing
from tests.databases import Database
from tests.desks import ELSEWHERE, amend, plain_member
from tests.provinces import PIN, Province, at, signed_month
from tests.stages import (
    Sent,
    begin,
    give_seals,
    insert_person,
    push_to_national,
    run_stage,
    tamper,
)
from tests.web import Site
from tiers.stages import Stage

UNKNOWN = ("catalogue_unknown_code", "/sections/education/content/general_education_code")


@pytest.fixture
def province(session: Session, site: Site, tmp_path: Path) -> Province:
    """A province in which everything is signed, on the morning of day 26."""
    made = signed_month(session)
    give_seals(site.app, tmp_path)
    site.at(at(26))
    return made


def as_manager(site: Site, province: Province) -> None:
    site.sign_in(province.holder("H40.03", "hr"))


def as_department(site: Site, province: Province) -> None:
    site.sign_in(province.holder("H40.02", "hr"))


def words_of(html: str) -> str:
    """Return what is read in the page's main part."""
    main = html[html.index("<main") : html.index("</main>")] if "<main" in html else html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def climbed(province: Province) -> None:
    """Everything has climbed to the province."""
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    run_stage(province.session, Stage.DEPARTMENT_TO_PROVINCE, at(27))


def judged(site: Site, province: Province) -> Sent:
    """The national node has judged, and refused one record; it is the morning of day 28."""
    climbed(province)
    refused = province.people("H40.02.01")[1]
    site.at(at(28, 10))
    return push_to_national(province.session, at(28), {refused: UNKNOWN})


def name_of(province: Province, person_id: str) -> str:
    return next(row["full_name"] for row in province.document["persons"] if row["id"] == person_id)


def open_runs(province: Province) -> int:
    province.session.rollback()
    return province.session.scalar(
        text("select count(*) from stage_run where state in ('requested', 'running')")
    )


@pytest.mark.parametrize("path", ["/sync", "/sync/items", "/sync/progress"])
@pytest.mark.parametrize(("unit", "post"), [("H40.02", "head"), ("H40.02.01", "hr")])
def test_only_monitors_may_enter(
    site: Site, province: Province, path: str, unit: str, post: str
) -> None:
    """Quy chế Đ.5."""
    site.sign_in(province.holder(unit, post))
    site.get(path, 403)


def test_a_personal_account_sees_and_starts_nothing(site: Site, province: Province) -> None:
    posts = {row["person"] for row in province.document["appointments"]}
    site.sign_in(next(who for who in province.people("H40.02.01") if who not in posts))
    site.get("/sync", 403)
    site.post("/sync/push", {"stage": "facility_to_department"}, 403)
    site.post(f"/sync/{uuid4()}/approve", {"pin": PIN}, 403)
    assert open_runs(province) == 0


def test_the_manager_reads_the_equation_and_each_number_opens(
    site: Site, province: Province
) -> None:
    judged(site, province)
    as_manager(site, province)
    html = site.get("/sync")
    assert "24 hồ sơ phải gửi đang ở đâu" in html
    page = words_of(html)
    assert "24 phải gửi 0 chờ 0 đang gửi 23 tiếp nhận 0 không đổi 1 từ chối 0 giữ lại" in page
    assert "Mã không có trong danh mục của nơi nhận: 1" in page
    assert "Giáo dục phổ thông, mục 19; mã đang dùng:" in page
    links = set(re.findall(r'href="(/sync/items[^"]+)"', html))
    assert len(links) > 10
    for link in links:
        assert "<tbody" in site.get(unescape(link)), link


def test_a_department_sees_no_name_and_no_number_of_another(site: Site, province: Province) -> None:
    sent = judged(site, province)
    strangers = [*province.people("H40.03"), *province.people("H40.03.01")]
    as_department(site, province)
    lists = [
        f"/sync/items?stage={stage}&outcome={counted}"
        for stage in Stage
        for counted in ("owed", "signed", "arrived", "stopped", "unaccounted")
    ]
    pages = [site.get(path) for path in [*(f"/sync?stage={stage}" for stage in Stage), *lists]]
    for html in pages:
        for who in strangers:
            assert name_of(province, who) not in html
        assert "Sở Nội vụ" not in html
        assert "Văn thư" not in html
    assert "12 hồ sơ phải gửi" in pages[2]
    for tail in ("receipt.json", "receipt.p7s"):
        site.get(f"/sync/{sent.submission.id}/{tail}", 404)
    assert "Biên nhận" not in pages[2]
    site.get(f"/sync/items?unit={province.unit('H40.03')}", 404)
    site.get(f"/sync/items?unit={province.unit('H40.02.01')}")
    site.post(f"/sync/{sent.submission.id}/approve", {"pin": PIN}, 403)


@pytest.mark.parametrize(
    "query",
    [
        "stage=unknown",
        "period=2024-13",
        "period=2024-06",
        "outcome=everything",
        "unit=H40",
        "unit=999999",
        "after=x",
        "from=0",
    ],
)
def test_what_does_not_exist_is_not_found(site: Site, province: Province, query: str) -> None:
    as_manager(site, province)
    site.get(f"/sync/items?{query}", 404)


def test_a_person_whom_no_item_knows_is_seen_at_once(site: Site, province: Province) -> None:
    """Exchange contract §3: the equation must go red."""
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    as_manager(site, province)
    assert "Tổng không khớp" not in site.get("/sync")
    insert_person(province.session, province.unit("H40.02.01"))
    html = site.get("/sync")
    assert "Tổng không khớp" in html
    assert "is-unbalanced" in html
    assert "Phải gửi 11 hồ sơ nhưng các mục cộng lại là 10." in words_of(html)
    assert "Các số không cộng lại bằng nhau" in html
    link = re.search(r'href="(/sync/items[^"]+outcome=unaccounted)"', html)
    assert link
    assert "Người Ngoài Sổ" in site.get(unescape(link[1]))
    assert "Tổng không khớp" in site.get("/sync/progress")


def test_a_push_outside_the_days_says_when_it_opens(site: Site, province: Province) -> None:
    """Quy chế Đ.8.3."""
    as_manager(site, province)
    html = site.get("/sync?stage=province_to_national")
    assert re.search(r"<button[^>]*disabled[^>]*>Đẩy lên CSDL quốc gia", html)
    assert "Mở lại 00:00 ngày 28/5/2024" in html
    answer = site.post("/sync/push", {"stage": "province_to_national"}, 409)
    assert "00:00 ngày 28/5/2024" in answer.text
    assert open_runs(province) == 0


def test_a_department_may_not_push_to_the_national_node(site: Site, province: Province) -> None:
    """Quy chế Đ.8.3."""
    site.at(at(28))
    as_department(site, province)
    site.post("/sync/push", {"stage": "province_to_national"}, 403)
    assert "disabled" in site.get("/sync?stage=province_to_national")


@pytest.mark.parametrize("form", [{}, {"stage": "sideways"}, {"stage": "x" * 600}])
def test_a_push_of_no_stage_is_refused(
    site: Site, province: Province, form: dict[str, str]
) -> None:
    as_manager(site, province)
    site.post("/sync/push", form, 400)
    assert open_runs(province) == 0


def test_two_pushes_make_one_run_which_shows_itself(site: Site, province: Province) -> None:
    as_department(site, province)
    form = {"stage": "facility_to_department", "basis": "Công văn 12/VP"}
    place = site.post("/sync/push", form).location
    assert "Đã ghi yêu cầu" in site.get(place)
    assert "Chặng này đang chạy rồi" in site.get(site.post("/sync/push", form).location)
    assert open_runs(province) == 1
    html = site.get("/sync")
    presser = name_of(province, province.holder("H40.02", "hr"))
    assert f"{presser} bấm hôm nay 09:00" in html
    assert re.search(r"<button[^>]*disabled[^>]*>Đẩy lên sở, huyện", html)
    assert "Công văn 12/VP" in html
    as_manager(site, province)
    assert presser in site.get("/sync")


def test_who_pressed_in_another_department_is_not_named(site: Site, province: Province) -> None:
    as_manager(site, province)
    site.post("/sync/push", {"stage": "facility_to_department", "basis": "Công văn 7/SNV"})
    as_department(site, province)
    html = site.get("/sync")
    assert "Cán bộ đơn vị khác bấm" in html
    assert name_of(province, province.holder("H40.03", "hr")) not in html
    assert "7/SNV" not in html


def test_progress_asks_again_only_while_a_run_is_open(site: Site, province: Province) -> None:
    as_manager(site, province)
    quiet = site.get("/sync/progress")
    assert "hx-trigger" not in quiet
    assert "<html" not in quiet
    run, _ = begin(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    assert 'hx-trigger="every 2s"' in site.get("/sync/progress")
    asked = site.client.get("/sync/progress", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in asked.headers
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26, 1))
    ended = site.client.get("/sync/progress", headers={"HX-Request": "true"})
    assert "hx-trigger" not in ended.text
    assert ended.headers["HX-Refresh"] == "true"
    assert run.id


def test_a_national_node_that_is_down_is_said_in_words(site: Site, province: Province) -> None:
    climbed(province)
    run, _ = begin(province.session, Stage.PROVINCE_TO_NATIONAL, at(28))
    runs.note_fault(province.session, run, "no answer: ConnectTimeout")
    site.at(at(28, 10))
    as_manager(site, province)
    page = words_of(site.get("/sync"))
    assert "Chưa gửi được. CSDL quốc gia không trả lời. Hệ thống tự thử lại, lần sau" in page
    assert "ConnectTimeout" not in page
    runs.note_fault(province.session, run, "409 catalogue_stale older than ours")
    assert "Danh mục cũ hơn danh mục của nơi nhận" in words_of(site.get("/sync"))


def test_a_refused_run_is_said_in_words_and_can_be_asked_for_again(
    site: Site, province: Province
) -> None:
    climbed(province)
    run, _ = begin(province.session, Stage.PROVINCE_TO_NATIONAL, at(28))
    runs.refuse_run(province.session, run, "422 new_code of theirs", at(28))
    site.at(at(28, 10))
    as_manager(site, province)
    page = words_of(site.get("/sync"))
    assert "Nơi nhận từ chối, xem nguyên nhân bên dưới" in page
    assert "CSDL quốc gia từ chối (new_code)." in page
    assert "đang thử lại" not in page


def test_a_record_that_was_changed_is_withheld_with_its_section(
    site: Site, province: Province, database: Database
) -> None:
    who = province.people("H40.02.01")[3]
    tamper(database, who)
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    as_department(site, province)
    html = site.get("/sync")
    page = words_of(html)
    assert "Giữ lại: dữ liệu khác với bản đã ký: 1 Phần Ngạch, lương" in page
    assert name_of(province, who) in page
    rows = words_of(site.get("/sync/items?outcome=withheld&cause=digest_mismatch/sections/salary"))
    assert name_of(province, who) in rows
    assert "Phần Ngạch, lương" in rows
    contact = name_of(province, province.holder("H40.02.01", "hr"))
    assert f"kiểm tra rồi ký lại. Phụ trách: {contact}." in rows


def test_what_the_next_month_overtook_says_so_and_asks_for_nothing(
    site: Site, province: Province
) -> None:
    who, moment = plain_member(province, ELSEWHERE), at(26, month=6)
    amend(province, who, "Soạn thảo văn bản", at(10, month=6))
    province.confirm(ELSEWHERE, at(11, month=6))
    province.sign(ELSEWHERE, moment=at(23, month=6))
    for period in ("2024-06", "2024-05"):
        climbing.run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, moment, period=period)
    site.at(moment)
    as_department(site, province)
    query = "period=2024-05&stage=facility_to_department&outcome=unchanged"
    rows = words_of(site.get(f"/sync/items?{query}"))
    assert f"{name_of(province, who)} phiên bản 1" in rows
    assert "Nơi nhận đã có phiên bản mới hơn, được ký cho kỳ sau Không cần làm gì." in rows
    assert "Phụ trách" not in rows


def test_the_receipt_is_handed_out_as_it_was_sealed(site: Site, province: Province) -> None:
    sent = judged(site, province)
    as_manager(site, province)
    assert "Hợp lệ, đã kiểm tra" in site.get("/sync")
    for tail, stored in (("json", sent.receipt), ("p7s", sent.signature)):
        answer = site.client.get(f"/sync/{sent.submission.id}/receipt.{tail}")
        assert answer.status_code == 200
        assert answer.data == stored
        assert "attachment" in answer.headers["Content-Disposition"]
    site.get(f"/sync/{uuid4()}/receipt.json", 404)


def test_a_wrong_pin_changes_nothing(site: Site, province: Province) -> None:
    sent = judged(site, province)
    as_manager(site, province)
    path = f"/sync/{sent.submission.id}/approve"
    for form in ({"pin": "000000"}, {"pin": ""}, {}):
        answer = site.post(path, form, 422)
        assert "Mã PIN không đúng" in answer.text
        assert "Đồng bộ kỳ 05/2024" in answer.text
    province.session.rollback()
    left = province.session.execute(text("select approval, approved_by, state from submission"))
    assert left.one() == (None, None, "settled")


def test_the_manager_approves_once_with_the_seal(site: Site, province: Province) -> None:
    """TT 06/2023 Đ.13 bước 4."""
    sent = judged(site, province)
    as_manager(site, province)
    path = f"/sync/{sent.submission.id}/approve"
    place = site.post(path, {"pin": PIN}).location
    html = site.get(place.partition("#")[0])
    assert "đã ký số; đang chuyển cho CSDL quốc gia" in html
    province.session.rollback()
    approval = province.session.scalar(text("select approval from submission"))
    assert approval
    assert "đã được phê duyệt" in site.post(path, {"pin": PIN}, 409).text
    assert province.session.scalar(text("select approval from submission")) == approval


def test_a_receipt_that_does_not_verify_is_not_approved(site: Site, province: Province) -> None:
    sent = judged(site, province)
    province.session.execute(
        text("update submission set receipt_signature = approval, receipt = receipt || ' '")
    )
    province.session.commit()
    as_manager(site, province)
    html = site.get("/sync")
    assert "Không hợp lệ" in html
    assert re.search(r"<button[^>]*disabled[^>]*>Duyệt dữ liệu vào CSDLQG", html)
    answer = site.post(f"/sync/{sent.submission.id}/approve", {"pin": PIN}, 409)
    assert "Chữ ký của biên nhận không hợp lệ" in answer.text


def test_the_stages_wait_for_their_days(site: Site, province: Province) -> None:
    site.at(at(24))
    as_manager(site, province)
    page = words_of(site.get("/sync"))
    assert "Mở ngày 26/5" in page
    assert "Mở ngày 28/5" in page
    assert "Chặng chưa mở" in page
    site.at(at(27, 12))
    assert "Qua hết ngày 26/5/2024 vẫn chưa chạy" in words_of(site.get("/sync"))
