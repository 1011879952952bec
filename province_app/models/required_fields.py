"""Fields that an upper unit requires beyond the form (thông tin bắt buộc nhập liệu)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class RequiredField(Base):
    """A field required at sending, of the unit and all below it, from one day to another."""

    __tablename__ = "required_field"
    __table_args__ = (
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="dates"),
        CheckConstraint("(ends_on is null) = (ended_by is null)", name="ended"),
        Index(
            "uq_required_field_open",
            "unit_id",
            "path",
            unique=True,
            postgresql_where=text("ends_on is null"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    path: Mapped[str] = mapped_column(comment="section.field of the record's schema")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(comment="first day without it")
    added_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
