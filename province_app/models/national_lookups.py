"""What HR asks the national database of somebody received from outside, and what it answered."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base, SealedJson


class NationalLookup(Base):
    """Một lần tra cứu từ CSDL quốc gia (Quy chế Đ.10.1); number and answer live for a time only."""

    __tablename__ = "national_lookup"
    __table_args__ = (
        CheckConstraint(
            "state in ('requested', 'found', 'absent', 'known', 'failed')", name="state"
        ),
        CheckConstraint("(state = 'requested') = (answered_at is null)", name="answered"),
        CheckConstraint("(state = 'failed') = (fault is not null)", name="fault"),
        CheckConstraint("(state = 'found') = (record_id is not null)", name="found"),
        CheckConstraint("(record_id is null) = (version is null)", name="version"),
        CheckConstraint("answer is null or state = 'found'", name="answer"),
        CheckConstraint("(begun_at is null) = (begun_by is null)", name="begun"),
        CheckConstraint("begun_at is null or (state = 'found' and answer is null)", name="used"),
        CheckConstraint("basis_number <> ''", name="basis"),
        Index("ix_national_lookup_unit", "unit_id", "asked_at"),
        Index(
            "uq_national_lookup_open",
            "unit_id",
            "number",
            unique=True,
            postgresql_where=text("state = 'requested'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), comment="which receives the person")
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    number: Mapped[bytes] = mapped_column(comment="keyed hash of the number, 16 bytes")
    personal_id: Mapped[str | None] = mapped_column(
        SealedJson("national_lookup.personal_id"), comment="sealed; null = deleted again"
    )
    purpose: Mapped[str] = mapped_column(SealedJson("national_lookup.purpose"))
    basis_number: Mapped[str]
    basis_date: Mapped[date]
    state: Mapped[str]
    tries: Mapped[int]
    try_at: Mapped[datetime] = mapped_column(
        comment="not asked before; whoever asks moves it on first, so that nobody else asks too"
    )
    fault: Mapped[str | None] = mapped_column(comment="a code of views/messages.py")
    answered_at: Mapped[datetime | None]
    record_id: Mapped[UUID | None] = mapped_column(comment="as it is there, and will be here")
    version: Mapped[int | None]
    back_record_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"),
        index=True,
        comment="ours, of somebody who comes back: its next version goes above the one there",
    )
    answer: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJson("national_lookup.answer"), comment="sealed; null = deleted again"
    )
    begun_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    begun_at: Mapped[datetime | None] = mapped_column(comment="the person's record began from it")
