"""The audit log (nhật ký): appended in the same transaction as the act, sealed within a minute.

No row of event, seal, head or log is ever changed; docs/audit.md.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class AuditEvent(Base):
    """Who did what to what; never a name, a number or a value of the record."""

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("decision in ('done', 'refused')", name="decision"),
        Index("ix_audit_event_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    event: Mapped[str]
    actor: Mapped[UUID | None] = mapped_column(comment="person; null = the system")
    subject: Mapped[str] = mapped_column(comment="id of the thing acted on")
    unit_id: Mapped[int | None]
    detail: Mapped[dict[str, object]] = mapped_column(JSONB)
    at: Mapped[datetime] = mapped_column(comment="business clock")
    system_at: Mapped[datetime] = mapped_column(comment="system clock")
    decision: Mapped[str | None] = mapped_column(comment="null: written before it was kept")
    basis: Mapped[str | None] = mapped_column(comment="article by which it was done or refused")
    request_id: Mapped[str | None] = mapped_column(comment="of the request or the tick")


class AuditLog(Base):
    """The one row that says which log this is; every signed head names it."""

    __tablename__ = "audit_log"
    __table_args__ = (CheckConstraint("one", name="one"),)

    one: Mapped[bool] = mapped_column(primary_key=True)
    id: Mapped[UUID]


class AuditUnsealed(Base):
    """An event that waits for its seal; a trigger puts it here in the act's transaction."""

    __tablename__ = "audit_unsealed"

    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class AuditSeal(Base):
    """An event's place in the log, and the roots of the full subtrees that end there."""

    __tablename__ = "audit_seal"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("audit_event.id"), unique=True)
    nodes: Mapped[bytes] = mapped_column(comment="32 bytes each, the event's own hash first")
    sealed_at: Mapped[datetime] = mapped_column(comment="system clock")


class AuditCheckpoint(Base):
    """A signed head of the log, as it goes to the outside places."""

    __tablename__ = "audit_checkpoint"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    tree_size: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(comment="system clock")
    note: Mapped[str] = mapped_column(comment="the signed note, byte for byte")


class AuditPlace(Base):
    """How far one outside place has been served; heads go there in their order."""

    __tablename__ = "audit_place"

    place: Mapped[str] = mapped_column(primary_key=True, comment="folder or address")
    checkpoint_id: Mapped[int] = mapped_column(BigInteger, comment="last one there, 0 = none")
    delivered_at: Mapped[datetime | None] = mapped_column(comment="system clock")
    tries: Mapped[int] = mapped_column(comment="that failed since")
    fault: Mapped[str | None]
    again_at: Mapped[datetime | None] = mapped_column(comment="system clock")


class AuditDenial(Base):
    """How often a person was refused in a minute; the first ones are events of their own."""

    __tablename__ = "audit_denial"

    actor: Mapped[UUID] = mapped_column(primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True, comment="system clock")
    times: Mapped[int]
