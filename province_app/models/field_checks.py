"""What checkers confirmed field by field, before the record as a whole."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class FieldCheck(Base):
    """Xác nhận một mục: somebody found one field right, as it then stood; never a value of it.

    It holds as long as the field and its documents are what they were (see ADR 44).
    """

    __tablename__ = "field_check"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True, comment="field of the record")
    seen: Mapped[bytes] = mapped_column(
        comment="keyed hash of old, new and documents as they were shown, 16 bytes"
    )
    revision: Mapped[int] = mapped_column(comment="of the draft, as it was shown")
    checked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime]
