"""Nhắc việc: who was reminded of what the month still needs, one letter a step."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class Reminder(Base):
    """What one account was told of at one step of a month: counts and units, nobody's name."""

    __tablename__ = "reminder"
    __table_args__ = (
        CheckConstraint(
            "step in ('returns', 'window', 'late_facility', 'late_department')", name="step"
        ),
        UniqueConstraint("period", "step", "account_id"),
        Index("ix_reminder_to_mail", "id", postgresql_where=text("mailed_at is null")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    period: Mapped[str]
    step: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    mail_to: Mapped[str]
    owes: Mapped[dict[str, object]] = mapped_column(JSONB, comment="counts; nobody's name")
    made_at: Mapped[datetime]
    mailed_at: Mapped[datetime | None] = mapped_column(comment="system clock")
