"""Movements of a school: who comes, goes, went; nobody yet; the form, refused and closed."""

from dataclasses import replace
from datetime import date

from province_app.views.moves_page import (
    ArrivalRow,
    BackPage,
    GoneRow,
    LeavingRow,
    MovePage,
    MovesPage,
)
from province_app.views.page import Act, Link
from province_app.views.record_page import Option
from tests.views.samples.shells import LONG_NAME, OFFICER, at

ONE, TWO = "1e9cf853-414d-457f-906a-736a066a1530", "2e9cf853-414d-457f-906a-736a066a1531"
THREE, FOUR = "3e9cf853-414d-457f-906a-736a066a1532", "4e9cf853-414d-457f-906a-736a066a1533"
FIVE = "5e9cf853-414d-457f-906a-736a066a1534"
BASIS = "15/QĐ-UBND, 20/5/2024"
OTHER = "Trường Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai xã Hải Phương"
MOVES = MovesPage(
    "Trường THCS Hải Minh",
    5,
    (Link("Phòng Giáo dục và Đào tạo", "#"),),
    (
        ArrivalRow(
            ONE, LONG_NAME, "VC", OTHER, date(2024, 6, 1), BASIS, at(22, 9), Act("Tiếp nhận")
        ),
        ArrivalRow(
            TWO, "Trần Văn Bình", "VC", OTHER, date(2024, 5, 20), BASIS, at(24, 8),
            Act("Tiếp nhận", False, "Cán bộ tổ chức làm; không có thì cấp phó"),
        ),
    ),
    (
        LeavingRow(
            THREE, "Mai Thị Hồng Nhung", "transfer", "proposed", OTHER, date(2024, 6, 1), BASIS,
            act=Act("Rút lại"),
        ),
        LeavingRow(
            FOUR, "Lại Thế Anh", "transfer", "refused", OTHER, date(2024, 6, 1), BASIS,
            "Sai ngày", "#",
        ),
        LeavingRow(FIVE, "Đinh Quốc Việt", "retired", "done", "", date(2024, 7, 1), BASIS),
    ),
    (
        GoneRow(LONG_NAME, "#", "transfer", OTHER, date(2024, 5, 1), BASIS, 3),
        GoneRow("Ngô Thị Bích Ngọc", "#", "died", "", date(2024, 3, 9), BASIS, 12),
        GoneRow("Vũ Thị Ngọc Ánh", "", "", "", date(2023, 1, 1), "", 0),
    ),
    3,
    (Option("CC", "Công chức"), Option("VC", "Viên chức")),
    (
        Option("not_ours", "Người này không về đơn vị"),
        Option("wrong_day", "Sai ngày"),
        Option("wrong_document", "Sai số hoặc ngày văn bản"),
    ),
)  # fmt: skip
MOVE = MovePage(
    LONG_NAME,
    ONE,
    Link("Trường THCS Hải Minh", "#"),
    Link("Điều chuyển, thôi làm việc", "#"),
    (
        Option("transfer", "Điều động, chuyển sang đơn vị khác trong tỉnh"),
        Option("away", "Chuyển ra tỉnh ngoài, sang khối đảng, đoàn thể"),
        Option("retired", "Nghỉ hưu"),
    ),
    (Option("H40.02.01", OTHER), Option("H40.02.02", "Trường THCS Hải Bắc")),
    "2024-05-24",
    "2024-04-24",
    "2025-05-25",
    Act("Lưu"),
)

BACK = BackPage(
    "Trường THCS Hải Minh",
    5,
    Link("Điều chuyển, thôi làm việc", "#"),
    (Option("CC", "Công chức"), Option("VC", "Viên chức")),
    "2024-05-24",
    "2024-04-24",
    "2025-05-25",
    True,
)

PAGES = {
    "move-back": ("moves/back.html", OFFICER, BACK),
    "move-back-refused": (
        "moves/back.html",
        OFFICER,
        replace(
            BACK,
            connected=False,
            personal_id="034083000777",
            category="VC",
            received_on="2024-05-20",
            basis_number="15/QĐ-SNV",
            basis_date="2024-05-17",
            error="Không có người đã đi nào mang số này. Người đang làm ở tỉnh thì đơn vị đó điều"
            " chuyển.",
        ),
    ),
    "moves": ("moves/show.html", OFFICER, MOVES),
    "moves-empty": (
        "moves/show.html",
        OFFICER,
        replace(MOVES, arrivals=(), leaving=(), gone=(), total=0, others=()),
    ),
    "moves-refused": (
        "moves/show.html",
        OFFICER,
        replace(MOVES, error="Việc này đã có quyết định. Tải lại trang để xem."),
    ),
    "move": ("moves/new.html", OFFICER, MOVE),
    "move-lapsed": (
        "moves/new.html",
        OFFICER,
        replace(
            MOVE,
            kinds=MOVE.kinds[1:],
            receivers=(),
            term_ends_on=date(2024, 5, 21),
            typed={"effective_on": "2024-05-21"},
            prolong={"again_on": "2024-05-21"},
            prolong_act=Act("Đưa lại vào danh sách"),
        ),
    ),
    "move-refused": (
        "moves/new.html",
        OFFICER,
        replace(
            MOVE,
            error="Không có đơn vị mang mã này. Chọn một đơn vị trong danh sách gợi ý.",
            typed={
                "kind": "transfer", "to": "Hải Bắc", "effective_on": "2024-06-01",
                "basis_number": "15/QĐ-UBND", "basis_date": "2024-05-20",
            },
        ),
    ),
    "move-closed": (
        "moves/new.html",
        OFFICER,
        replace(MOVE, act=Act("Lưu", False, "Đã đề xuất điều chuyển người này")),
    ),
}  # fmt: skip
