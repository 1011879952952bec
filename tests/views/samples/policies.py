"""By month or by event; days off and days made up; a delivery by hand: as they are, refused."""

from dataclasses import replace
from datetime import date

from province_app.views.deliveries_page import DeliveriesPage, DeliveryRow
from province_app.views.hand_delivery import HandPage
from province_app.views.record_page import Option
from province_app.views.sync_policy_page import ChoiceRow, DayRow, DaysPage, PolicyPage
from tests.views.samples.shells import LONG_NAME, PROVINCE, at

POLICY = PolicyPage(
    "2024-05-28",
    ("Trường THCS Hải Minh", "Ủy ban nhân dân xã Hải Minh"),
    224,
    (
        ChoiceRow(
            "Trường THCS Hải Minh", "Theo sự kiện", date(2024, 5, 22), "Đã có hiệu lực",
            "31/QĐ-SNV, 02/5/2024", "Phạm Quang Huy", at(20, 9),
        ),
        ChoiceRow(
            "Toàn tỉnh", "Theo tháng", date(2024, 7, 1), "Chưa đến ngày", "40/QĐ-UBND, 20/5/2024",
            LONG_NAME, at(21, 9),
        ),
    ),
    (
        ("Sở Nội vụ tỉnh Nam Định", (Option("2", "Sở Nội vụ tỉnh Nam Định"),)),
        (
            "Ủy ban nhân dân huyện Hải Hậu",
            (Option("5", "Ủy ban nhân dân huyện Hải Hậu"), Option("9", "Trường THCS Hải Minh")),
        ),
    ),
    valid_from="2024-05-28",
)  # fmt: skip
DAYS = DaysPage(
    2024,
    (2023, 2025),
    (
        DayRow(date(2024, 4, 29), False, "Nghỉ bù", "đã công bố", False),
        DayRow(date(2024, 5, 4), True, "Làm bù cho 29/4", "đã công bố", False),
        DayRow(
            date(2024, 12, 31), False, "Nghỉ theo công điện của Chủ tịch Ủy ban nhân dân tỉnh",
            "55/CĐ-UBND, 20/5/2024; Phạm Quang Huy", True,
        ),
    ),
    ("31/12/2024: làm việc (Ghi nhầm), căn cứ 54/CĐ-UBND, Phạm Quang Huy ghi lúc 20/5 09:00",),
    "2024-05-28",
)  # fmt: skip
DELIVERIES = DeliveriesPage(
    "2024-05-28",
    True,
    (
        DeliveryRow(
            "Sở Giáo dục và Đào tạo tỉnh Nam Định", "H40.16", date(2024, 5, 1), None,
            "12/QĐ-SNV, 22/4/2024", "Phạm Quang Huy", at(20, 9),
        ),
        DeliveryRow(
            "Sở Y tế tỉnh Nam Định", "H40.17", date(2023, 1, 1), date(2024, 1, 1),
            "3/QĐ-SNV, 20/12/2022", LONG_NAME, at(2, 9),
        ),
    ),
    (Option("H40.16", "Sở Giáo dục và Đào tạo tỉnh Nam Định"), Option("H40.17", "Sở Y tế")),
    day="2024-05-28",
)  # fmt: skip
PAGES = {
    "deliveries": ("sync/deliveries.html", PROVINCE, DELIVERIES),
    "deliveries-put-aside": (
        "sync/deliveries.html",
        PROVINCE,
        replace(DELIVERIES, put_aside=("H40.16, tháng 05/2024", "H40.17, tháng 04/2024")),
    ),
    "deliveries-none": ("sync/deliveries.html", PROVINCE, replace(DELIVERIES, open=False, rows=())),
    "deliveries-refused": (
        "sync/deliveries.html",
        PROVINCE,
        replace(DELIVERIES, error="Cơ quan này đã gửi bằng phần mềm riêng.", unit="H40.17"),
    ),
    "sync-policy": ("sync/policy.html", PROVINCE, POLICY),
    "sync-policy-monthly": ("sync/policy.html", PROVINCE, replace(POLICY, by_event=(), rows=())),
    "sync-policy-refused": (
        "sync/policy.html",
        PROVINCE,
        replace(POLICY, error="Chưa chọn đơn vị nào. Chọn đơn vị rồi ghi lại.", chosen=("9",)),
    ),
    "working-days": ("sync/working_days.html", PROVINCE, DAYS),
    "working-days-refused": (
        "sync/working_days.html",
        PROVINCE,
        replace(DAYS, error="Chưa ghi tên ngày. Nhập tên rồi ghi lại.", day="2024-12-31"),
    ),
    "hand-delivery": (
        "sync/hand_delivery.html",
        PROVINCE,
        HandPage("CSDL quốc gia", "province_to_national"),
    ),
    "hand-delivery-of-two": (
        "sync/hand_delivery.html",
        PROVINCE,
        HandPage("CSDL quốc gia", "province_to_national", people=40_000, today="2024-05-28"),
    ),
    "hand-delivery-refused": (
        "sync/hand_delivery.html",
        PROVINCE,
        HandPage(
            "CSDL của tỉnh",
            "department_to_province",
            "Tệp không phải gói giao tay, hoặc đã hỏng. Chép lại từ nơi gửi.",
            "take",
        ),
    ),
}
