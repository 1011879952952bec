"""Drafts, and the immutable versions of the record."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base, SealedJson


class Draft(Base):
    """Bản khai bổ sung lý lịch: text as typed, until HR confirms it as a version."""

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint(
            "state in ('with_person', 'with_hr', 'returned', 'confirmed')", name="state"
        ),
        CheckConstraint("checked_by is null or checked_by <> person_id", name="own_record"),
        Index(
            "uq_draft_open", "person_id", unique=True, postgresql_where=text("state <> 'confirmed'")
        ),
        Index("ix_draft_unit_state", "unit_id", "state"),
        Index("ix_draft_person", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[str]
    typed: Mapped[dict[str, str]] = mapped_column(
        SealedJson("draft.typed"), comment="path -> text as typed, sealed"
    )
    revision: Mapped[int] = mapped_column(comment="grows with each save; two tabs are told apart")
    typed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None] = mapped_column(comment="last time HR sent it back")
    returns: Mapped[list[dict[str, str]]] = mapped_column(
        JSONB, comment="[{path, reason, text}] of the last return"
    )
    evidence: Mapped[dict[str, list[str]] | None] = mapped_column(
        JSONB(none_as_null=True), comment="path -> [hex SHA-256] of its documents"
    )
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]
    typed_by_unit: Mapped[list[str] | None] = mapped_column(
        JSONB(none_as_null=True),
        comment="fields whose present text an officer typed; null: not kept yet when it began",
    )


class RecordSection(Base):
    """A section's canonical bytes; versions that did not change it point to the same row."""

    __tablename__ = "record_section"

    record_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True, comment="sha256(salt || content)")
    name: Mapped[str]
    salt: Mapped[bytes]
    content: Mapped[bytes] = mapped_column(comment="RFC 8785 bytes, as hashed; sealed or open")
    sealed: Mapped[bool] = mapped_column(comment="under the record's data key")


class RecordKey(Base):
    """A record's data key, wrapped by a master key that is not in the database."""

    __tablename__ = "record_key"

    record_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    master: Mapped[str] = mapped_column(comment="name of the master key")
    wrapped: Mapped[bytes]


class IdentityIndex(Base):
    """By what a record is found from its identity number and staff number, which lie sealed."""

    __tablename__ = "identity_index"

    record_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    number: Mapped[bytes] = mapped_column(index=True, comment="keyed hash of the number, 16 bytes")
    staff_number: Mapped[bytes | None] = mapped_column(index=True, comment="keyed hash, 16 bytes")


class RecordVersion(Base):
    """Phiên bản hồ sơ: what HR confirmed, immutable, named by its digest.

    One that a department's own software delivered (`received_in`) has no draft and no checker here.
    """

    __tablename__ = "record_version"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("change in ('new', 'changed', 'left')", name="change"),
        CheckConstraint("confirmed_by <> record_id", name="own_record"),
        CheckConstraint(
            "num_nulls(draft_id, confirmed_by, confirmed_as)"
            " = case when received_in is null then 0 else 3 end",
            name="made_here",
        ),
        Index("ix_record_version_unit", "unit_id"),
    )

    record_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(comment="sha256(tree)")
    tree: Mapped[bytes] = mapped_column(comment="RFC 8785 bytes naming each section's digest")
    section_digests: Mapped[list[bytes]] = mapped_column(
        ARRAY(LargeBinary), comment="the tree's digests, to join record_section"
    )
    change: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("draft.id"))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_as: Mapped[str | None] = mapped_column(
        comment="post by which the checker was entitled"
    )
    confirmed_at: Mapped[datetime]
    received_in: Mapped[UUID | None] = mapped_column(
        ForeignKey("exchange_submission.submission_id"),
        comment="submission of a department's software",
    )


