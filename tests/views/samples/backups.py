"""Sao lưu và phục hồi: all right, nothing set, everything wrong."""

from dataclasses import replace

from province_app.views.backups_page import BackupsPage, PlaceLine
from province_app.views.page import Note
from province_app.views.record_page import Option
from tests.views.samples.shells import PROVINCE, at

DIGEST = "0123456789abcdef" * 4
WELL = BackupsPage(
    (),
    (
        PlaceLine("/mnt/so-thong-tin-truyen-thong", at(24, 2, 30), at(24, 2, 41), "", False),
        PlaceLine("/mnt/don-vi-cung-cap", at(24, 2, 30), at(24, 2, 41), "", False),
    ),
    at(1, 2, 55),
    True,
    "/mnt/so-thong-tin-truyen-thong",
    (
        Option(DIGEST, "2:30, 24/5/2024, mã 0123456789abcdef, 1.204 MB, 51.230 tài liệu"),
        Option("f" * 64, "2:30, 23/5/2024, mã ffffffffffffffff, 1.203 MB, 51.190 tài liệu"),
    ),
    "2024-05-24",
)
WRONG = replace(
    WELL,
    notes=(
        Note("Báo người vận hành.", strong="Có nơi lưu không có bản tốt của ngày.", tone="bad"),
        Note("Phục hồi lúc 9:00.", strong="Dữ liệu này lấy từ bản sao lúc 2:30.", tone="wait"),
    ),
    places=(
        replace(WELL.places[0], fault="Nơi lưu đã đầy", late=True),
        PlaceLine("/mnt/don-vi-cung-cap", None, None, "", True),
    ),
    drill_right=False,
    error="Ngày của văn bản chưa đến. Xem lại ngày trên văn bản.",
)
NONE = replace(
    WELL,
    notes=(Note("Người vận hành đặt hai thư mục.", strong="Chưa có nơi lưu bản sao.", tone="bad"),),
    places=(),
    drilled_at=None,
    sets=(),
)
PAGES = {
    "backups": ("backups/show.html", PROVINCE, WELL),
    "backups-wrong": ("backups/show.html", PROVINCE, WRONG),
    "backups-none": ("backups/show.html", PROVINCE, NONE),
}
