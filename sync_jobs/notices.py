"""Sends notices of accounts by mail: what happened, when, and where to look; no name, no number."""

import logging
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from config.settings import LOOPBACK, Settings
from province_app.clock import VIETNAM
from province_app.services import notices
from province_app.services.notices import TOLD, Waiting

logger = logging.getLogger(__name__)

TIMEOUT_S = 20


def send_waiting(session: Session, settings: Settings, clock: Callable[[], datetime]) -> int:
    """Send the notices that wait; return how many. What could not be sent waits for the next tick.

    An address that the server refuses for good is not tried again: the page keeps the notice.
    """
    waiting = notices.waiting_for_mail(session)
    if not waiting:
        return 0
    sent = 0
    try:
        with _server(settings.smtp_url) as server:
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


def _server(url: str) -> smtplib.SMTP:
    """Return the open connection: by TLS, unless the server is this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
        if host not in LOOPBACK:
            server.starttls(context=context)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _message(waiting: Waiting, settings: Settings) -> EmailMessage:
    host = urlsplit(settings.public_url).hostname
    at = waiting.at.astimezone(VIETNAM)
    message = EmailMessage()
    message["Subject"] = f"{TOLD[waiting.kind]} · Hồ sơ CBCCVC"
    message["From"] = f"khong-tra-loi@{host}"
    message["To"] = waiting.mail_to
    message.set_content(
        f"{TOLD[waiting.kind]} lúc {at:%H:%M ngày %d/%m/%Y}.\n\n"
        f"Xem tại {settings.public_url}/devices\n"
        "Nếu không phải bạn: đổi mật khẩu và báo cán bộ tổ chức của đơn vị.\n"
    )
    return message
