"""Catalogues beside the national ones; fields required beyond the form, refused, none yet."""

from dataclasses import replace
from datetime import date

from province_app.views.catalogues_page import (
    CatalogueRow,
    CataloguesPage,
    MappingRow,
    MappingTyped,
    RequiredPage,
    RequiredRow,
    UnmappedRow,
    WaitingRow,
)
from province_app.views.record_page import Option
from tests.views.samples.shells import HR, PROVINCE, at

CATALOGUES = CataloguesPage(
    (
        CatalogueRow("Giáo dục phổ thông", 9, "3f2a90c1d2e4", 8, at(20, 9), 1),
        CatalogueRow("Ngạch / chức danh nghề nghiệp; Quá trình lương", 321, "", 0, None, 0),
    ),
    (
        UnmappedRow(
            "Giáo dục phổ thông",
            "12/12BT",
            "Lớp 12/12 bổ túc",
            17,
            "bị từ chối; không có trong bản quốc gia",
            "12/12",
        ),
        UnmappedRow("Nơi sinh", "NN.LA", "Lào", 0, "không có trong bản quốc gia", "", "#h-doi"),
    ),
    12,
    "2024-05",
)
ROWS = (
    RequiredRow(
        7, "Số sổ bảo hiểm xã hội", "14", "Thông tin cá nhân", "Sở Nội vụ tỉnh Nam Định",
        date(2024, 5, 1), None, "Phạm Quang Huy", "Đang áp dụng", True,
    ),
    RequiredRow(
        3, "Quá trình lương", "37.1", "Diễn biến lương", "Sở Nội vụ tỉnh Nam Định",
        date(2024, 1, 1), date(2024, 4, 1), "Phạm Quang Huy", "Đã kết thúc", False,
    ),
)  # fmt: skip
REQUIRED = RequiredPage(
    ROWS,
    ("Ủy ban nhân dân tỉnh Nam Định yêu cầu mục Thư điện tử từ 01/5/2024.",),
    (Option("2", "Sở Nội vụ tỉnh Nam Định"),),
    (("Thông tin cá nhân", (Option("identity.email", "Thư điện tử (mục 13)"),)),),
    "2024-05-24",
    True,
    starts_on="2024-05-24",
)
WAITING = replace(
    CATALOGUES,
    waiting=(
        WaitingRow(
            "Giáo dục phổ thông", "a01", at(28, 1), ("Lớp 12/12 hệ mới (13/12)",),
            ("Lớp 12/12 bổ túc (12/12BT): 17 hồ sơ đang dùng",), ("Lớp 9/12 (9/12)",), 4,
        ),
    ),
    today="2024-05-28",
)  # fmt: skip
MAPPED = replace(
    CATALOGUES,
    mappings=(
        MappingRow(
            "Giáo dục phổ thông", "Lớp 12/12 bổ túc (12/12BT)", "Lớp 12/12 (12/12)",
            "từ 28/5/2024", "Đang dùng", True, "15/SNV, 27/5/2024", "Phạm Quang Huy", at(28, 8),
        ),
        MappingRow(
            "Nơi sinh", "Lào, Nước ngoài (NN.LA)", "", "từ 01/3/2024 đến 30/4/2024", "Đã hết",
            False, "9/SNV, 28/02/2024", "Phạm Quang Huy", at(2, 8),
        ),
    ),
    choices=(Option("trinh_do_pho_thong", "Giáo dục phổ thông"),),
    typed=MappingTyped("trinh_do_pho_thong", "12/12BT", "12/12", valid_from="2024-05-28"),
    today="2024-05-28",
)  # fmt: skip
PAGES = {
    "catalogues-mapped": ("catalogues/show.html", PROVINCE, MAPPED),
    "catalogues-mapping-refused": (
        "catalogues/show.html",
        PROVINCE,
        replace(
            MAPPED,
            typed=replace(
                MAPPED.typed, error="Bản danh mục đã lấy từ nơi nhận không có mã này. Xem lại mã."
            ),
        ),
    ),
    "catalogues-waiting": ("catalogues/show.html", PROVINCE, WAITING),
    "catalogues-refused": (
        "catalogues/show.html",
        PROVINCE,
        replace(WAITING, error="Chưa có số văn bản làm căn cứ. Nhập số và ngày rồi đề xuất lại."),
    ),
    "catalogues": ("catalogues/show.html", PROVINCE, CATALOGUES),
    "catalogues-fit": ("catalogues/show.html", PROVINCE, replace(CATALOGUES, unmapped=(), more=0)),
    "required": ("required_fields/show.html", PROVINCE, REQUIRED),
    "required-refused": (
        "required_fields/show.html",
        HR,
        replace(
            REQUIRED,
            units=(*REQUIRED.units, Option("3", "Văn phòng")),
            path="identity.email",
            error="Ngày này đã qua. Chọn hôm nay hoặc một ngày sau.",
            error_place="tu-ngay",
        ),
    ),
    "required-none": (
        "required_fields/show.html",
        HR,
        replace(REQUIRED, rows=(), above=(), units=(), catalogues=False),
    ),
}
