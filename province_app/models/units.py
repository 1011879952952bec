"""Units and the tree they form, as dated rows. Source: Quy chế Đ.2."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class Unit(Base):
    """Cơ quan, tổ chức, đơn vị: what stays the same while name, code, tier and parent change."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)


class UnitPeriod(Base):
    """What a unit is from one day to another; `valid_to` is exclusive, None = open."""

    __tablename__ = "unit_period"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to > valid_from", name="dates"),
        CheckConstraint("tier in ('facility', 'department', 'province')", name="tier"),
        Index("ix_unit_period_code", "code", "valid_from", unique=True),
        Index("ix_unit_period_parent", "parent_id"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    code: Mapped[str] = mapped_column(comment="mã định danh điện tử, QĐ 20/2020/QĐ-TTg")
    name: Mapped[str]
    kind: Mapped[str]
    tier: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))


class UnitQuota(Base):
    """Chỉ tiêu biên chế: how many posts a unit is assigned for a year; the latest decision counts.

    Source: QĐ 893 (tổ chức bộ máy, biên chế).
    """

    __tablename__ = "unit_quota"
    __table_args__ = (
        CheckConstraint("assigned >= 0", name="assigned"),
        CheckConstraint("decision <> ''", name="decision"),
        CheckConstraint("year between 1945 and 9999", name="year"),
        Index("ix_unit_quota_unit", "unit_id", "year"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    assigned: Mapped[int] = mapped_column(comment="posts")
    decision: Mapped[str] = mapped_column(comment="number of the document")
    decided_on: Mapped[date]
    recorded_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), index=True, comment="null = loaded with the units"
    )
    recorded_at: Mapped[datetime]


class UnitSuccessor(Base):
    """Đơn vị kế thừa: which unit goes on with the work of one that ended, by merger or split.

    What the ended unit confirmed and signed stays its own. Source: QĐ 893; contract §3 (units).
    """

    __tablename__ = "unit_successor"
    __table_args__ = (CheckConstraint("successor_id <> unit_id", name="two_units"),)

    unit_id: Mapped[int] = mapped_column(
        ForeignKey("unit.id"), primary_key=True, comment="that ended"
    )
    successor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    decision: Mapped[str | None] = mapped_column(comment="null = loaded with the units")
    decided_on: Mapped[date | None] = mapped_column(comment="null = loaded with the units")
    recorded_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), index=True, comment="null = loaded with the units"
    )
    recorded_at: Mapped[datetime]


class CalendarRule(Base):
    """A dated row of the legal calendar; see `tiers.calendar.Rule`."""

    __tablename__ = "calendar_rule"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    act: Mapped[str] = mapped_column(comment="sign, or the name of a stage")
    tier: Mapped[str | None]
    first_day: Mapped[int]
    last_day: Mapped[int | None] = mapped_column(comment="null = last day of the month")
    article: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UnitClosure(Base):
    """What lies below what, and when: laid flat from the periods by a trigger, for row security."""

    __tablename__ = "unit_closure"
    __table_args__ = (
        {"comment": "made by a trigger from unit_period; every unit is below itself"},
    )

    ancestor_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
