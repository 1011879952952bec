"""Accounts of a school, one person's, the sheet of codes, acts of two persons, levels."""

from dataclasses import replace
from datetime import date

from province_app.views.accounts_page import (
    AccountPage,
    AccountRow,
    AccountsPage,
    ActivatePage,
    AssignedRow,
    GrantRow,
    KeyChangePage,
    LevelRow,
    LevelsPage,
    Slip,
    SlipsPage,
    TwoPersonPage,
    TwoPersonRow,
    WindowPage,
)
from province_app.views.page import Link
from province_app.views.record_page import Option
from tests.views.samples.shells import HR, LONG_NAME, NAMES, PROVINCE, STRANGER, at

STATES = ("active", "none", "waiting", "limited", "expired", "disabled", "active", "waiting")
ROWS = tuple(
    AccountRow(
        name,
        "#",
        "" if state == "none" else f"binh.tranvan.{number:04d}",
        state,
        "" if state in ("none", "expired") else "Cá nhân, Quản lý của đơn vị",
        at(25, 9) if number == 7 else None,
    )
    for number, (name, state) in enumerate(zip(NAMES, STATES, strict=True))
)
ACCOUNTS = AccountsPage(
    "Trường THCS Hải Minh",
    5,
    (Option("4", "Phòng Giáo dục và Đào tạo"), Option("5", "Trường THCS Hải Minh")),
    ROWS,
    1,
    2,
    True,
    "2024-05-24",
    (("none", 1), ("disabled", 1), ("waiting", 2), ("active", 4)),
)
GRANT = GrantRow(
    7, "Quản lý của đơn vị", "Trường THCS Hải Minh", "Hạn chế", date(2024, 5, 1), date(2024, 7, 1),
    True, "12/QĐ-THCS, 30/4/2024", "Phạm Quang Huy", at(20, 9), True,
)  # fmt: skip
ACCOUNT = AccountPage(
    LONG_NAME,
    "1e9cf853-414d-457f-906a-736a066a1530",
    "giang.congtangtonnu.0001",
    "limited",
    Link("Trường THCS Hải Minh", "#"),
    False,
    (Option("leader", "Lãnh đạo đơn vị"), Option("hr", "Quản lý của đơn vị")),
    (GRANT, replace(GRANT, id=6, act="Cấp", limited=False, may_change=False, ends_on=None)),
    (
        AssignedRow(
            3, "Theo dõi đồng bộ", "Huyện Hải Hậu", date(2024, 5, 1), date(2024, 6, 1), "3/QĐ",
            True,
        ),
    ),
    (Option("unit.read", "Xem danh sách người của đơn vị"),),
    (Option("5", "Trường THCS Hải Minh"),),
    "2024-05-24",
    True,
)  # fmt: skip
SLIPS = SlipsPage(
    "Trường THCS Hải Minh",
    tuple(
        Slip(name, f"binh.tranvan.{number:04d}", "7KMPQ-4XWTA") for number, name in enumerate(NAMES)
    ),
    ("Lại Thế Anh",),
    at(25, 9),
    "https://ccvc.example.vn/activate",
    Link("Trường THCS Hải Minh", "#"),
)
ACT = TwoPersonRow(
    "5a0e9d5c-0b5c-4b0e-8a53-0d6c1c9b2f10", "Mở thời hạn phê duyệt ngoại lệ",
    ("Trường THCS Hải Minh, Trường THCS Hải Anh", "Được ký từ 27/5/2024 đến hết 28/5/2024"),
    "Phạm Quang Huy", at(24, 9), at(29, 9), "15/QĐ-SNV, 24/5/2024", True,
)  # fmt: skip
WAITING = TwoPersonPage(
    (
        ACT,
        replace(
            ACT, id="6a0e9d5c-0b5c-4b0e-8a53-0d6c1c9b2f10", may_decide=False,
            why="Bạn đã đề xuất việc này", kind="Hạ mức độ hạn chế", what=(LONG_NAME,),
        ),
    ),
    (
        replace(
            ACT, outcome="Đã làm", decided_by="Lại Thế Anh", decided_at=at(24, 10),
            may_decide=False,
        ),
        replace(ACT, outcome="Quá hạn chờ", may_decide=False),
        replace(
            ACT, kind="Đổi khóa mã hóa", outcome="Đã cho phép, làm một lần trước 9:00, 27/5/2024",
            what=("Mọi dữ liệu được mã hóa lại bằng khóa 0123456789abcdef",), may_decide=False,
            command=f"flask --app wsgi keys rotate --act {ACT.id}",
        ),
    ),
    (Link("Đề xuất thời hạn phê duyệt ngoại lệ", "#"), Link("Mức độ hạn chế", "#")),
)  # fmt: skip
WINDOW = WindowPage(
    (
        ("Huyện Hải Hậu", (Option("4", "Huyện Hải Hậu"), Option("5", "Trường THCS Hải Minh"))),
        ("Sở Nội vụ", (Option("2", "Sở Nội vụ"),)),
    ),
    "2024-05-24",
    first="2024-05-27",
    last="2024-05-28",
)
KEY = KeyChangePage("0123456789abcdef", "2024-05-24")
LEVELS = LevelsPage(
    (
        LevelRow(1, LONG_NAME, date(2024, 5, 1), date(2024, 8, 1), "3/QĐ-SNV, 24/4/2024"),
        LevelRow(2, LONG_NAME, date(2024, 5, 20), date(2024, 5, 23), "4/QĐ-SNV, 20/5/2024", True),
    ),
    "2024-05-24",
)
PAGES = {
    "accounts": ("accounts/show.html", HR, ACCOUNTS),
    "accounts-refused": (
        "accounts/show.html",
        HR,
        replace(ACCOUNTS, error="Ngày của văn bản chưa đến. Xem lại ngày trên văn bản."),
    ),
    "accounts-none": (
        "accounts/show.html",
        HR,
        replace(ACCOUNTS, rows=(), units=(), counts=(), missing=0, waiting=0),
    ),
    "account": ("accounts/person.html", HR, ACCOUNT),
    "account-own": (
        "accounts/person.html",
        HR,
        replace(ACCOUNT, own=True, roles=(), grants=(), assigned=(), scopes=(), may_reset=False),
    ),
    "slips": ("accounts/slips.html", HR, SLIPS),
    "slips-none": ("accounts/slips.html", HR, replace(SLIPS, slips=(), without=())),
    "activate": ("accounts/activate.html", STRANGER, ActivatePage()),
    "activate-refused": (
        "accounts/activate.html",
        STRANGER,
        ActivatePage("036099000001", "Số định danh hoặc mã kích hoạt không đúng."),
    ),
    "two-person": ("two_person/show.html", PROVINCE, WAITING),
    "two-person-none": ("two_person/show.html", PROVINCE, TwoPersonPage((), ())),
    "key-change": ("two_person/key.html", PROVINCE, KEY),
    "key-change-refused": (
        "two_person/key.html",
        PROVINCE,
        replace(KEY, basis_number="12/QĐ", error="Ngày của văn bản chưa đến."),
    ),
    "window": ("two_person/window.html", PROVINCE, WINDOW),
    "window-refused": (
        "two_person/window.html",
        PROVINCE,
        replace(WINDOW, chosen=("5",), error="Thời hạn ngoại lệ dài nhất 10 ngày."),
    ),
    "levels": ("levels/show.html", PROVINCE, LEVELS),
    "levels-none": (
        "levels/show.html",
        PROVINCE,
        replace(LEVELS, rows=(), error="Ngày này đã qua. Chọn hôm nay hoặc một ngày sau."),
    ),
}
