"""Which policy a unit follows from which day, what is owed under `event`, and working days."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class SyncPolicy(Base):
    """Chính sách đồng bộ: chosen for a unit, or for all, from a day on; never changed."""

    __tablename__ = "sync_policy"
    __table_args__ = (
        CheckConstraint("policy in ('monthly', 'event')", name="policy"),
        CheckConstraint("basis_number <> ''", name="basis"),
        Index("ix_sync_policy_unit", "unit_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), comment="null = all units")
    policy: Mapped[str]
    valid_from: Mapped[date]
    basis_number: Mapped[str]
    basis_date: Mapped[date]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class EventOpening(Base):
    """Until when a stage of a period has counted the rosters of the units that follow `event`."""

    __tablename__ = "event_opening"

    stage: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    counted_to: Mapped[datetime]


class WorkingDayDecision(Base):
    """Whether offices work on a day, decided beside the published holidays; never changed.

    The newest decision of a day counts.
    """

    __tablename__ = "working_day_decision"
    __table_args__ = (
        CheckConstraint("basis_number <> ''", name="basis"),
        CheckConstraint("name <> ''", name="name"),
        Index("ix_working_day_decision_day", "day"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    day: Mapped[date]
    works: Mapped[bool | None] = mapped_column(comment="null = as published again")
    name: Mapped[str]
    basis_number: Mapped[str]
    basis_date: Mapped[date]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
