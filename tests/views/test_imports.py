"""The pages by which HR brings data in a workbook. Source: Quy chế Đ.6."""

import re
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy.orm import Session

from province_app.views.messages import message
from province_app.workbooks.layout import KEY
from province_app.workbooks.reading import read_workbook
from province_app.workbooks.writing import Line, workbook
from tests.desks import ELSEWHERE, FACILITY, FIELD, draft_of, plain_member
from tests.provinces import START, Province, load_province
from tests.views.test_sessions import older
from tests.web import Site, code_now
from tests.workbooks.files import REFUSED, book
from tiers import two_person
from tiers.calendar import local_day


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def desk(site: Site, province: Province) -> Site:
    """The browser of the facility's HR."""
    site.sign_in(province.holder(FACILITY, "hr"))
    return site


def brought(desk: Site, province: Province, data: bytes, status: int = 303) -> str:
    """Upload; return where the answer leads, or the page of the refusal."""
    form = {"unit": province.unit(FACILITY), "file": (BytesIO(data), "nhap.xlsx")}
    response = desk.post("/imports", form, status)
    return response.headers.get("Location", response.text)


def change(province: Province, words: str = "Tin học") -> bytes:
    who = draft_of(province, plain_member(province, FACILITY))
    return workbook([Line({KEY: who.typed[KEY], FIELD: words})], local_day(START))


def test_three_steps_lead_to_a_sent_draft(desk: Site, province: Province) -> None:
    assert "/imports" in desk.get("/unit")
    assert "Tệp mẫu trống" in desk.get("/imports")
    where = brought(desk, province, change(province))
    assert "Bước 1 / 3" in desk.get(where)
    desk.post(f"{where}/compare", status=303)
    page = desk.get(where)
    assert "Bước 2 / 3" in page
    assert re.search(r"<ins>Tin học</ins>", page)
    desk.post(f"{where}/enter", {"rows": "right"}, 303)
    page = desk.get(where)
    assert "1 / 1 dòng" in page
    assert "hx-trigger" not in page  # nothing more to wait for
    draft = draft_of(province, plain_member(province, FACILITY))
    assert (draft.state, draft.typed[FIELD]) == ("with_hr", "Tin học")
    desk.post(f"{where}/enter", {"rows": "right"}, 303)
    assert desk.post(f"{where}/compare", status=409).status_code == 409


