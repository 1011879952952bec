"""Giờ chuẩn: how far the node's clock was from each source of time when that was last asked."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class ClockReading(Base):
    """One source of time; all times by the system clock, which is the one that is judged."""

    __tablename__ = "clock_reading"
    __table_args__ = (CheckConstraint("(read_at is null) = (skew_s is null)", name="read"),)

    source: Mapped[str] = mapped_column(primary_key=True, comment="NTP server, as in the settings")
    asked_at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(comment="null = it has never answered")
    skew_s: Mapped[float | None] = mapped_column(comment="our clock less the source's, in seconds")
