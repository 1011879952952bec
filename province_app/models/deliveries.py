"""Departments whose records come from software of their own."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class DeliveringUnit(Base):
    """A department or district that delivers over the exchange from one day to another.

    `ends_on` is exclusive. Its people and those of its facilities are kept there, not here.
    """

    __tablename__ = "delivering_unit"
    __table_args__ = (
        CheckConstraint("ends_on is null or ends_on > starts_on", name="dates"),
        CheckConstraint("basis_number <> ''", name="basis"),
        Index("ix_delivering_unit_agency", "agency"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_on: Mapped[date | None] = mapped_column(comment="exclusive; null = open")
    agency: Mapped[str] = mapped_column(comment="its code in the exchange")
    basis_number: Mapped[str]
    basis_date: Mapped[date]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
