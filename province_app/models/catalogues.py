"""Published catalogues (danh mục): this node's own at the national node, its copy elsewhere."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class CatalogueVersion(Base):
    """One version of one catalogue. Source: exchange contract §3 and annex 39."""

    __tablename__ = "catalogue_version"
    __table_args__ = (
        CheckConstraint("octet_length(sha256) = 32", name="sha256_length"),
        # One current version a code.
        Index(
            "uq_catalogue_version_current", "code", unique=True, postgresql_where=text("current")
        ),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True, comment="opaque")
    sha256: Mapped[bytes] = mapped_column(comment="SHA-256 of JCS({code, version, entries})")
    entries: Mapped[bytes] = mapped_column(
        comment="JCS of [{code, name, parent, valid_from, valid_to}]"
    )
    size: Mapped[int] = mapped_column(comment="entries")
    taken_at: Mapped[datetime] = mapped_column(comment="published or pulled; business clock")
    current: Mapped[bool]


class CatalogueQuarantine(Base):
    """A version taken from the national node that two persons have not admitted yet."""

    __tablename__ = "catalogue_quarantine"

    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True, comment="opaque")
    entries: Mapped[bytes] = mapped_column(comment="as in catalogue_version")
    taken_at: Mapped[datetime] = mapped_column(comment="pulled; business clock")
    in_use: Mapped[dict[str, int]] = mapped_column(
        JSONB, comment="code that would vanish -> records of the province that use it"
    )
