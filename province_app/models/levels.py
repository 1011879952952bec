"""Mức độ hạn chế tiếp cận: from when to when a person is at the raised level."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class RaisedLevel(Base):
    """A person's time at the raised level; back at the ordinary one from `ends_on` (TT06 Đ.5.4).

    Two persons raise it; one alone does so at once for three days at most. It ends earlier only by
    an act of two persons, which the row names.
    """

    __tablename__ = "raised_level"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="dates"),
        CheckConstraint("basis_number <> ''", name="basis"),
        CheckConstraint("raised_by <> person_id", name="own_subject"),
        CheckConstraint("(lowered_on is null) = (two_person_id is null)", name="two_persons"),
        CheckConstraint(
            "raise_act_id is null or confirmed_by is not null or ends_on - starts_on <= 3",
            name="provisional",
        ),
        CheckConstraint("confirmed_by <> raised_by", name="second_person"),
        Index("ix_raised_level_person", "person_id"),
        Index("uq_raised_level_two_person", "two_person_id", unique=True),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(comment="first day at the ordinary level again")
    basis_number: Mapped[str]
    basis_date: Mapped[date]
    raised_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime]
    raise_act_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("two_person_act.id"),
        comment="by which two raise it; null: before two were needed",
    )
    confirmed_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: by one alone, for three days"
    )
    lowered_on: Mapped[date | None] = mapped_column(comment="first day without it, by two persons")
    two_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("two_person_act.id"))
