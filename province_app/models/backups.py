"""Sao lưu: the sets that were made, where copies of them are, and the drills."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class BackupSet(Base):
    """Bản sao lưu: the database at one moment; times by the system clock."""

    __tablename__ = "backup_set"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(unique=True, comment="SHA-256 of its signed note")
    made_at: Mapped[datetime] = mapped_column(comment="moment of the snapshot")
    bytes: Mapped[int] = mapped_column(BigInteger, comment="of the sealed dump")
    documents: Mapped[int]


class BackupCopy(Base):
    """What became of one attempt in one place: a copy that was read back, or a fault."""

    __tablename__ = "backup_copy"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    place: Mapped[str] = mapped_column(comment="the outside folder")
    at: Mapped[datetime]
    set_id: Mapped[UUID | None] = mapped_column(ForeignKey("backup_set.id"))
    fault: Mapped[str | None] = mapped_column(comment="null: the copy is there and right")


class BackupDrill(Base):
    """Diễn tập phục hồi: a set read into a database of its own, compared, and dropped."""

    __tablename__ = "backup_drill"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    place: Mapped[str]
    set_id: Mapped[UUID | None] = mapped_column(ForeignKey("backup_set.id"))
    seconds: Mapped[int]
    fault: Mapped[str | None]
