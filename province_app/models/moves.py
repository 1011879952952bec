"""Movements: who leaves a unit, from which day, by which document, and who takes the person in."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class Movement(Base):
    """Điều chuyển, tiếp nhận, nghỉ hưu, thôi việc, qua đời; tiếp nhận trở lại (Quy chế Đ.10).

    The rosters themselves are `employment`; this says by which document they changed.
    """

    __tablename__ = "movement"
    __table_args__ = (
        CheckConstraint(
            "kind in ('transfer', 'away', 'retired', 'resigned', 'died', 'back')", name="kind"
        ),
        CheckConstraint("state in ('proposed', 'refused', 'withdrawn', 'done')", name="state"),
        CheckConstraint(
            "(kind in ('transfer', 'back')) = (to_unit_id is not null)", name="receiver"
        ),
        CheckConstraint("kind = 'back' or to_unit_id <> from_unit_id", name="two_units"),
        CheckConstraint("basis_number <> ''", name="basis"),
        CheckConstraint("proposed_by <> person_id", name="own_record"),
        CheckConstraint("decided_by <> person_id", name="own_answer"),
        CheckConstraint("(state = 'proposed') = (decided_at is null)", name="decided"),
        CheckConstraint("(decided_by is null) = (decided_at is null)", name="decided_by"),
        CheckConstraint("(state = 'done') = (roster_on is not null)", name="roster"),
        CheckConstraint("(state = 'refused') = (reason is not null)", name="reason"),
        CheckConstraint("reason in ('not_ours', 'wrong_day', 'wrong_document')", name="reasons"),
        Index(
            "uq_movement_open",
            "person_id",
            unique=True,
            postgresql_where=text("state = 'proposed'"),
        ),
        Index("ix_movement_person", "person_id"),
        Index("ix_movement_from", "from_unit_id", "state"),
        Index("ix_movement_to", "to_unit_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    effective_on: Mapped[date] = mapped_column(comment="first day away, as the document says")
    basis_number: Mapped[str]
    basis_date: Mapped[date]
    state: Mapped[str]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(comment="of a refusal, a code")
    roster_on: Mapped[date | None] = mapped_column(
        comment="day on which the rosters changed: later than effective_on when a stage had counted"
    )


class Absence(Base):
    """Of somebody who came back: what a receiver held of the record while the person was gone.

    The months in between owe what they owed, whatever is sent since (contract, conservation).
    """

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("back_on >= gone_on", name="days"),)

    record_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    receiver: Mapped[str] = mapped_column(primary_key=True)
    gone_on: Mapped[date] = mapped_column(comment="first day away")
    back_on: Mapped[date] = mapped_column(primary_key=True, comment="first day on a roster again")
    keeper_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id"), comment="null = it never held it"
    )
    sender_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id"), comment="who had sent it up; null = none"
    )
    left_taken_at: Mapped[datetime | None]
