"""What comes due for a person, as sentences: kind of a reminder → words."""

from collections.abc import Sequence
from datetime import date

from province_app.record.schema import fields
from province_app.views import formats
from tiers.quality.reminders import Reminder

WORDS = {
    "retirement_notice": "đến tuổi nghỉ hưu. Đơn vị thông báo trước 6 tháng.",
    "retirement_decision": "đến tuổi nghỉ hưu. Đơn vị ra quyết định trước 3 tháng.",
    "raise": "đến hạn nâng bậc lương. Có quyết định thì cập nhật bậc, hệ số, ngày hưởng.",
    "over_frame": "đến hạn phụ cấp thâm niên vượt khung. Có quyết định thì cập nhật mục lương.",
    "term": "hết thời hạn bổ nhiệm 5 năm. Đơn vị xem xét bổ nhiệm lại.",
    "card": "thẻ căn cước phải đổi theo tuổi. Đổi thẻ rồi nhập ngày cấp mới.",
    "probation": "hết thời gian thử việc. Đơn vị đánh giá, ký hợp đồng hoặc chấm dứt thử việc.",
    "trial": "đủ 12 tháng tập sự. Đơn vị đánh giá, quyết định bổ nhiệm ngạch hoặc kéo dài.",
    "certificate": "chứng thư số hết hạn. Xin gia hạn và đăng ký chứng thư số mới.",
    "code": "mã đang ghi thôi được dùng. Chọn mã khác trong danh mục.",
    "contract": "hợp đồng lao động hết hạn. Ký hợp đồng mới hoặc ghi chấm dứt.",
}


def reminder_lines(found: Sequence[Reminder], today: date) -> tuple[str, ...]:
    """Return a sentence for each, the first due first. Source: Quy chế Đ.3 ("Sống")."""
    return tuple(
        f"{'Quá hạn từ ngày' if one.due < today else 'Ngày'} {formats.day(one.due)}: "
        f"{reminder_text(one)}"
        for one in found
    )


def reminder_text(one: Reminder) -> str:
    """Return what is due, without its day; of a code also which field holds it."""
    place = f"{fields()[one.path].item.label}: " if one.path else ""
    return place + WORDS[one.kind]
