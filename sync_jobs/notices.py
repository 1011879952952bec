"""Sends notices of accounts by mail: what happened, when, and where to look; no name, no number."""

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.clock import VIETNAM
from province_app.services import notices
from province_app.services.notices import TOLD, Waiting
from sync_jobs.mail import letter, mail_server

logger = logging.getLogger(__name__)


_NOT_YOU = "Nếu không phải bạn: đổi mật khẩu và báo cán bộ tổ chức của đơn vị."
_WHAT_TO_DO = {
    "certificate_ends": "Ngày hết hạn ở trang Phê duyệt. Xin chứng thư mới và báo Sở Nội vụ gắn."
}


def send_waiting(session: Session, settings: Settings, clock: Callable[[], datetime]) -> int:
    """Send the notices that wait; return how many. What could not be sent waits for the next tick.

    An address that the server refuses for good is not tried again: the page keeps the notice.
    """
    waiting = notices.waiting_for_mail(session)
    if not waiting:
        return 0
    sent = 0
    try:
        with mail_server(settings.smtp_url) as server:
            for one in waiting:
                try:
                    server.send_message(_message(one, settings))
                except smtplib.SMTPRecipientsRefused:
                    logger.warning("notice refused", extra={"notice": one.id})
                notices.mailed(session, one.id, clock())
                sent += 1
    except (OSError, smtplib.SMTPException):
        logger.exception("notices not sent", extra={"left": len(waiting) - sent})
    return sent


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
