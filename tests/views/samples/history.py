"""The history of a record: two versions, a day asked for, what a signer does not see."""

from dataclasses import replace
from datetime import date

from province_app.views.page import Change, ChangeGroup, Link
from province_app.views.record_history_page import (
    ComparePage,
    DayPart,
    HistoryPage,
    ShownField,
    ShownSection,
    VersionCard,
    VersionPage,
)
from province_app.views.record_page import Option, PathStep
from tests.views.samples.evidence import DECISION
from tests.views.samples.shells import HEAD, LONG_NAME, LONG_SHELL, OFFICER, at

ID = "00000000-0000-4000-8000-000000000007"
HOME = f"/records/{ID}"
PATH = (
    PathStep("Khai", "done", ("21:07 20/5/2024", "Phạm Thị Thu Hằng")),
    PathStep("Gửi", "done", ("21:09 20/5/2024",)),
    PathStep("Xác nhận", "done", ("15:20 22/5/2024", "Nguyễn Thị Hà, cán bộ tổ chức")),
    PathStep(
        "Ký số",
        "done",
        ("09:12 23/5/2024", "Vũ Đình Khoa, người đứng đầu", "danh sách 3f2a90c1…, kỳ 05/2024"),
    ),
    PathStep("Lên sở/huyện", "done", ("01:00 26/5/2024",)),
    PathStep("Lên tỉnh", "done", ("01:00 27/5/2024",)),
    PathStep(
        "Vào CSDL quốc gia: từ chối",
        "bad",
        (
            "01:02 28/5/2024",
            "Mã không có trong danh mục của nơi nhận",
            "Giáo dục phổ thông, mục 19",
            "Chọn mã thay thế rồi gửi lại.",
        ),
    ),
    PathStep("Duyệt biên nhận"),
)
FIRST = VersionCard(
    1,
    "new",
    "Trường THCS Hải Minh",
    at(22, 15, 20),
    PATH,
    "",
    f"{HOME}/versions/1",
    f"{HOME}/versions/1/proof.zip",
)
SECOND = replace(
    FIRST,
    number=2,
    change="changed",
    confirmed_at=at(24, 8, 2),
    path=(*PATH[:3], PathStep("Chưa ký số"), *(PathStep(s.label.split(":")[0]) for s in PATH[4:])),
    sections="Trình độ; Ngạch, lương",
    url=f"{HOME}/versions/2",
    proof="",
    compare=f"{HOME}/compare",
)
OPTIONS = (Option("2", "Phiên bản 2, 24/5/2024"), Option("1", "Phiên bản 1, 22/5/2024"))
HISTORY = HistoryPage(ID, "Phạm Thị Thu Hằng", True, (SECOND, FIRST), OPTIONS, "2024-05-24")
ON_DAY = replace(
    HISTORY,
    own=False,
    day="2024-05-23",
    on_day=DayPart(
        date(2024, 5, 23),
        (
            (
                "Bản đã ký mới nhất, 09:12 ngày 23/5/2024:",
                Link("phiên bản 1", f"{HOME}/versions/1"),
            ),
            ("Có bản mới hơn do đơn vị khác xác nhận, ngoài phạm vi của bạn.", None),
        ),
    ),
)
WRONG_DAY = replace(
    HISTORY, day="2024-07-01", day_error="Ngày này chưa đến. Chọn hôm nay hoặc một ngày trước."
)
VERSION = VersionPage(
    ID,
    "Phạm Thị Thu Hằng",
    True,
    FIRST,
    date(2024, 5, 22),
    (
        ShownSection(
            "salary",
            "Ngạch, lương",
            (
                ShownField("30.1", "Bậc lương", "4"),
                ShownField("30.1", "Ngạch / chức danh nghề nghiệp", "Giáo viên THCS hạng III"),
            ),
            (DECISION,),
        ),
        ShownSection(
            "family",
            "Quan hệ gia đình",
            (
                ShownField(
                    "36.1",
                    "Gia đình ruột",
                    "",
                    ("Quan hệ: Cha đẻ; Họ và tên: Phạm Văn Thụ; Năm sinh: 1956",) * 2,
                ),
                ShownField("36.2", "Gia đình bên vợ hoặc chồng", "Không có"),
            ),
            restricted=True,
        ),
    ),
)
LOCKED = "Thông tin hạn chế; Tự thuật; Quan hệ gia đình; Kinh tế gia đình; Sức khỏe; Kỷ luật"
COMPARE = ComparePage(
    ID,
    "Phạm Thị Thu Hằng",
    True,
    FIRST,
    SECOND,
    (
        ChangeGroup("Trình độ", (Change("Chuyên ngành", "Toán", "Toán ứng dụng"),)),
        ChangeGroup(
            "Quá trình công tác",
            (Change("Quá trình công tác", "", "thêm 1 dòng", lines=("Thêm: Từ: 09/2011",)),),
        ),
    ),
    OPTIONS,
)

PAGES = {
    "history": ("record/history.html", OFFICER, HISTORY),
    "history-day": ("record/history.html", HEAD, ON_DAY),
    "history-wrong-day": ("record/history.html", OFFICER, WRONG_DAY),
    "history-empty": ("record/history.html", OFFICER, replace(HISTORY, versions=(), options=())),
    "version": ("record/version.html", OFFICER, VERSION),
    "version-head": (
        "record/version.html",
        LONG_SHELL,
        replace(VERSION, own=False, person=LONG_NAME, locked=LOCKED, asked=True),
    ),
    "compare": ("record/compare.html", OFFICER, COMPARE),
    "compare-locked": (
        "record/compare.html",
        HEAD,
        replace(COMPARE, own=False, groups=(), locked=LOCKED),
    ),
    "compare-same": ("record/compare.html", OFFICER, replace(COMPARE, groups=())),
}
