"""Requests to the national database, within the reach of who asks; their answers, for a time."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from province_app.models.national_lookups import NationalLookup
from tiers.national_lookups import LookupState


def open_of(session: Session, unit_id: int, number: bytes) -> NationalLookup | None:
    """Return the unit's request for that number which waits for an answer, or None."""
    query = select(NationalLookup).filter_by(
        unit_id=unit_id, number=number, state=LookupState.REQUESTED
    )
    return session.scalars(query).one_or_none()


def of_unit(session: Session, unit_id: int, first: int, most: int) -> Sequence[NationalLookup]:
    """Return the unit's requests, the newest first."""
    query = select(NationalLookup).where(NationalLookup.unit_id == unit_id)
    query = query.order_by(NationalLookup.asked_at.desc(), NationalLookup.id)
    return session.scalars(query.offset(first).limit(most)).all()


def size(session: Session, unit_id: int) -> int:
    """Return how many requests the unit has put."""
    query = select(func.count()).select_from(NationalLookup)
    return session.scalar(query.where(NationalLookup.unit_id == unit_id)) or 0


def find(
    session: Session, lookup_id: UUID, unit_ids: Collection[int], *, lock: bool = False
) -> NationalLookup | None:
    """Return the request of one of those units, None otherwise; `lock`: locked and freshly read."""
    query = select(NationalLookup).where(
        NationalLookup.id == lookup_id, NationalLookup.unit_id.in_(unit_ids)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def next_due(session: Session, now: datetime) -> NationalLookup | None:
    """Return the request that is to be put to the national database now, locked; None when none."""
    query = select(NationalLookup).where(
        NationalLookup.state == LookupState.REQUESTED, NationalLookup.try_at <= now
    )
    query = query.order_by(NationalLookup.try_at, NationalLookup.id).limit(1)
    return session.scalars(
        query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    ).one_or_none()


def waiting(session: Session, lookup_id: UUID, tries: int) -> NationalLookup | None:
    """Return the request, locked, if it still waits for the answer to that try; else None."""
    query = select(NationalLookup).filter_by(id=lookup_id, state=LookupState.REQUESTED, tries=tries)
    return session.scalars(
        query.with_for_update().execution_options(populate_existing=True)
    ).one_or_none()


def forget(session: Session, answered_before: datetime) -> Sequence[UUID]:
    """Delete numbers and answers of requests answered before that moment; return which."""
    query = update(NationalLookup).where(
        NationalLookup.personal_id.is_not(None), NationalLookup.answered_at < answered_before
    )
    gone = query.values(personal_id=None, answer=None).returning(NationalLookup.id)
    return session.scalars(gone.execution_options(synchronize_session=False)).all()
