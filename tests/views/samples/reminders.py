"""What comes due in a unit: a few, many, nothing."""

from dataclasses import replace
from datetime import date

from province_app.views.page import Link, Pager
from province_app.views.reminders_page import ReminderRow, RemindersPage
from tests.views.samples.shells import HR

SCHOOL = "Trường THCS Hải Minh"
ROWS = (
    ReminderRow(date(2024, 5, 1), True, "Trần Văn Bình", "#noi-dung",
                "Hợp đồng lao động hết hạn. Ký hợp đồng mới hoặc ghi chấm dứt."),
    ReminderRow(date(2024, 6, 1), False, "Công Tằng Tôn Nữ Thị Bích Ngọc Hoàng Phương Thảo Nguyên",
                "#noi-dung", "Đến hạn nâng bậc lương. Có quyết định thì cập nhật bậc, hệ số."),
    ReminderRow(date(2024, 6, 30), False, "Vũ Thị Thu Hà", "#noi-dung",
                "Chức vụ hiện tại: mã đang ghi thôi được dùng. Chọn mã khác trong danh mục."),
)  # fmt: skip
REMINDERS = RemindersPage(SCHOOL, "#noi-dung", 62, 3, ROWS)
PAGES = {
    "reminders": ("unit/reminders.html", HR, REMINDERS),
    "reminders-many": (
        "unit/reminders.html",
        HR,
        replace(
            REMINDERS,
            total=140,
            rows=ROWS * 16,
            others=(Link("Trường THCS Hải Bắc", "#noi-dung"),),
            pager=Pager(51, 98, "/1", "/3"),
        ),
    ),
    "reminders-none": ("unit/reminders.html", HR, replace(REMINDERS, total=0, rows=())),
}
