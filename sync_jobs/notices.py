"""Sends notices of accounts by mail: what happened, when, and where to look; no name, no number."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.clock import VIETNAM
from province_app.services import notices
from province_app.services.notices import TOLD, Waiting
from sync_jobs.mail import letter, send_each

_NOT_YOU = "Nếu không phải bạn: đổi mật khẩu và báo cán bộ tổ chức của đơn vị."
_WHAT_TO_DO = {
    "certificate_ends": "Ngày hết hạn ở trang Phê duyệt. Xin chứng thư mới và báo Sở Nội vụ gắn."
}


def send_waiting(session: Session, settings: Settings, clock: Callable[[], datetime]) -> int:
    """Send the notices that wait; return how many. The page keeps them too."""
    return send_each(
        settings,
        notices.waiting_for_mail(session),
        lambda one: _message(one, settings),
        lambda number: notices.mailed(session, number, clock()),
        "notice",
    )


def _message(waiting: Waiting, settings: Settings) -> EmailMessage:
    at = waiting.at.astimezone(VIETNAM)
    return letter(
        settings,
        waiting.mail_to,
        TOLD[waiting.kind],
        f"{TOLD[waiting.kind]} lúc {at:%H:%M ngày %d/%m/%Y}.\n\n"
        f"Xem tại {settings.public_url}/devices\n"
        f"{_WHAT_TO_DO.get(waiting.kind, _NOT_YOU)}\n",
    )
