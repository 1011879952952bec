"""The lists that the province keeps: one of them, an entry to change, refused, free texts."""

from dataclasses import replace

from province_app.views.kept_catalogues_page import (
    ActRow,
    Chosen,
    EntryRow,
    KeptPage,
    KeptTyped,
    ListLink,
    TextRow,
)
from province_app.views.record_page import Option
from tests.views.samples.shells import PROVINCE, at

ROWS = (
    EntryRow(1, "GD", "Giám đốc", "", "Có sẵn", "", "Đang dùng", True, "#h-ds"),
    EntryRow(
        2, "TT.TOAN", "Tổ trưởng tổ Toán", "Tên khác: Tổ trưởng Toán, TT tổ Toán", "Tỉnh thêm",
        "từ 01/6/2024", "Chưa đến ngày", False, "#h-ds",
    ),
    EntryRow(
        3, "DT", "Đội trưởng", "", "Có sẵn", "đến hết 30/4/2024; từ 01/9/2024", "Ngừng sử dụng",
        False, "#h-ds",
    ),
)  # fmt: skip
KEPT = KeptPage(
    "chuc_vu",
    "Chức vụ, chức danh",
    "Chức vụ hiện tại, Chức vụ kiêm nhiệm",
    (
        ListLink("Chức vụ, chức danh", "#", True),
        ListLink("Chức vụ Đảng", "#", False),
        ListLink("Vị trí việc làm", "#", False),
    ),
    ROWS,
    66,
    "2024-05-24",
    "#h-chu",
    more=12,
    typed=KeptTyped(day="2024-05-24"),
)
CHANGED = replace(
    KEPT,
    chosen=Chosen(ROWS[0], stops=True),
    typed=KeptTyped(
        day="2024-05-01",
        basis_number="15/QĐ-SNV",
        basis_date="2024-05-02",
        error="Ngày này đã qua. Chọn hôm nay hoặc một ngày sau.",
    ),
    acts=(
        ActRow("Ngừng sử dụng Đội trưởng (DT) từ 01/5/2024", "12/QĐ-SNV, 25/4/2024",
               "Phạm Quang Huy", at(20, 9)),
        ActRow("Xếp Giám đốc (GD) vào thứ tự 1", "", "Phạm Quang Huy", at(20, 8)),
    ),
)  # fmt: skip
TEXTS = replace(
    KEPT,
    more=0,
    texts=(
        TextRow("Tổ trưởng tổ Toán - Lý", 17, (Option("TT", "Tổ trưởng (TT)"),), "#h-them"),
        TextRow("Phụ trách bộ phận một cửa, tiếp nhận và trả kết quả", 1, (), "#h-them"),
    ),
    more_texts=3,
)
PAGES = {
    "kept-catalogues": ("kept_catalogues/show.html", PROVINCE, KEPT),
    "kept-catalogues-changed": ("kept_catalogues/show.html", PROVINCE, CHANGED),
    "kept-catalogues-resumed": (
        "kept_catalogues/show.html", PROVINCE, replace(KEPT, chosen=Chosen(ROWS[2], stops=False)),
    ),
    "kept-catalogues-texts": ("kept_catalogues/show.html", PROVINCE, TEXTS),
    "kept-catalogues-coded": ("kept_catalogues/show.html", PROVINCE, replace(KEPT, texts=())),
}  # fmt: skip
