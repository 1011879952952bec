"""Phục hồi: that this database was restored from a set, and what must not be used again."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class Restoration(Base):
    """One restore; until `settled_at` each push first compares with the national node."""

    __tablename__ = "restoration"
    __table_args__ = (CheckConstraint("asked_by <> approved_by", name="second_person"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    set_digest: Mapped[bytes]
    set_made_at: Mapped[datetime]
    restored_at: Mapped[datetime] = mapped_column(comment="system clock")
    asked_by: Mapped[UUID] = mapped_column(comment="person")
    approved_by: Mapped[UUID] = mapped_column(comment="person")
    basis_number: Mapped[str]
    basis_date: Mapped[date]
    log_from: Mapped[int] = mapped_column(BigInteger, comment="sealed events in the set")
    log_to: Mapped[int] = mapped_column(BigInteger, comment="that the outside places knew of")
    compared_at: Mapped[datetime | None] = mapped_column(comment="with the national node, last")
    settled_at: Mapped[datetime | None] = mapped_column(comment="nothing is left to be compared")


class VersionFloor(Base):
    """The highest version of a record that somebody outside has, although it was lost here."""

    __tablename__ = "version_floor"

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