class Manifest(Base):
    """Bảng kê mà người đứng đầu phê duyệt bằng ký số: n records, one signature."""

    __tablename__ = "manifest"
    __table_args__ = (
        CheckConstraint("(signature is null) = (signed_at is null)", name="signed"),
        Index("ix_manifest_unit_period", "unit_id", "period"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    period: Mapped[str]
    signer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    post: Mapped[str]
    body: Mapped[bytes] = mapped_column(comment="RFC 8785 bytes, signed as stored")
    items: Mapped[int]
    roster: Mapped[int] = mapped_column(comment="people of the unit on the day, shown when signing")
    prepared_at: Mapped[datetime]
    certificate_sha256: Mapped[str]
    signature: Mapped[bytes | None] = mapped_column(comment="detached CMS, DER")
    signed_at: Mapped[datetime | None]


class ManifestItem(Base):
    """One version that a signed manifest attests; a version is signed once."""

    __tablename__ = "manifest_item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["record_id", "version"], ["record_version.record_id", "record_version.version"]
        ),
        Index("ix_manifest_item_manifest", "manifest_id"),
    )

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    manifest_id: Mapped[UUID] = mapped_column(ForeignKey("manifest.id"))


class MonthClose(Base):
    """Khép tháng không thay đổi: the head's recorded act for a unit without a change."""

    __tablename__ = "month_close"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    roster: Mapped[int] = mapped_column(comment="people of the unit on the day")
    unchanged: Mapped[int] = mapped_column(comment="of these, held as before")
    closed_at: Mapped[datetime]


class SignerCertificate(Base):
    """A certificate registered to a person; a signature counts only if made with one of these."""

    __tablename__ = "signer_certificate"
    __table_args__ = (
        CheckConstraint("(ends_on is null) = (ended_by is null)", name="ended"),
        CheckConstraint("(ends_on is null) = (end_basis is null)", name="end_basis"),
    )

    sha256: Mapped[str] = mapped_column(primary_key=True, comment="hex of the DER certificate")
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    certificate: Mapped[bytes]
    keystore: Mapped[bytes | None] = mapped_column(comment="PKCS#12 under the person's PIN; pilots")
    registered_at: Mapped[datetime]
    starts_on: Mapped[date | None] = mapped_column(comment="first day; null = from registration")
    key_label: Mapped[str | None] = mapped_column(comment="of its key in the node's token")
    ends_on: Mapped[date | None] = mapped_column(comment="first day on which it no longer counts")
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    end_basis: Mapped[str | None] = mapped_column(comment="why it ended, in words")


class ManifestVerification(Base):
    """A manifest's verdict under one trust state; the same question is not asked twice."""

    __tablename__ = "manifest_verification"

    manifest_id: Mapped[UUID] = mapped_column(ForeignKey("manifest.id"), primary_key=True)
    trust_state: Mapped[str] = mapped_column(
        primary_key=True, comment="digest over CAs, CRLs, body and signature"
    )
    code: Mapped[str] = mapped_column(comment="ok, or why the records are withheld")
    verified_at: Mapped[datetime]
    holds_until: Mapped[datetime] = mapped_column(comment="first end of a certificate or CRL")


class RuleVerdict(Base):
    """What the rules say of a version under one state of rules and catalogues."""

    __tablename__ = "rule_verdict"
    __table_args__ = (
        ForeignKeyConstraint(
            ["record_id", "version"], ["record_version.record_id", "record_version.version"]
        ),
        Index(
            "ix_rule_verdict_broken",
            "rules",
            postgresql_where=text("jsonb_array_length(errors) > 0"),
        ),
    )

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    rules: Mapped[str] = mapped_column(
        primary_key=True, comment="digest over the rules' source and the catalogues"
    )
    errors: Mapped[list[dict[str, str]]] = mapped_column(
        JSONB, comment="[{path, rule}], never a value"
    )
    losses: Mapped[list[dict[str, str | int]] | None] = mapped_column(
        JSONB, comment="what each score lost: [{rule, path, dimension, points}]; null: not counted"
    )
    judged_at: Mapped[datetime]
