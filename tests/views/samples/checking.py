"""Checking a record: changes, a refused return, the own record, a first entry of 203 fields."""

from dataclasses import replace

from province_app.services.field_checks import Kept
from province_app.views.checking_page import CheckingPage, CheckItem, CheckSection, KeptPart
from province_app.views.page import Act, FieldError, Link, Note
from province_app.views.record_page import Option
from tests.views.samples.evidence import DECISION, PICTURE
from tests.views.samples.record import HISTORY, RETURNED
from tests.views.samples.shells import HR, LONG_NAME, LONG_SHELL, at

REASONS = (
    Option("evidence", "Không khớp hồ sơ gốc"),
    Option("blurred", "Thiếu giấy tờ kèm theo"),
    Option("date", "Sai ngày, tháng"),
    Option("other", "Lý do khác"),
)
CHECK_ITEMS = (
    CheckItem(
        "salary.salary_step",
        "30.1",
        "Bậc lương",
        "3",
        "4",
        documents=(DECISION, PICTURE),
    ),
    CheckItem(
        "salary.salary_coefficient",
        "30.1",
        "Hệ số lương",
        "4,68",
        "5,02",
        ("bậc 4 nhóm A2.2 có hệ số 5,02 từ ngày 01/7/2023.",),
    ),
    CheckItem(
        "salary.salary_effective_date",
        "30.1",
        "Ngày hưởng",
        "01/05/2021",
        "01/05/2024",
        returned=RETURNED,
    ),
    CheckItem("salary.other_allowance_text", "30.2", "Phụ cấp khác", "Phụ cấp ưu đãi 30 %", ""),
)
CHECKING = CheckingPage(
    "00000000-0000-4000-8000-000000000001",
    7,
    "Trần Văn Bình",
    "Giáo viên THCS hạng II · số hiệu HM-0217",
    "with_hr",
    at(23, 16, 42),
    (
        CheckSection("salary", "Ngạch, lương", CHECK_ITEMS),
        CheckSection(
            "education",
            "Trình độ",
            (
                CheckItem(
                    "education.highest_qualification_code",
                    "20",
                    "Trình độ chuyên môn cao nhất",
                    "Cao đẳng",
                    "Đại học",
                ),
            ),
        ),
        CheckSection(
            "identity_restricted",
            "Thông tin hạn chế",
            (CheckItem("identity_restricted.religion_code", "7", "Tôn giáo", "", "Không"),),
            True,
        ),
    ),
    REASONS,
    Act("Xác nhận cả hồ sơ"),
    Act("Trả lại để bổ sung"),
    "1 trong 7",
    following=Link("Hoàng Thị Kim Oanh", "#"),
    history=HISTORY,
)
CHECKING_REFUSED = replace(
    CHECKING,
    sections=(
        CheckSection(
            "salary",
            "Ngạch, lương",
            (replace(CHECK_ITEMS[0], chosen_reason="other"), *CHECK_ITEMS[1:]),
        ),
        *CHECKING.sections[1:],
    ),
    errors=(FieldError("Bậc lương: ghi rõ lý do", "#ghi-ro-salary.salary_step"),),
    note=Note("Đơn vị không còn cán bộ tổ chức khác, nên cấp phó kiểm tra hồ sơ này.", tone="wait"),
)
CHECKING_OWN = replace(
    CHECKING,
    confirm=Act("Xác nhận cả hồ sơ", False, "Không ai kiểm tra hồ sơ của mình · Quy chế Đ.7.1a"),
    return_=Act("Trả lại để bổ sung", False, "Người khác của đơn vị kiểm tra"),
    following=None,
)
CHECKING_FULL = replace(
    CHECKING,
    person=LONG_NAME,
    first_entry=True,
    sections=tuple(
        CheckSection(
            f"part{s}",
            f"Phần thứ {s}",
            tuple(
                CheckItem(
                    f"part{s}.field{n}",
                    f"{s}.{n}",
                    f"Mục số {n} của phần {s}",
                    "",
                    "Ủy ban nhân dân thị trấn Thịnh Long, huyện Hải Hậu" * (1 + n % 2),
                )
                for n in range(29)
            ),
            s == 2,
        )
        for s in range(1, 8)
    ),
)

CHECKING_AGAIN = replace(
    CHECKING,
    sections=(
        CheckSection(
            "salary",
            "Ngạch, lương",
            (
                replace(CHECK_ITEMS[0], ticked=True, kept=Kept("Đỗ Văn Tài", at(22, 9, 5), True)),
                replace(CHECK_ITEMS[1], kept=Kept(LONG_NAME, at(22, 9, 5), False)),
                *CHECK_ITEMS[2:],
            ),
        ),
        *(
            replace(
                section,
                items=tuple(
                    replace(one, ticked=True, kept=Kept("Đỗ Văn Tài", at(22, 9, 5), True))
                    for one in section.items
                ),
            )
            for section in CHECKING.sections[1:]
        ),
    ),
)
KEPT = KeptPart(("salary.salary_step",), at(24, 14, 5))
NOT_KEPT = KeptPart((), fault="Chưa lưu. Có thay đổi từ lúc mở trang: xem lại rồi làm tiếp.")

PAGES = {
    "checking-again": ("checking/show.html", HR, CHECKING_AGAIN),
    "checking": ("checking/show.html", HR, CHECKING),
    "checking-refused": ("checking/show.html", HR, CHECKING_REFUSED),
    "checking-own": ("checking/show.html", HR, CHECKING_OWN),
    "checking-full": ("checking/show.html", LONG_SHELL, CHECKING_FULL),
}
