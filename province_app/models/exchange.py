"""What the receiving half of the exchange keeps: submissions, proofs, results, held versions.

What came from the sender and what was answered is append-only; the migration takes UPDATE and
DELETE on it from the role `app`. The tables with a row per record have no foreign keys: their
rows are written in bulk by the one transaction that also knows their submission.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Sequence,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base

SUBMISSION = "exchange_submission.submission_id"
# The order in which submissions were committed, and so are judged (annex 38).
commit_order = Sequence("exchange_commit_order", metadata=Base.metadata)


class ExchangeNonce(Base):
    """A signature that was used; forgotten when it could not be used again anyway (annex 25)."""

    __tablename__ = "exchange_nonce"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(primary_key=True)
    kept_until: Mapped[datetime] = mapped_column(index=True, comment="system clock")


class ExchangeSubmission(Base):
    """A set of records that an agency sends for a period and stage."""

    __tablename__ = "exchange_submission"
    __table_args__ = (
        CheckConstraint("state in ('open','processing','judged','approved')", name="state"),
        CheckConstraint("octet_length(items_digest) = 32", name="items_digest_length"),
        CheckConstraint("(state = 'open') = (commit_order is null)", name="committed_when"),
        Index(
            "ix_exchange_submission_waiting",
            "commit_order",
            postgresql_where=text("state = 'processing'"),
        ),
    )

    submission_id: Mapped[UUID] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(comment="agency code")
    period: Mapped[str] = mapped_column(comment="YYYY-MM")
    stage: Mapped[str]
    count: Mapped[int] = mapped_column(BigInteger, comment="records owed in all parts")
    parts: Mapped[int]
    items_digest: Mapped[bytes]
    catalogues: Mapped[bytes] = mapped_column(comment="JCS of {code: version}, frozen at open")
    body: Mapped[bytes] = mapped_column(comment="JCS of the open request: same body, same answer")
    state: Mapped[str]
    opened_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
    commit_order: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    judged_at: Mapped[datetime | None]
    accepted: Mapped[int | None] = mapped_column(BigInteger)
    unchanged: Mapped[int | None] = mapped_column(BigInteger)
    rejected: Mapped[int | None] = mapped_column(BigInteger)
    approved_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(comment="what the judgement failed with, last")
    faults: Mapped[int | None]
    judge_again_at: Mapped[datetime | None] = mapped_column(comment="system clock")


class ExchangeManifest(Base):
    """A manifest whose signature stood at the instant it was taken, as signed."""

    __tablename__ = "exchange_manifest"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey(SUBMISSION), primary_key=True)
    manifest_id: Mapped[UUID] = mapped_column(primary_key=True)
    manifest: Mapped[bytes]
    signature: Mapped[bytes] = mapped_column(comment="DER CMS, detached")
    signer: Mapped[UUID] = mapped_column(comment="record id of the person who signed")
    trust_state: Mapped[str] = mapped_column(comment="what the signature was judged against")
    received_at: Mapped[datetime]


class ExchangeManifestRefusal(Base):
    """Why the last manifest put under an id was refused: its records get that code (annex 36)."""

    __tablename__ = "exchange_manifest_refusal"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey(SUBMISSION), primary_key=True)
    manifest_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    refused_at: Mapped[datetime]


class ExchangeManifestItem(Base):
    """A record version that a held manifest attests."""

    __tablename__ = "exchange_manifest_item"

    submission_id: Mapped[UUID] = mapped_column(primary_key=True)
    manifest_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes]
    leaves: Mapped[bool] = mapped_column(comment="change is 'left': the sender's claim ends")


class ExchangePart(Base):
    """The decoded bytes of one part, hashed as stored; held versions point into them."""

    __tablename__ = "exchange_part"
    __table_args__ = (CheckConstraint("octet_length(sha256) = 32", name="sha256_length"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey(SUBMISSION), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(
        comment="NDJSON; stored uncompressed, so that one line is read without the rest"
    )
    sha256: Mapped[bytes]
    received: Mapped[int] = mapped_column(comment="lines")
    received_at: Mapped[datetime]


class ExchangeLine(Base):
    """Where a record stands in a part, and what its line claims."""

    __tablename__ = "exchange_line"
    submission_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    first_byte: Mapped[int] = mapped_column(primary_key=True, comment="from 0")
    size: Mapped[int] = mapped_column(comment="bytes without the line end")
    record_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes]
    manifest_id: Mapped[UUID]


class ExchangeResult(Base):
    """The outcome of one record of a submission; its order by record id is the results order."""

    __tablename__ = "exchange_result"
    __table_args__ = (
        CheckConstraint("outcome in ('accepted','unchanged','rejected')", name="outcome"),
        CheckConstraint("(outcome = 'rejected') = (code is not null)", name="code_when_rejected"),
    )

    submission_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[str]
    code: Mapped[str | None]
    path: Mapped[str | None] = mapped_column(comment="JSON pointer into the line")
    message: Mapped[str | None] = mapped_column(comment="Vietnamese, for people")


class ExchangeReceipt(Base):
    """The receipt that was given for a submission: never changes once given (annex 44)."""

    __tablename__ = "exchange_receipt"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey(SUBMISSION), primary_key=True)
    receipt: Mapped[bytes] = mapped_column(comment="JCS")
    signature: Mapped[bytes] = mapped_column(comment="DER CMS of this node's seal, detached")


class ExchangeApproval(Base):
    """The sender's seal over the receipt: its records are in the store for exploitation."""

    __tablename__ = "exchange_approval"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey(SUBMISSION), primary_key=True)
    signature: Mapped[bytes] = mapped_column(comment="DER CMS over the receipt's bytes")
    certificate_sha256: Mapped[str] = mapped_column(comment="hex")
    approved_at: Mapped[datetime]
    place: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), unique=True, comment="order of commit: cursor of changes"
    )


class ExchangeUnits(Base):
    """A tree of units with their quotas, as an agency sent it (tổ chức bộ máy, biên chế)."""

    __tablename__ = "exchange_units"

    sender: Mapped[str] = mapped_column(primary_key=True, comment="agency code")
    version: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    body: Mapped[bytes] = mapped_column(comment="JCS of the request: same body, same answer")
    count: Mapped[int] = mapped_column(comment="units")
    received_at: Mapped[datetime]


class ExchangeRecord(Base):
    """An accepted version; the current one of a record is the held one, approved or not.

    Its disclosure is the line at (submission, part, first_byte, size); a version is approved
    when its submission has an approval.
    """

    __tablename__ = "exchange_record"
    __table_args__ = (
        Index(
            "uq_exchange_record_current", "record_id", unique=True, postgresql_where=text("current")
        ),
        # A personal id is held under one record (annex 41, identity_conflict).
        Index(
            "uq_exchange_record_person",
            "personal_id",
            unique=True,
            postgresql_where=text("current"),
        ),
        Index("ix_exchange_record_submission", "submission_id"),
        Index(
            "ix_exchange_record_person_before",
            "personal_id",
            postgresql_where=text("not current"),
        ),
    )

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    digest: Mapped[bytes]
    agency: Mapped[str] = mapped_column(comment="who sent it and so owns the record")
    leaves: Mapped[bool] = mapped_column(comment="the agency's claim of ownership has ended")
    personal_id: Mapped[str | None]
    submission_id: Mapped[UUID]
    manifest_id: Mapped[UUID]
    part: Mapped[int]
    first_byte: Mapped[int]
    size: Mapped[int]
    current: Mapped[bool]
