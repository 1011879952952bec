"""Signing in: sessions that the server can end. Moments here are of the system clock."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class WebSession(Base):
    """A browser that is signed in (phiên đăng nhập). To end it is to delete its row."""

    __tablename__ = "web_session"

    id: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of what the cookie holds")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(comment="to the minute")
    address: Mapped[str]
    device: Mapped[str] = mapped_column(comment="what the browser calls itself")
