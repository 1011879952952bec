"""The mail server that the node hands its letters to."""

import logging
import smtplib
import ssl
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from typing import Protocol, TypeVar
from urllib.parse import unquote, urlsplit

from config.settings import Settings
from config.values import LOOPBACK

logger = logging.getLogger(__name__)

TIMEOUT_S = 20


class Waiting(Protocol):
    """What a letter is to be written of: an alarm, a notice, a reminder."""

    @property
    def id(self) -> int:
        """Return its number."""


One = TypeVar("One", bound=Waiting)


def send_each(
    settings: Settings,
    waiting: Sequence[One],
    write: Callable[[One], EmailMessage],
    told: Callable[[int], None],
    kind: str,
) -> int:
    """Send a letter for each, and note each by its number as `told` at once; return how many.

    What could not be sent waits for the next tick; an address that the server refuses for good is
    not tried again. `kind` says in the log what it was.
    """
    sent = 0
    if not waiting:
        return sent
    try:
        with mail_server(settings.smtp_url) as server:
            for one in waiting:
                try:
                    server.send_message(write(one))
                except smtplib.SMTPRecipientsRefused:
                    logger.warning("letter refused", extra={"letter": kind, "number": one.id})
                told(one.id)
                sent += 1
    except (OSError, smtplib.SMTPException):
        logger.exception("letters not sent", extra={"letter": kind, "left": len(waiting) - sent})
    return sent


def mail_server(url: str) -> smtplib.SMTP:
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


def letter(settings: Settings, mail_to: str, subject: str, text: str) -> EmailMessage:
    """Return a letter of the node that nobody answers."""
    message = EmailMessage()
    message["Subject"] = f"{subject} · Hồ sơ CBCCVC"
    message["From"] = f"khong-tra-loi@{urlsplit(settings.public_url).hostname}"
    message["To"] = mail_to
    message.set_content(text)
    return message
