"""People, their employment in units, and the posts they hold."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base

# The name without tones, as `tiers.letters.bare` has it.
_WORDS = (
    "to_tsvector('simple', lower(translate(regexp_replace(normalize(full_name, NFD),"
    " U&'[\\0300-\\036F]', '', 'g'), 'Đđ', 'dd')))"
)


class Person(Base):
    """Cán bộ, công chức, viên chức, người lao động; the id is also the record's id."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_sort_key", "sort_key"),
        Index("ix_person_name_words", "name_words", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(comment="folded name, given name first")
    created_at: Mapped[datetime]
    name_words: Mapped[str | None] = mapped_column(
        TSVECTOR, Computed(_WORDS, persisted=True), deferred=True
    )


class Employment(Base):
    """A person on a unit's roster from one day to another; `ends_on` is exclusive."""

    __tablename__ = "employment"
    __table_args__ = (
        CheckConstraint("ends_on is null or ends_on > starts_on", name="dates"),
        Index("ix_employment_unit", "unit_id"),
        Index("ix_employment_person", "person_id", "starts_on"),
        Index(
            "uq_employment_open", "person_id", unique=True, postgresql_where=text("ends_on is null")
        ),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    category: Mapped[str] = mapped_column(comment="code of catalogue loai_can_bo")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Appointment(Base):
    """A post held from one day to another; `ends_on` is exclusive."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("ends_on is null or ends_on > starts_on", name="dates"),
        CheckConstraint("post in ('head', 'deputy', 'hr')", name="post"),
        Index("ix_appointment_unit", "unit_id"),
        Index("ix_appointment_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    post: Mapped[str]
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Account(Base):
    """Tài khoản: how a person signs in; what it may do stands in `account_grant` (Quy chế Đ.5)."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(
            "role in ('person', 'hr', 'leader', 'department_hr', 'province')", name="role"
        ),
        CheckConstraint("(disabled_at is null) = (disabled_by is null)", name="disabled"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    role: Mapped[str | None] = mapped_column(
        comment="of the former version, which still runs while this one starts; not read any more"
    )
    password_hash: Mapped[str | None] = mapped_column(comment="argon2id; null = not activated")
    created_at: Mapped[datetime]
    mail: Mapped[str | None] = mapped_column(comment="where notices of the account are sent")
    disabled_at: Mapped[datetime | None] = mapped_column(comment="nobody signs in from then on")
    disabled_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
