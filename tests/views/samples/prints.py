"""Records printed many at a time: none, on the way, taken, refused."""

from dataclasses import replace

from province_app.views.imports_page import UnitOption
from province_app.views.prints_page import BatchLine, PrintsPage
from tests.views.samples.shells import HR, at

ACT = "00000000-0000-4000-8000-000000000009"
SCHOOL = "Trường THCS Hải Minh"
MADE = BatchLine(
    SCHOOL, at(24, 9, 5), 31, 31, False, 28, at(25, 9, 5), False,
    ("2 người chưa có phiên bản nào", "1 người đã hạn chế xử lý cả hồ sơ"),
    "/unit/prints/00000000-0000-4000-8000-000000000010/take",
)  # fmt: skip
RUNNING = BatchLine(SCHOOL, at(24, 14, 0), 12, 62, True, 12, at(25, 14, 0), True)
UNITS = (
    UnitOption(1, SCHOOL, 31, True),
    UnitOption(2, "Trường THPT Hải Hậu", 62, False),
    UnitOption(3, "Trường THPT Trần Hưng Đạo", 90, False, ACT, at(27, 8, 0)),
    UnitOption(4, "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện Hải Hậu", 71, False,
               "", at(28, 8, 0)),
)  # fmt: skip
EMPTY = PrintsPage((), UNITS[:1], "2024-05-24")
FULL = PrintsPage((MADE, replace(MADE, restricted=True, notes=())), UNITS, "2024-05-24")

PAGES = {
    "prints": ("prints/show.html", HR, EMPTY),
    "prints-full": ("prints/show.html", HR, FULL),
    "prints-refused": (
        "prints/show.html",
        HR,
        replace(FULL, error="Lần in trước của bạn chưa xong. Đợi xong rồi in tiếp."),
    ),
}
RUNNING_PAGE = ("prints/show.html", HR, replace(EMPTY, batches=(RUNNING, MADE)))
