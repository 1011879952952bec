"""The mail server that the node hands its letters to."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from config.settings import Settings
from config.values import LOOPBACK

TIMEOUT_S = 20


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
