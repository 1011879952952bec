"""Who has read my record: nobody, a few, very many."""

from dataclasses import replace

from province_app.views.page import Pager
from province_app.views.record_readers_page import ReaderLine, ReadersPage
from tests.views.samples.shells import PERSON, at

SCHOOL = "Trường THCS Hải Minh"
READERS = ReadersPage(
    (
        ReaderLine("Vũ Thị Thu Hà", f"Hiệu trưởng, {SCHOOL}", "Phê duyệt bằng ký số",
                   at(23, 9), at(23, 9), 1),
        ReaderLine("Trần Thị Bích Ngọc", f"Văn thư, {SCHOOL}", "Xem tài liệu kèm theo",
                   at(22, 8), at(22, 10), 12),
        ReaderLine("Trần Thị Bích Ngọc", f"Văn thư, {SCHOOL}", "Kiểm tra hồ sơ",
                   at(22, 8), at(22, 8), 1),
        ReaderLine("Quản trị hệ thống", "Bằng lệnh trên máy chủ", "In hồ sơ",
                   at(20, 8), at(20, 8), 1),
    )
)  # fmt: skip

PAGES = {
    "readers": ("record/readers.html", PERSON, READERS),
    "readers-many": (
        "record/readers.html",
        PERSON,
        replace(READERS, lines=READERS.lines * 6, pager=Pager(26, 49, "/1", "/3")),
    ),
    "readers-nobody": ("record/readers.html", PERSON, ReadersPage(())),
}
