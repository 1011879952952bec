"""Manifests, what they attest, and the certificates registered to people."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from province_app.models.records import Manifest, ManifestItem, MonthClose, SignerCertificate

_ATTEST = text("""
    insert into manifest_item (record_id, version, digest, manifest_id)
    select record_id, version, decode(digest, 'hex'), :manifest_id
    from unnest(cast(:record_ids as uuid[]), cast(:versions as int[]), cast(:digests as text[]))
         as item(record_id, version, digest)
""")


def attest(session: Session, manifest_id: UUID, items: Sequence[tuple[str, int, str]]) -> None:
    """Keep what a signed manifest attests: `(record id, version, hex digest)`, in one statement."""
    ids, versions, digests = map(list, zip(*items, strict=True))
    values = {"record_ids": ids, "versions": versions, "digests": digests}
    session.execute(_ATTEST, {"manifest_id": manifest_id, **values})


def get(session: Session, manifest_id: UUID, signer_id: UUID) -> Manifest | None:
    """Return the signer's own manifest, locked; None when absent or another's."""
    query = (
        select(Manifest)
        .where(Manifest.id == manifest_id, Manifest.signer_id == signer_id)
        .with_for_update()
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def signed_in(session: Session, unit_id: int, period: str) -> Sequence[Manifest]:
    """Return the unit's signed manifests of the period, first signed first."""
    return session.scalars(
        select(Manifest)
        .where(
            Manifest.unit_id == unit_id, Manifest.period == period, Manifest.signed_at.is_not(None)
        )
        .order_by(Manifest.signed_at, Manifest.id)
    ).all()


def month_close(session: Session, unit_id: int, period: str) -> MonthClose | None:
    """Return how the unit's month was closed without a change; None when it was not."""
    return session.get(MonthClose, (unit_id, period))


def with_ids(session: Session, manifest_ids: Collection[UUID]) -> Sequence[Manifest]:
    """Return those manifests."""
    return session.scalars(select(Manifest).where(Manifest.id.in_(manifest_ids))).all()


def certificates_of(session: Session, person_id: UUID, day: date) -> Sequence[SignerCertificate]:
    """Return the certificates bound to the person on the day, newest first."""
    return session.scalars(
        select(SignerCertificate)
        .where(
            SignerCertificate.person_id == person_id,
            func.coalesce(SignerCertificate.starts_on <= day, True),
            func.coalesce(SignerCertificate.ends_on > day, True),
        )
        .order_by(SignerCertificate.registered_at.desc(), SignerCertificate.sha256)
    ).all()


def find(session: Session, manifest_id: UUID, unit_ids: Collection[int]) -> Manifest | None:
    """Return the manifest if it is of one of the units; None when absent or elsewhere."""
    return session.scalars(
        select(Manifest).where(Manifest.id == manifest_id, Manifest.unit_id.in_(unit_ids))
    ).one_or_none()


def last_prepared(session: Session, unit_id: int, period: str, signer_id: UUID) -> Manifest | None:
    """Return the list that the signer prepared last in the period and has not signed."""
    query = select(Manifest).where(
        Manifest.unit_id == unit_id,
        Manifest.period == period,
        Manifest.signer_id == signer_id,
        Manifest.signed_at.is_(None),
    )
    return session.scalars(query.order_by(Manifest.prepared_at.desc()).limit(1)).one_or_none()


def attested_since(session: Session, unit_id: int, moment: datetime) -> Sequence[UUID]:
    """Return the records that the unit's manifests signed at the moment or later attest."""
    return session.scalars(
        select(ManifestItem.record_id)
        .join(Manifest, Manifest.id == ManifestItem.manifest_id)
        .where(Manifest.unit_id == unit_id, Manifest.signed_at >= moment)
    ).all()


def of_version(session: Session, record_id: UUID, version: int) -> Manifest | None:
    """Return the signed manifest that attests the version; None when it is not signed."""
    query = select(Manifest).join(ManifestItem, ManifestItem.manifest_id == Manifest.id)
    return session.scalars(
        query.where(ManifestItem.record_id == record_id, ManifestItem.version == version)
    ).one_or_none()


def versions_of(session: Session, record_id: UUID, period: str = "") -> Sequence[int]:
    """Return the record's signed versions, newest first; of one period if it is named."""
    query = (
        select(ManifestItem.version)
        .join(Manifest, Manifest.id == ManifestItem.manifest_id)
        .where(ManifestItem.record_id == record_id)
    )
    if period:
        query = query.where(Manifest.period == period)
    return session.scalars(query.order_by(ManifestItem.version.desc())).all()
