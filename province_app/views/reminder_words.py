"""What comes due for a person, as sentences: kind of a reminder → words."""

from collections.abc import Sequence
from datetime import date

from province_app.views import formats
from tiers.quality.reminders import Reminder

WORDS = {
    "retirement_notice": "đến tuổi nghỉ hưu. Đơn vị thông báo trước 6 tháng.",
    "retirement_decision": "đến tuổi nghỉ hưu. Đơn vị ra quyết định trước 3 tháng.",
    "raise": "đến hạn nâng bậc lương. Có quyết định thì cập nhật bậc, hệ số, ngày hưởng.",
    "over_frame": "đến hạn phụ cấp thâm niên vượt khung. Có quyết định thì cập nhật mục lương.",
    "term": "hết thời hạn bổ nhiệm 5 năm. Đơn vị xem xét bổ nhiệm lại.",
    "card": "thẻ căn cước phải đổi theo tuổi. Đổi thẻ rồi nhập ngày cấp mới.",
    "contract": "hợp đồng lao động hết hạn. Ký hợp đồng mới hoặc ghi chấm dứt.",
}


def reminder_lines(found: Sequence[Reminder], today: date) -> tuple[str, ...]:
    """Return a sentence for each, the first due first. Source: Quy chế Đ.3 ("Sống")."""
    return tuple(
        f"{'Quá hạn từ ngày' if one.due < today else 'Ngày'} {formats.day(one.due)}: "
        f"{WORDS[one.kind]}"
        for one in found
    )
