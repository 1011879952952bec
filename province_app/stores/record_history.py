"""The versions of one record: who entered, checked and signed each, and how far each has come.

A fixed number of statements whatever the number of versions.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from province_app.models.records import Draft, Manifest, ManifestItem, RecordVersion
from province_app.models.sync import Holding, Submission, SyncItem
from province_app.models.units import UnitPeriod
from tiers.stages import Stage

RECEIVERS = ("department", "province", "national")


class Made(NamedTuple):
    """A version without its content."""

    version: int
    change: str
    tree: bytes
    unit_id: int
    draft_id: UUID | None  # None with what goes with it: a department's software delivered it
    typed_by: UUID | None
    typed_by_unit: list[str] | None
    saved_at: datetime | None
    sent_at: datetime | None
    confirmed_by: UUID | None
    confirmed_as: str | None
    confirmed_at: datetime
    manifest_id: UUID | None
    signer_id: UUID | None
    post: str | None
    period: str | None
    signed_at: datetime | None


def versions_of(
    session: Session, person_id: UUID, unit_ids: Collection[int] | None = None
) -> list[Made]:
    """Return the record's versions, newest first; only those made in the units when named."""
    own: ColumnElement[bool] = true() if unit_ids is None else RecordVersion.unit_id.in_(unit_ids)
    query = (
        select(
            RecordVersion.version,
            RecordVersion.change,
            RecordVersion.tree,
            RecordVersion.unit_id,
            RecordVersion.draft_id,
            Draft.typed_by,
            Draft.typed_by_unit,
            Draft.saved_at,
            Draft.sent_at,
            RecordVersion.confirmed_by,
            RecordVersion.confirmed_as,
            RecordVersion.confirmed_at,
            Manifest.id,
            Manifest.signer_id,
            Manifest.post,
            Manifest.period,
            Manifest.signed_at,
        )
        .outerjoin(Draft, Draft.id == RecordVersion.draft_id)
        .outerjoin(
            ManifestItem,
            (ManifestItem.record_id == RecordVersion.record_id)
            & (ManifestItem.version == RecordVersion.version),
        )
        .outerjoin(Manifest, Manifest.id == ManifestItem.manifest_id)
        .where(RecordVersion.record_id == person_id, own)
        .order_by(RecordVersion.version.desc())
    )
    return [Made._make(row) for row in session.execute(query)]


class Newest(NamedTuple):
    """The newest versions at a moment: the confirmed one, and the signed one."""

    confirmed: int | None
    signed: int | None


def newest_before(session: Session, person_id: UUID, moment: datetime) -> Newest:
    """Return which versions were the newest just before the moment."""
    query = (
        select(
            func.max(RecordVersion.version),
            func.max(RecordVersion.version).filter(Manifest.signed_at < moment),
        )
        .outerjoin(
            ManifestItem,
            (ManifestItem.record_id == RecordVersion.record_id)
            & (ManifestItem.version == RecordVersion.version),
        )
        .outerjoin(Manifest, Manifest.id == ManifestItem.manifest_id)
        .where(RecordVersion.record_id == person_id, RecordVersion.confirmed_at < moment)
    )
    return Newest._make(session.execute(query).one())


def versions_at(session: Session, person_id: UUID, numbers: Collection[int]) -> list[RecordVersion]:
    """Return those versions of the record, oldest first."""
    query = select(RecordVersion).where(
        RecordVersion.record_id == person_id, RecordVersion.version.in_(numbers)
    )
    return list(session.scalars(query.order_by(RecordVersion.version)))


class Mark(NamedTuple):
    """What became of a version in one stage of one period."""

    stage: str
    period: str
    version: int
    outcome: str
    code: str | None
    path: str | None
    submission_id: UUID | None
    at: datetime


def marks_of(session: Session, person_id: UUID, periods: Collection[str]) -> list[Mark]:
    """Return what became of the record in the stages of those periods, oldest first.

    Stage and period are named so that each row is reached by its key.
    """
    query = select(
        SyncItem.stage,
        SyncItem.period,
        SyncItem.version,
        SyncItem.outcome,
        SyncItem.code,
        SyncItem.path,
        SyncItem.submission_id,
        SyncItem.changed_at,
    ).where(
        SyncItem.stage.in_(list(Stage)),
        SyncItem.period.in_(periods),
        SyncItem.record_id == person_id,
        SyncItem.version.is_not(None),
    )
    return [Mark._make(row) for row in session.execute(query.order_by(SyncItem.changed_at))]


class Held(NamedTuple):
    """What a tier holds of the record now."""

    tier: str
    version: int
    at: datetime


def held_of(session: Session, person_id: UUID) -> list[Held]:
    """Return what the tiers above hold of the record now."""
    query = select(Holding.tier, Holding.version, Holding.received_at)
    query = query.where(Holding.tier.in_(RECEIVERS), Holding.record_id == person_id)
    return [Held._make(row) for row in session.execute(query)]


def receipts_of(session: Session, ids: Collection[UUID]) -> dict[UUID, datetime | None]:
    """Return when each submission that has a receipt was approved, None while it is not."""
    query = select(Submission.id, Submission.approved_at)
    query = query.where(Submission.id.in_(ids), Submission.receipt.is_not(None))
    return {row.id: row.approved_at for row in session.execute(query)}


class UnitName(NamedTuple):
    """What a unit was called, and its tier, from one day to another (exclusive)."""

    unit_id: int
    name: str
    tier: str
    valid_from: date
    valid_to: date | None


def unit_names(session: Session, unit_ids: Collection[int]) -> Sequence[UnitName]:
    """Return what those units were called at all times."""
    query = select(*(getattr(UnitPeriod, name) for name in UnitName._fields))
    query = query.where(UnitPeriod.unit_id.in_(unit_ids))
    return [UnitName._make(row) for row in session.execute(query.order_by(UnitPeriod.valid_from))]
