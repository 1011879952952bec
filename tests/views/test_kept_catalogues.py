"""The page of the lists that the province keeps, and what people then choose from."""

from html import unescape
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from province_app.services import drafts
from province_app.stores import records
from tests.admins import make_admins
from tests.desks import FACILITY, draft_of, plain_member
from tests.provinces import Province, at, load_province
from tests.views.record_form import posted
from tests.web import Site

PAGE = "/catalogues/kept?list=chuc_vu"
NEW = {
    "code": "TT.TOAN",
    "name": "Tổ trưởng tổ Toán",
    "day": "2024-05-21",
    "basis_number": "15/QĐ-SNV",
    "basis_date": "2024-05-20",
}
BASIS = {"basis_number": "16/QĐ-SNV", "basis_date": "2024-05-20"}
OTHERS = "position.concurrent_positions"


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    site.at(at(21))
    return load_province(session)


def test_an_entry_is_added_found_stopped_and_used_again(site: Site, province: Province) -> None:
    site.sign_in(make_admins(province).first.person_id)
    assert "Danh mục của tỉnh" in unescape(site.get("/catalogues"))
    site.post("/catalogues/kept/chuc_vu/add", NEW)
    page = unescape(site.get(PAGE))
    assert "Đã thêm Tổ trưởng tổ Toán vào danh mục." in page
    assert "Thêm Tổ trưởng tổ Toán (TT.TOAN), dùng từ 21/5/2024" in page
    assert "15/QĐ-SNV, 20/5/2024" in page
    assert "TT.TOAN" in site.get("/catalogues/chuc_vu/search?q=to+truong+to+toan")
    act = {"code": "TT.TOAN", "day": "2024-05-21", **BASIS}
    site.post("/catalogues/kept/chuc_vu/end", {**act, "act": "stop", "day": "2024-05-22"})
    page = unescape(site.get(f"{PAGE}&code=TT.TOAN"))
    assert "từ 21/5/2024 đến hết 21/5/2024" in page
    assert "Sử dụng lại</button>" in page
    site.post("/catalogues/kept/chuc_vu/end", {**act, "act": "resume", "day": "2024-05-25"})
    assert "từ 25/5/2024" in unescape(site.get(PAGE))


def test_the_order_and_another_name(site: Site, province: Province) -> None:
    site.sign_in(make_admins(province).first.person_id)
    site.post("/catalogues/kept/chuc_vu/arrange", {"act": "place", "code": "HT", "place": "1"})
    site.post("/catalogues/kept/chuc_vu/arrange", {"act": "alias", "code": "HT", "name": "Sếp"})
    page = unescape(site.get(PAGE))
    assert "Tên khác: Sếp" in page
    assert page.index("Hiệu trưởng") < page.index("Giám đốc")
    found = unescape(site.get(f"{PAGE}&q=sep"))
    assert ">Hiệu trưởng<" in found
    assert ">Trưởng phòng<" not in found


@pytest.mark.parametrize(
    ("address", "form", "said"),
    [
        ("add", {**NEW, "code": "GD"}, "đã có mã này"),
        ("add", {**NEW, "name": "Giám đốc"}, "đã có tên này"),
        ("add", {**NEW, "basis_number": ""}, "Thiếu số văn bản"),
        ("end", {"act": "stop", "code": "GD", "day": "2024-05-20", **BASIS}, "đã qua"),
        ("arrange", {"act": "place", "code": "GD", "place": "999"}, "không có thứ tự này"),
        ("arrange", {"act": "place", "code": "GD", "place": "đầu"}, "không có thứ tự này"),
    ],
)
def test_a_refused_form_comes_back_as_it_was_typed(
    site: Site, province: Province, address: str, form: dict[str, str], said: str
) -> None:
    site.sign_in(make_admins(province).first.person_id)
    page = unescape(site.post(f"/catalogues/kept/chuc_vu/{address}", form, 409).text)
    assert "Chưa ghi được" in page
    assert said in page
    for name, value in form.items():
        assert f'value="{value}"' in page or name == "act", name


def test_only_the_province_keeps_its_lists(site: Site, province: Province) -> None:
    site.sign_in(province.holder(FACILITY, "hr"))
    site.post("/catalogues/kept/chuc_vu/add", NEW, 403)
    site.get("/catalogues/kept", 403)
    site.sign_in(make_admins(province).first.person_id)
    site.get("/catalogues/kept?list=dan_toc", 404)
    site.post("/catalogues/kept/dan_toc/add", NEW, 404)


def test_free_texts_are_found_and_get_a_code(
    site: Site, province: Province, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = "Tổ trưởng chuyên môn Toán"
    person = plain_member(province, FACILITY)
    province.send(FACILITY)
    draft = draft_of(province, person)
    draft.typed = {**draft.typed, OTHERS: old}
    session.commit()
    with monkeypatch.context() as before:
        before.setattr(drafts, "unknown_codes", lambda *_: [])
        province.confirm(FACILITY)
    site.sign_in(make_admins(province).first.person_id)
    page = unescape(site.get(f"{PAGE}&texts=1"))
    assert f'name="name" value="{old}"' in page
    site.post("/catalogues/kept/chuc_vu/arrange", {"act": "alias", "code": "TTCM", "name": old})
    assert "Tên khác: Tổ trưởng chuyên môn Toán" in unescape(site.get(PAGE))
    # The person reads the text, and is offered the code that stands for it.
    site.sign_in(person)
    form = unescape(site.get("/my-record/position"))
    assert f'value="{old}" checked' in form
    assert f'name="use" value="{OTHERS}=TTCM"' in form
    assert records.latest(session, [UUID(person)])


def test_several_are_chosen_one_after_the_other(site: Site, province: Province) -> None:
    person = plain_member(province, FACILITY)
    site.sign_in(person)
    page = site.get("/my-record/position")
    form = posted(page)
    form[OTHERS] = ["", "Tổ trưởng (TT)"]
    site.post("/my-record/position", {**form, "add": OTHERS})
    page = unescape(site.get("/my-record/position"))
    assert 'value="TT" checked' in page
    assert f'id="{OTHERS}-them"' in page
    form = posted(page)
    form[OTHERS] = ["", "TT", "TT", "Giám đốc (GD)"]
    site.post("/my-record/position", form)
    assert draft_of(province, person).typed[OTHERS] == "TT; GD"
