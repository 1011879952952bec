"""Holdings of the tiers, the runs of the stages, and what became of every record in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class Holding(Base):
    """The version of a record that a tier holds now.

    `tier` `national` is what the national node last acknowledged to the province.
    """

    __tablename__ = "holding"
    __table_args__ = (
        CheckConstraint("tier in ('facility', 'department', 'province', 'national')", name="tier"),
        Index("ix_holding_unit", "unit_id", "tier"),
    )

    tier: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), comment="the holder")
    version: Mapped[int]
    digest: Mapped[bytes]
    manifest_id: Mapped[UUID] = mapped_column(ForeignKey("manifest.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("stage_run.id"))
    received_at: Mapped[datetime]


class StageRun(Base):
    """One run of a stage, asked for by the calendar or by a person; a request until it starts."""

    __tablename__ = "stage_run"
    __table_args__ = (
        CheckConstraint(
            "state in ('requested', 'running', 'done', 'failed', 'missed')", name="state"
        ),
        CheckConstraint("policy = 'event'", name="policy"),
        Index(
            "uq_stage_run_open",
            "stage",
            "period",
            unique=True,
            postgresql_where=text("state in ('requested', 'running') and policy is null"),
        ),
        Index(
            "uq_stage_run_event_open",
            "stage",
            "period",
            unique=True,
            postgresql_where=text("state in ('requested', 'running') and policy = 'event'"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    stage: Mapped[str]
    period: Mapped[str]
    policy: Mapped[str | None] = mapped_column(
        comment="event = only what units of that policy owe; null = the month's calendar"
    )
    state: Mapped[str]
    requested_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null = the calendar"
    )
    basis: Mapped[str]
    late: Mapped[bool] = mapped_column(comment="after the stage's legal days")
    requested_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(comment="why the last attempt stopped")
    attempts: Mapped[int | None] = mapped_column(comment="without answer, in a row")
    try_again_at: Mapped[datetime | None] = mapped_column(comment="system clock; null = at once")
    fence: Mapped[int | None] = mapped_column(
        comment="one more for each worker that took the run to push it"
    )
    held_until: Mapped[datetime | None] = mapped_column(
        comment="system clock; then another worker may take the run; null = nobody has it"
    )
    holder: Mapped[int | None] = mapped_column(comment="the worker's session in the database")


class StagePiece(Base):
    """One unit's share of a run: one transaction, claimed by one worker."""

    __tablename__ = "stage_piece"

    run_id: Mapped[int] = mapped_column(ForeignKey("stage_run.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    done_at: Mapped[datetime | None]


class StageOpening(Base):
    """The moment from which a stage of a period counts what it owes."""

    __tablename__ = "stage_opening"

    stage: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]


class SyncItem(Base):
    """Mục đồng bộ: one record in one stage of one period, with its outcome."""

    __tablename__ = "sync_item"
    __table_args__ = (
        CheckConstraint(
            "outcome in ('queued', 'sent', 'accepted', 'unchanged', 'rejected', 'withheld')",
            name="outcome",
        ),
        CheckConstraint(
            "outcome not in ('rejected', 'withheld') or code is not null", name="reason"
        ),
        Index("ix_sync_item_unit", "stage", "period", "unit_id"),
        Index("ix_sync_item_submission", "submission_id", "part"),
    )

    stage: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), comment="the sending holder")
    outcome: Mapped[str]
    version: Mapped[int | None]
    digest: Mapped[bytes | None]
    code: Mapped[str | None]
    path: Mapped[str | None]
    message: Mapped[str | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("stage_run.id"))
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"))
    part: Mapped[int | None]
    changed_at: Mapped[datetime]


class Submission(Base):
    """What the province sends to the national node as one: its state, receipt and approval."""

    __tablename__ = "submission"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("stage_run.id"))
    period: Mapped[str]
    state: Mapped[str] = mapped_column(
        comment="planned, open, committed, judged, settled, approved"
    )
    count: Mapped[int]
    parts: Mapped[int]
    items_digest: Mapped[bytes]
    catalogues: Mapped[dict[str, str]] = mapped_column(JSONB)
    planned_at: Mapped[datetime]
    payload: Mapped[int | None] = mapped_column(BigInteger, comment="bytes put, before gzip")
    receipt: Mapped[bytes | None]
    receipt_signature: Mapped[bytes | None]
    settled_at: Mapped[datetime | None]
    approval: Mapped[bytes | None] = mapped_column(comment="the agency's CMS over the receipt")
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    approval_fault: Mapped[str | None] = mapped_column(
        comment="why the last attempt to hand the approval over stopped"
    )
    approval_tries: Mapped[int | None] = mapped_column(comment="in a row")
    approval_again_at: Mapped[datetime | None] = mapped_column(
        comment="system clock; null beside a fault = refused, a person seals it again"
    )

    @property
    def approval_refused(self) -> bool:
        """Whether the receiver refused the approval: the same again would be refused again."""
        return self.approval_fault is not None and self.approval_again_at is None

    @property
    def waits_for_approval(self) -> bool:
        """Whether a person seals it, or seals it again."""
        return self.approval is None or self.approval_refused


class SentUnitTree(Base):
    """A tree of units as it was sent, or is on its way, to the national node."""

    __tablename__ = "sent_unit_tree"
    __table_args__ = (CheckConstraint("octet_length(sha256) = 32", name="sha256_length"),)

    version: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sha256: Mapped[bytes]
    body: Mapped[bytes] = mapped_column(comment="JCS, as sent: a repeated PUT has the same bytes")
    planned_at: Mapped[datetime]
    taken_at: Mapped[datetime | None] = mapped_column(comment="null = no answer yet")


class JobRun(Base):
    """One piece of the schedule's work, claimed by inserting its name, period and due time."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "period", "due_at"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    job: Mapped[str]
    period: Mapped[str]
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime] = mapped_column(comment="system clock")
