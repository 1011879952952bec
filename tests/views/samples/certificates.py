"""Certificates of the people who sign: proposed, counting, near their end, none yet."""

from dataclasses import replace
from datetime import date

from province_app.views.certificates_page import BoundRow, CertificatesPage, ProposedRow
from province_app.views.messages import message
from province_app.views.page import Act, Pager
from tests.views.samples.shells import LONG_NAME, PROVINCE

ISSUER = "Ban Cơ yếu Chính phủ"
MARKS = [f"{number:02x}" * 32 for number in (11, 23, 35, 47)]
OWN = Act("Kết thúc", False, "Không ai tự gắn chứng thư số cho mình")
BOUND = (
    BoundRow(MARKS[0], "Trần Văn Bình", "Trần Văn Bình", ISSUER, date(2024, 5, 19),
             "đã hết hạn", True, None, False, Act("Kết thúc")),
    BoundRow(MARKS[1], LONG_NAME, LONG_NAME.upper(), ISSUER, date(2024, 6, 12),
             "còn 19 ngày", True, date(2022, 6, 12), True, Act("Kết thúc")),
    BoundRow(MARKS[2], "Phạm Quang Huy", "Phạm Quang Huy", ISSUER, date(2026, 7, 1),
             "", False, date(2024, 5, 2), False, OWN),
)  # fmt: skip
WAITING = ProposedRow(
    "b5d4045c-3f46-4f3a-8d2a-0f6f2d3f9a11", MARKS[3], "Ngô Thị Bích Ngọc", "Ngô Thị Bích Ngọc",
    ISSUER, date(2027, 5, 20), date(2024, 5, 24), "Giấy đề nghị số 12/SNV ngày 02/5/2024",
    "hieu-truong-ngoc", "Phạm Quang Huy", Act("Xác nhận"),
)  # fmt: skip
MINE = replace(
    WAITING,
    id="b5d4045c-3f46-4f3a-8d2a-0f6f2d3f9a12",
    key_label="",
    decide=Act("Xác nhận", False, message("second_person_needed").rstrip(".")),
)
CERTIFICATES = CertificatesPage((WAITING, MINE), BOUND, "2024-05-24", 2, True)
PAGES = {
    "certificates": ("certificates/show.html", PROVINCE, CERTIFICATES),
    "certificates-refused": (
        "certificates/show.html",
        PROVINCE,
        replace(
            CERTIFICATES,
            error=message("certificate_bound"),
            username="binh.tranvan.0001",
            basis="Giấy đề nghị",
            pager=Pager(1, 50, next_url="/certificates?page=2"),
        ),
    ),
    "certificates-none": (
        "certificates/show.html",
        PROVINCE,
        CertificatesPage((), (), "2024-05-24", 0, False),
    ),
}
