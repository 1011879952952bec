"""Consents of persons to named readers: fetched for one or the other, never committed here."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from province_app.models.rights import Consent


def standing(session: Session, person_id: UUID, reader_id: UUID, day: date) -> Consent | None:
    """Return the consent by which the reader sees the record on the day: the widest, or None."""
    query = _open_on(day).where(Consent.person_id == person_id, Consent.reader_id == reader_id)
    return session.scalars(query.order_by(Consent.whole.desc(), Consent.id).limit(1)).one_or_none()


def given_by(session: Session, person_id: UUID) -> Sequence[Consent]:
    """Return all that the person ever gave, newest first."""
    query = select(Consent).where(Consent.person_id == person_id)
    return session.scalars(query.order_by(Consent.given_at.desc(), Consent.id)).all()


def open_to(session: Session, reader_id: UUID, day: date) -> Sequence[Consent]:
    """Return what lets the reader in on the day, the first to end first."""
    query = _open_on(day).where(Consent.reader_id == reader_id)
    return session.scalars(query.order_by(Consent.ends_on, Consent.id)).all()


def find_for_update(session: Session, person_id: UUID, consent_id: UUID) -> Consent | None:
    """Return the person's consent, locked and freshly read, or None."""
    query = select(Consent).where(Consent.id == consent_id, Consent.person_id == person_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def _open_on(day: date) -> Select[Consent]:
    return select(Consent).where(
        Consent.starts_on <= day, Consent.ends_on > day, Consent.revoked_at.is_(None)
    )
