"""Frames of the sample pages: who is signed in, on which day of May 2024."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from province_app.views.page import Door, Link, MonthBar, MonthDay, Shell, User

NOW = datetime(2024, 5, 24, 3, 0, tzinfo=UTC)  # Friday 24/5, 10:00
LONG_NAME = "Công Tằng Tôn Nữ Hoàng Thị Bảo Quyên Nguyễn Phước Hương Giang"
NAMES = (
    "Trần Văn Bình",
    "Hoàng Thị Kim Oanh",
    "Đinh Quốc Việt",
    "Ngô Thị Bích Ngọc",
    "Lại Thế Anh",
    "Mai Thị Hồng Nhung",
    "Vũ Thị Ngọc Ánh",
    LONG_NAME,
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of May 2024, given in Vietnam's time."""
    return datetime(2024, 5, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def month(today: int, fact_label: str, fact: str, owed: Link | None = None) -> MonthBar:
    """Return the month bar of a unit below a district, as on a day of May 2024."""
    steps = [
        (23, 23, "", "ký số"),
        (24, 24, "", "ký số"),
        (25, 25, "", "ký số"),
        (26, 26, "lên ", "huyện"),
        (27, 27, "lên ", "tỉnh"),
        (28, 31, "lên ", "quốc gia"),
    ]
    days = []
    for first, last, to, what in steps:
        label = str(first) if first == last else f"{first}–{last}"
        if first <= today <= last:
            days.append(MonthDay(label, what, "today", to))
        else:
            days.append(MonthDay(label, what, "past" if last < today else "ahead", to))
    return MonthBar("2024-05", tuple(days), fact_label, fact, owed)


def doors(*names: str, current: str) -> tuple[Door, ...]:
    """Return the doors of a user."""
    icons = {"Việc của tôi": "inbox", "Phê duyệt": "pen", "Đồng bộ": "arrow-repeat"}
    return tuple(Door(n, icons.get(n, "person-vcard"), "#", n == current) for n in names)


SCHOOL = "Trường THCS Hải Minh · cấp cơ sở"
STRANGER = Shell(NOW, month=month(24, "Cấp cơ sở ký số", "từ 23 đến 25/5"))
PERSON = Shell(
    NOW,
    SCHOOL,
    User("Phạm Thị Thu Hằng", "Giáo viên THCS hạng III"),
    (),
    month(24, "Khai và sửa", "gửi trong hôm nay", Link("Còn 1 việc", "#")),
)
HR = Shell(
    NOW,
    SCHOOL,
    User("Nguyễn Thị Hà", "Cán bộ tổ chức"),
    doors("Việc của tôi", "Hồ sơ của tôi", current="Việc của tôi"),
    month(24, "Phê duyệt", "còn 1 ngày 14 giờ", Link("Còn 9 việc", "#")),
)
HEAD = Shell(
    NOW,
    SCHOOL,
    User("Vũ Đình Khoa", "Hiệu trưởng"),
    doors("Việc của tôi", "Phê duyệt", "Hồ sơ của tôi", current="Phê duyệt"),
    month(24, "Phê duyệt", "còn 1 ngày 14 giờ", Link("Còn 22 hồ sơ", "#")),
)
HEAD_LATE = replace(
    HEAD,
    now=at(26, 0, 10),
    month=month(26, "Phê duyệt", "đóng, mở lại 23/6", Link("4 chưa ký", "#")),
)
PROVINCE = Shell(
    at(28, 9, 14),
    "Sở Nội vụ · quản lý CSDL của tỉnh",
    User("Phạm Quang Huy", "Chuyên viên"),
    doors("Việc của tôi", "Đồng bộ", "Hồ sơ của tôi", current="Đồng bộ"),
    month(28, "Lên quốc gia", "còn 3 ngày 14 giờ", Link("17 vướng mắc", "#")),
)
OFFICER = replace(HR, doors=doors("Việc của tôi", "Hồ sơ của tôi", current="Hồ sơ của tôi"))
LONG_SHELL = replace(
    HR,
    unit="Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện Nghĩa Hưng · cấp cơ sở",
    user=User(LONG_NAME, "Viên chức quản lý phụ trách công tác tổ chức cán bộ"),
)
