"""Uploaded workbooks on their way into drafts. Typed content lies sealed, as in drafts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base, SealedBytes, SealedJson


class ImportBatch(Base):
    """Một tệp Excel của cán bộ tổ chức: read, compared, then entered."""

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint(
            "state in ('columns', 'comparing', 'compared', 'entering', 'entered')", name="state"
        ),
        Index("ix_import_batch_officer_id", "officer_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(comment="as the uploader called it, cleaned")
    state: Mapped[str]
    sheets: Mapped[bytes | None] = mapped_column(
        SealedBytes("import_batch.sheets"),
        comment="rows of the file, sealed; gone once entered",
        deferred=True,  # tens of megabytes, of which no page needs any
    )
    maps: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, comment="which column of which sheet is which field"
    )
    people: Mapped[int] = mapped_column(default=0, comment="whom the file speaks of, once counted")
    strict: Mapped[bool] = mapped_column(
        default=False, comment="its rows are entered all or not at all"
    )
    uploaded_at: Mapped[datetime]
    entered_at: Mapped[datetime | None]


class ImportRow(Base):
    """What the file says of one person, and what became of it."""

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint(
            "state in ('insert', 'update', 'same', 'wrong', 'entered', 'refused')", name="state"
        ),
        CheckConstraint("person_id is not null or state in ('wrong', 'refused')", name="person"),
        Index("ix_import_row_state", "batch_id", "state"),
    )

    batch_id: Mapped[UUID] = mapped_column(
        ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, comment="from 1, in the file's order")
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column(comment="of the draft that it was compared with")
    state: Mapped[str]
    entry: Mapped[dict[str, Any]] = mapped_column(
        SealedJson("import_row.entry"), comment="row, key, typed text and faults, sealed"
    )
    unproved: Mapped[int | None] = mapped_column(
        comment="changes that need a document and have none; null = not counted"
    )
