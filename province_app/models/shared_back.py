"""What the node above shares back to this agency (contract §3), and how far it was read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class SharedCursor(Base):
    """Where the next page of changes begins; moved in the transaction that keeps what was read."""

    __tablename__ = "shared_cursor"

    peer: Mapped[str] = mapped_column(primary_key=True, comment="address of the node above")
    cursor: Mapped[str] = mapped_column(comment="opaque; where the next page begins")
    read_at: Mapped[datetime] = mapped_column(comment="system clock")


class SharedBack(Base):
    """A version that the node above holds as approved, and shares back: once, however often told.

    Its content is not kept: ours has it, and of a record that is not ours nothing is read here.
    """

    __tablename__ = "shared_back"
    __table_args__ = (CheckConstraint("octet_length(digest) = 32", name="digest_length"),)

    record_id: Mapped[UUID] = mapped_column(primary_key=True, comment="may be nobody known here")
    version: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    digest: Mapped[bytes]
    peer: Mapped[str]
    read_at: Mapped[datetime] = mapped_column(comment="system clock")
