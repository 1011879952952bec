"""Acts that need two persons, and the signing windows that such acts open."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class TwoPersonAct(Base):
    """Việc cần hai người: proposed by one, done or refused by another; never changed after that."""

    __tablename__ = "two_person_act"
    __table_args__ = (
        CheckConstraint("outcome in ('done', 'refused')", name="outcome"),
        CheckConstraint(
            "(outcome is null) = (decided_at is null) and (outcome is null) = (decided_by is null)",
            name="decided",
        ),
        CheckConstraint("decided_by <> proposed_by", name="second_person"),
        CheckConstraint("decided_by <> subject_id", name="subject_decides"),
        CheckConstraint("proposed_by <> subject_id", name="subject_proposes"),
        CheckConstraint("basis_number <> ''", name="basis"),
        Index("ix_two_person_act_open", "expires_at", postgresql_where=text("outcome is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(comment="a key of the services' registry")
    payload: Mapped[dict[str, object]] = mapped_column(JSONB, comment="ids, dates and codes only")
    subject_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="whom it is about: never one of the two"
    )
    basis_number: Mapped[str]
    basis_date: Mapped[date]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class TwoPersonUse(Base):
    """A confirmed act that was done afterwards, by its proposer or at the console: once."""

    __tablename__ = "two_person_use"

    two_person_id: Mapped[UUID] = mapped_column(ForeignKey("two_person_act.id"), primary_key=True)
    used_at: Mapped[datetime]


class ExceptionalWindow(Base):
    """Thời hạn phê duyệt ngoại lệ of one unit: what two persons opened by a document (Đ.7)."""

    __tablename__ = "exceptional_window"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="times"),
        Index("ix_exceptional_window_unit", "unit_id"),
    )

    two_person_id: Mapped[UUID] = mapped_column(ForeignKey("two_person_act.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime] = mapped_column(comment="exclusive")
