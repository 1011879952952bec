"""Scanned documents: sealed for good, and the uploads that are still on their way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class Evidence(Base):
    """Tài liệu số hoá kèm theo: a person's file, named by the SHA-256 of what was uploaded."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("octet_length(sha256) = 32", name="sha256"),
        CheckConstraint("kind in ('pdf', 'jpeg', 'png')", name="kind"),
        CheckConstraint("size > 0 and pages > 0", name="size"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sha256: Mapped[bytes] = mapped_column(primary_key=True)
    kind: Mapped[str]
    size: Mapped[int] = mapped_column(comment="bytes of the original")
    pages: Mapped[int]
    name: Mapped[str] = mapped_column(comment="as the uploader called it, cleaned")
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    master_key: Mapped[str] = mapped_column(comment="name of the key that wrapped this file's key")
    wrapped_key: Mapped[bytes]
    original: Mapped[str] = mapped_column(comment="where the sealed original lies; never served")
    copy: Mapped[str] = mapped_column(comment="where the harmless copy lies")
    previews: Mapped[list[str]] = mapped_column(
        ARRAY(Text), comment="where the pictures of its first pages lie"
    )


class EvidenceUpload(Base):
    """A file on its way: goes on where the line broke, until it is whole or expires."""

    __tablename__ = "evidence_upload"
    __table_args__ = (
        CheckConstraint("received >= 0 and received <= declared", name="received"),
        CheckConstraint("declared > 0 and declared <= 20971520", name="declared"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    by_officer: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="HR officer who brings it; null = the person"
    )
    path: Mapped[str] = mapped_column(comment="field that it will be attached to")
    name: Mapped[str]
    declared: Mapped[int] = mapped_column(comment="bytes that the client announced")
    received: Mapped[int]
    pieces: Mapped[list[str]] = mapped_column(ARRAY(Text), comment="where they lie, in order")
    offsets: Mapped[list[int]] = mapped_column(ARRAY(Integer), comment="first byte of each piece")
    master_key: Mapped[str]
    wrapped_key: Mapped[bytes]
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
