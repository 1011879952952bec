"""What people report as wrong in fields that they cannot write themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base, SealedJson


class CorrectionRequest(Base):
    """Báo sai: a person says what is right in a field that the unit or the system fills."""

    __tablename__ = "correction_request"
    __table_args__ = (
        CheckConstraint("answer in ('mended', 'kept')", name="answer"),
        CheckConstraint(
            "(answer is null) = (answered_at is null) and (answer is null) = (answered_by is null)",
            name="answered",
        ),
        CheckConstraint("answer is distinct from 'kept' or reason is not null", name="reason"),
        CheckConstraint("answered_by <> person_id", name="own_record"),
        Index("ix_correction_request_person", "person_id"),
        Index(
            "uq_correction_request_open",
            "person_id",
            "path",
            unique=True,
            postgresql_where=text("answer is null"),
        ),
        Index("ix_correction_request_unit", "unit_id", "answer"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), comment="whose HR answers")
    path: Mapped[str] = mapped_column(comment="field of the record")
    said: Mapped[str] = mapped_column(
        SealedJson("correction_request.said"), comment="what is right, in the person's words"
    )
    asked_at: Mapped[datetime]
    version: Mapped[int | None] = mapped_column(
        comment="of the record, typed by HR, that the person objects to; null = Báo sai"
    )
    answer: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(
        SealedJson("correction_request.reason"), comment="of the answer; may name values too"
    )
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
