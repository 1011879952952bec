"""Asking the national database for somebody from outside: the form, each end of a request."""

from dataclasses import replace
from datetime import date

from province_app.views.national_lookups_page import (
    Beginning,
    LookupPage,
    LookupRow,
    LookupsPage,
    Waiting,
)
from province_app.views.page import Act, Link, Pager
from province_app.views.record_history_page import ShownField, ShownSection
from province_app.views.record_page import Option
from tests.views.samples.shells import HR, LONG_NAME, at

ID = "6f0f1f6a-2a1e-4a5c-9d7e-000000000777"
WHY = "Tiếp nhận công chức từ tỉnh Thái Bình"


def row(state: str, **more: str) -> LookupRow:
    """Return a request in that state."""
    usual = {"url": "#", "number": "0777", "purpose": WHY, "basis": "15/QĐ-SNV, 17/5/2024"}
    return LookupRow(**{**usual, "by": "Phạm Quang Huy", **more}, asked_at=at(21, 9), state=state)


UNIT = "Trường THCS Hải Minh"
BACK = Link("Tra cứu từ CSDL quốc gia", "#")
LIST = LookupsPage(
    UNIT,
    9,
    (),
    (
        row("requested"),
        row("found"),
        row("absent", purpose="Tiếp nhận viên chức từ khối đảng, đoàn thể chuyển sang"),
        row("known"),
        row("failed", by=LONG_NAME),
        row("begun", number="", person=LONG_NAME),
        row("over", number=""),
    ),
    "2024-05-24",
    True,
    20,
    30,
    pager=Pager(1, 7, "", "#"),
)
REFUSED = replace(
    LIST,
    personal_id="03408300077",
    purpose=WHY,
    basis_number="15/QĐ-SNV",
    basis_date="2024-05-17",
    error="Số định danh phải đủ 12 chữ số. Xem lại số trên CCCD của người đó.",
)
ONE = LookupPage(ID, UNIT, BACK, row("absent"), moves=Link("Điều chuyển, thôi làm việc", "#"))
FOUND = replace(
    ONE,
    row=row("found"),
    person=LONG_NAME,
    kept_until=date(2024, 6, 20),
    released=True,
    sections=(
        ShownSection(
            "identity",
            "Thông tin cá nhân",
            (
                ShownField("H4", "Mã số định danh cá nhân", "034083000777"),
                ShownField("1", "Họ và tên khai sinh", LONG_NAME),
                ShownField("3", "Ngày sinh", "17/5/1983"),
            ),
        ),
        ShownSection(
            "work_history",
            "Quá trình công tác",
            (
                ShownField(
                    "33",
                    "Tóm tắt quá trình công tác",
                    "",
                    ("09/2010 – 08/2015: Chuyên viên, Sở Nội vụ tỉnh Thái Bình", "Từ 09/2015: nay"),
                ),
            ),
        ),
    ),
    begin=Beginning(
        (Option("CC", "Công chức"), Option("VC", "Viên chức")), "CC", "", "2024-04-24", "2024-05-24"
    ),
)
PAGES = {
    "lookups": ("national_lookups/show.html", HR, LIST),
    "lookups-none": ("national_lookups/show.html", HR, replace(LIST, rows=(), pager=None)),
    "lookups-refused": ("national_lookups/show.html", HR, REFUSED),
    "lookups-closed": ("national_lookups/show.html", HR, replace(LIST, open=False)),
    "lookup-found": ("national_lookups/read.html", HR, FOUND),
    "lookup-found-not-released": (
        "national_lookups/read.html",
        HR,
        replace(FOUND, released=False, unread="Đào tạo, bồi dưỡng; Hợp đồng"),
    ),
    "lookup-found-refused": (
        "national_lookups/read.html",
        HR,
        replace(FOUND, error="Ngày tiếp nhận chưa đến. Mở hồ sơ từ ngày đó."),
    ),
    "lookup-waiting": (
        "national_lookups/read.html",
        HR,
        replace(
            ONE,
            row=row("requested"),
            waiting=Waiting(
                f"/unit/national-lookups/{ID}/progress",
                "Đang hỏi CSDL quốc gia. Trang tự cập nhật; rời trang cũng được.",
            ),
        ),
    ),
    "lookup-absent": ("national_lookups/read.html", HR, ONE),
    "lookup-known": ("national_lookups/read.html", HR, replace(ONE, row=row("known"))),
    "lookup-failed": (
        "national_lookups/read.html",
        HR,
        replace(
            ONE,
            row=row("failed"),
            fault="Đã hỏi nhiều lần, CSDL quốc gia không trả lời. Lát nữa hỏi lại.",
            again=Act("Hỏi lại"),
        ),
    ),
    "lookup-begun": (
        "national_lookups/read.html",
        HR,
        replace(
            ONE,
            row=row("begun", number="", person=LONG_NAME),
            person=LONG_NAME,
            sheet=Link("Ghi phần của đơn vị", "#"),
        ),
    ),
    "lookup-over": ("national_lookups/read.html", HR, replace(ONE, row=row("over", number=""))),
}
