"""Many records on paper: asked for at once, made by the tick, taken within a day, then gone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base, SealedBytes


class PrintBatch(Base):
    """In hàng loạt: the records of one unit's people, asked for by one HR officer."""

    __tablename__ = "print_batch"
    __table_args__ = (
        Index("ix_print_batch_officer", "officer_id", "asked_at"),
        Index("ix_print_batch_unit", "unit_id"),
        Index("ix_print_batch_open", "asked_at", postgresql_where=text("finished_at is null")),
        Index(
            "uq_print_batch_open",
            "officer_id",
            unique=True,
            postgresql_where=text("finished_at is null"),
        ),
        CheckConstraint("ends_at > asked_at", name="ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    restricted: Mapped[bool] = mapped_column(comment="whether restricted parts are printed too")
    two_person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("two_person_act.id"),
        comment="by which a second person agreed; null: fifty or less",
    )
    people: Mapped[int]
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    ends_at: Mapped[datetime] = mapped_column(comment="from then on nothing of it is kept")


class PrintItem(Base):
    """One person's paper in a batch, or why there is none."""

    __tablename__ = "print_item"
    __table_args__ = (
        CheckConstraint(
            "outcome in ('printed', 'nothing_to_print', 'print_closed', 'not_here')",
            name="outcome",
        ),
        CheckConstraint(
            "(outcome is not distinct from 'printed') = (pdf is not null)"
            " and (pdf is null) = (file_name is null)",
            name="printed",
        ),
        Index("ix_print_item_person", "person_id"),
    )

    batch_id: Mapped[UUID] = mapped_column(
        ForeignKey("print_batch.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, comment="from 1, by given name")
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str | None] = mapped_column(comment="null: waits")
    file_name: Mapped[str | None] = mapped_column(comment="without the person's name")
    pdf: Mapped[bytes | None] = mapped_column(
        SealedBytes("print_item.pdf"), comment="sealed", deferred=True
    )