def test_a_wrong_row_says_what_to_do_and_comes_back_in_a_file(
    desk: Site, province: Province
) -> None:
    who = draft_of(province, plain_member(province, FACILITY))
    row = {KEY: who.typed[KEY], "identity_restricted.ethnicity_code": "Muong", FIELD: "=1+1"}
    where = brought(desk, province, workbook([Line(row)], local_day(START)))
    desk.post(f"{where}/compare", status=303)
    page = desk.get(f"{where}?only=wrong")
    assert "Có thể là: Mường (06)" in page
    assert "disabled" in page
    desk.post(f"{where}/enter", {"rows": "all"}, 409)
    found = desk.client.get(f"{where}/errors.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(found.data))["Hồ sơ"]
    heads = [cell.value for cell in sheet[1]]
    values = dict(zip(heads, [cell.value for cell in sheet[3]], strict=True))
    assert heads[-1] == "Lỗi"
    assert "Có thể là: Mường (06)" in values["Lỗi"]
    assert all(cell.data_type in ("s", "n", "inlineStr") for cell in sheet[3])  # no formula
    assert brought(desk, province, found.data).startswith("/imports/")  # and may be uploaded


@pytest.mark.parametrize("name", ["text", "formula", "bomb", "macros", "empty sheet", "nothing"])
def test_a_file_that_is_not_taken_is_explained(desk: Site, province: Province, name: str) -> None:
    page = brought(desk, province, REFUSED[name][0](), 409)
    assert "Chưa đọc được tệp" in page
    if name == "formula":
        assert "Hồ sơ!B3" in page


def test_headings_of_others_are_recognised_and_can_be_corrected(
    desk: Site, province: Province
) -> None:
    who = draft_of(province, plain_member(province, FACILITY))
    rows = [["SO CCCD", "Việc giỏi nhất"], [who.typed[KEY], "Tin học"]]
    where = brought(desk, province, book(rows, "Sheet1"))
    page = desk.get(where)
    assert "Cột “Việc giỏi nhất”" in page
    desk.post(f"{where}/compare", {"column-0-1": "Không có mục này"}, 409)
    desk.post(f"{where}/compare", {"column-0-1": "Sở trường công tác"}, 303)
    assert "<ins>Tin học</ins>" in desk.get(where)
    assert "Không nhận ra cột số định danh" in brought(desk, province, book([["a"], ["b"]]), 409)


def test_only_the_officer_of_the_unit_comes_in(desk: Site, province: Province, site: Site) -> None:
    where = brought(desk, province, change(province))
    other = {"unit": province.unit(ELSEWHERE)}
    desk.post("/imports/export", other, 404)
    desk.post("/imports", {**other, "file": (BytesIO(change(province)), "x.xlsx")}, 404)
    site.sign_in(province.holder(ELSEWHERE, "hr"))
    for path in (where, f"{where}/progress", f"{where}/errors.xlsx"):
        site.get(path, 404)
    for path in ("compare", "discard"):
        site.post(f"{where}/{path}", status=404)
    site.post(f"{where}/enter", {"rows": "right"}, 404)
    site.sign_in(plain_member(province, FACILITY))
    site.get("/imports", 403)


def test_the_units_records_come_in_the_layout_of_the_template(
    desk: Site, province: Province
) -> None:
    response = desk.post("/imports/export", {"unit": province.unit(FACILITY)}, 200)
    assert "attachment" in response.headers["Content-Disposition"]
    mine, empty = (
        read_workbook(response.data),
        read_workbook(desk.client.get("/imports/template.xlsx").data),
    )
    assert [sheet.name for sheet in mine.sheets] == [sheet.name for sheet in empty.sheets]
    for one, other in zip(mine.sheets, empty.sheets, strict=True):
        assert one.lines[:2] == other.lines
    assert len(mine.sheets[0].lines) == 2 + len(province.people(FACILITY))


def test_a_file_too_many_is_refused_before_it_is_read(desk: Site, province: Province) -> None:
    data = bytes(21 << 20)
    form = {"unit": province.unit(FACILITY), "file": (BytesIO(data), "x.xlsx")}
    desk.post("/imports", form, 413)


def test_a_given_up_file_is_gone(desk: Site, province: Province) -> None:
    where = brought(desk, province, change(province))
    desk.post(f"{where}/discard", status=303)
    desk.get(where, 404)


def test_an_offered_code_is_taken_by_one_button(desk: Site, province: Province) -> None:
    who = draft_of(province, plain_member(province, FACILITY))
    row = {KEY: who.typed[KEY], "identity_restricted.ethnicity_code": "Muong", FIELD: "Tin học"}
    where = brought(desk, province, workbook([Line(row)], local_day(START)))
    desk.post(f"{where}/compare", status=303)
    assert "Dùng mã này: Mường (06)" in desk.get(where)
    use = {"row": 1, "path": "identity_restricted.ethnicity_code", "code": "06"}
    desk.post(f"{where}/use-code", {**use, "code": "01"}, 404)  # was not offered
    desk.post(f"{where}/use-code", {**use, "path": FIELD}, 404)
    desk.post(f"{where}/use-code", {**use, "row": 7}, 404)
    desk.post(f"{where}/use-code", use, 303)
    page = desk.get(where)
    assert "Dùng mã này" not in page
    assert "<ins>Mường" in page
    desk.post(f"{where}/enter", {"rows": "all"}, 303)
    assert draft_of(province, str(who.person_id)).typed[use["path"]] == "06"


def test_a_large_unit_is_taken_out_by_two(
    site: Site, province: Province, monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    """Security bar 6, 23: proposed by HR, confirmed by the head, taken once, with a fresh code."""
    monkeypatch.setattr(two_person, "EXPORTED_ALONE", 2)
    unit = {"unit": province.unit(FACILITY)}
    hr = Site(site.app, site.app.test_client())
    hr.sign_in(province.holder(FACILITY, "hr"))
    assert "cần hai người" in unescape(hr.get("/imports"))
    alone = unescape(hr.post("/imports/export", unit, 409).text)
    assert message("export_needs_two") in alone
    basis = {"basis_number": "12/KH", "basis_date": "2024-05-02"}
    hr.post("/imports/export/propose", {**unit, **basis, "people": "1"}, 400)
    missing = unescape(hr.post("/imports/export/propose", unit, 409).text)
    assert message("basis_missing") in missing
    hr.post("/imports/export/propose", {"unit": province.unit(ELSEWHERE), **basis}, 404)
    hr.post("/imports/export/propose", {**unit, **basis}, 303)
    assert "chờ người thứ hai của đơn vị xác nhận" in unescape(hr.get("/imports"))
    site.sign_in(province.holder(FACILITY, "head"))
    page = unescape(site.get("/two-person"))
    assert f"{len(province.people(FACILITY))} hồ sơ, tải một lần" in page
    found = re.search(r"/two-person/([0-9a-f-]{36})/decide", page)
    assert found
    site.post(f"/two-person/{found[1]}/decide", {"answer": "confirm"})
    assert "Được làm một lần, trong 3 ngày" in unescape(site.get("/two-person"))
    take = f"/imports/export/{found[1]}"
    assert take in hr.get("/imports")
    site.post(take, status=403)
    older(session, "proved_at", 6)
    hr.post(take, status=401)
    taken = hr.post(take, {"code": code_now(1)}, 200)
    assert len(read_workbook(taken.data).sheets[0].lines) == 2 + len(province.people(FACILITY))
    assert message("release_used") in unescape(hr.post(take, status=409).text)
    assert "Đã làm" in unescape(site.get("/two-person"))
