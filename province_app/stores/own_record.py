"""How far one record has come: its signature, who holds it, what became of it in the stages."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from province_app.models.records import Manifest, ManifestItem, RecordVersion
from province_app.models.sync import Holding, Submission, SyncItem
from tiers.stages import Stage


def manifest_of(session: Session, version: RecordVersion) -> Manifest | None:
    """Return the signed manifest that attests the version; None while it is not signed."""
    attested = ManifestItem.manifest_id == Manifest.id
    return session.scalars(
        select(Manifest)
        .join(ManifestItem, attested)
        .where(ManifestItem.record_id == version.record_id, ManifestItem.version == version.version)
    ).one_or_none()


def holdings_of(session: Session, record_id: UUID) -> Sequence[Holding]:
    """Return what each tier holds of the record."""
    return session.scalars(select(Holding).where(Holding.record_id == record_id)).all()


def items_of(session: Session, record_id: UUID, periods: Collection[str]) -> Sequence[SyncItem]:
    """Return the record's items in the stages of those periods, the latest period last."""
    return session.scalars(
        select(SyncItem)
        .where(
            SyncItem.record_id == record_id,
            SyncItem.stage.in_(list(Stage)),
            SyncItem.period.in_(periods),
        )
        .order_by(SyncItem.period)
    ).all()


def submission_of_run(session: Session, run_id: int) -> Submission | None:
    """Return the newest submission that the run made, or None."""
    query = select(Submission).where(Submission.run_id == run_id)
    return session.scalars(query.order_by(Submission.planned_at.desc()).limit(1)).one_or_none()
