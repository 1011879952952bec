"""The audit log (nhật ký): appended in the same transaction as the act."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class AuditEvent(Base):
    """Who did what to what; never a name, a number or a value of the record."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    event: Mapped[str]
    actor: Mapped[UUID | None] = mapped_column(comment="person; null = the system")
    subject: Mapped[str] = mapped_column(comment="id of the thing acted on")
    unit_id: Mapped[int | None]
    detail: Mapped[dict[str, object]] = mapped_column(JSONB)
    at: Mapped[datetime] = mapped_column(comment="business clock")
    system_at: Mapped[datetime] = mapped_column(comment="system clock")
