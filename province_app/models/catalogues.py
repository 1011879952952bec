"""Published catalogues (danh mục): this node's own at the national node, its copy elsewhere."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, text
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


class EndedCode(Base):
    """Mã đã hết dùng: a code that the receiver's catalogue lacks by now, as it was named there.

    Records that use it go on to be read; it ends here too when a newer version brings it back.
    """

    __tablename__ = "ended_code"

    catalogue: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    ended_on: Mapped[date] = mapped_column(comment="first day on which it is unknown above")
    version: Mapped[str] = mapped_column(comment="the first one without it")


class CatalogueMapping(Base):
    """Bảng đổi mã: a code of the receiver stands for one of ours from a day on; never changed.

    The newest decision that is valid on a day counts.
    """

    __tablename__ = "catalogue_mapping"
    __table_args__ = (
        CheckConstraint("basis_number <> ''", name="basis"),
        CheckConstraint("local_code <> '' and national_code <> local_code", name="codes"),
        CheckConstraint("valid_to >= valid_from", name="days"),
        Index("ix_catalogue_mapping_code", "catalogue", "local_code", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    catalogue: Mapped[str]
    local_code: Mapped[str]
    national_code: Mapped[str | None] = mapped_column(comment="null = none stands for it any more")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(comment="last day; null = open")
    basis_number: Mapped[str]
    basis_date: Mapped[date]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class CatalogueAct(Base):
    """What Sở Nội vụ did to an entry of a list that the province keeps; never changed.

    The list is its file with these acts on top, in their order.
    """

    __tablename__ = "catalogue_act"
    __table_args__ = (
        CheckConstraint("kind in ('add', 'stop', 'resume', 'place', 'alias')", name="kind"),
        CheckConstraint("code ~ '^[A-Za-z0-9._/+-]{1,40}$'", name="code"),
        CheckConstraint("(name is not null) = (kind in ('add', 'alias'))", name="name"),
        CheckConstraint("(day is not null) = (kind in ('add', 'stop', 'resume'))", name="day"),
        CheckConstraint("(place is not null) = (kind = 'place') and place > 0", name="place"),
        CheckConstraint(
            "(basis_number is not null and basis_number <> '' and basis_date is not null)"
            " = (kind in ('add', 'stop', 'resume'))",
            name="basis",
        ),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    catalogue: Mapped[str]
    code: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str | None] = mapped_column(comment="of a new entry; or another name of one")
    day: Mapped[date | None] = mapped_column(comment="first day of use, or without it")
    place: Mapped[int | None] = mapped_column(comment="in the list, from 1")
    basis_number: Mapped[str | None]
    basis_date: Mapped[date | None]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
