"""Sets of backup, copies in places, drills: added to, read, never changed."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from province_app.models.backups import BackupCopy, BackupDrill, BackupSet


def take_lock(session: Session, key: int) -> bool:
    """Hold the session lock, which ends with the connection; False while another has it."""
    return bool(session.scalar(select(func.pg_try_advisory_lock(key))))


def in_every_place(session: Session, places: Sequence[Path]) -> datetime | None:
    """Return the moment of the newest set that was copied to all of the places."""
    query = (
        select(BackupSet.made_at)
        .join(BackupCopy, BackupCopy.set_id == BackupSet.id)
        .where(BackupCopy.place.in_(map(str, places)), BackupCopy.fault.is_(None))
        .group_by(BackupSet.id)
        .having(func.count(BackupCopy.place.distinct()) == len(places))
        .order_by(BackupSet.made_at.desc())
    )
    return session.scalar(query.limit(1))


def tried_at(session: Session) -> datetime | None:
    """Return when something was last brought to a place, or failed to be."""
    return session.scalar(select(func.max(BackupCopy.at)))


def newest_good(session: Session, place: Path) -> BackupSet | None:
    """Return the newest set of which the place got a right copy."""
    query = (
        select(BackupSet)
        .join(BackupCopy, BackupCopy.set_id == BackupSet.id)
        .where(BackupCopy.place == str(place), BackupCopy.fault.is_(None))
    )
    return session.scalars(query.order_by(BackupSet.made_at.desc()).limit(1)).one_or_none()


def last_copies(session: Session, places: Sequence[Path]) -> dict[str, BackupCopy]:
    """Return what became of the last attempt in each place."""
    newest = (
        select(func.max(BackupCopy.id))
        .where(BackupCopy.place.in_(map(str, places)))
        .group_by(BackupCopy.place)
    )
    query = select(BackupCopy).where(BackupCopy.id.in_(newest))
    return {one.place: one for one in session.scalars(query)}


def first_set_at(session: Session) -> datetime | None:
    """Return when the first set was made."""
    return session.scalar(select(func.min(BackupSet.made_at)))


def newest_sets(session: Session, most: int) -> Sequence[BackupSet]:
    """Return the newest sets."""
    return session.scalars(select(BackupSet).order_by(BackupSet.made_at.desc()).limit(most)).all()


def set_of(session: Session, digest: bytes) -> BackupSet | None:
    """Return the set of that digest."""
    return session.scalars(select(BackupSet).where(BackupSet.digest == digest)).one_or_none()


def last_drill(session: Session, *, good: bool = False) -> BackupDrill | None:
    """Return the newest drill, or the newest that found nothing wrong."""
    query = select(BackupDrill).order_by(BackupDrill.id.desc()).limit(1)
    if good:
        query = query.where(BackupDrill.fault.is_(None))
    return session.scalars(query).one_or_none()


def is_document(session: Session, address: str) -> bool:
    """Tell whether a row names the sealed file now."""
    query = text(
        "select exists (select from evidence where :a in (original, copy) or :a = any(previews))"
        " or exists (select from evidence_upload where :a = any(pieces))"
    )
    return bool(session.scalar(query, {"a": address}))
