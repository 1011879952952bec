"""Reports of wrong fields: fetched within the actor's scope, kept, never committed here."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from province_app.models.corrections import CorrectionRequest
from province_app.stores.levels import seen


def of_person(session: Session, person_id: UUID) -> Sequence[CorrectionRequest]:
    """Return the person's reports, newest first."""
    query = select(CorrectionRequest).where(CorrectionRequest.person_id == person_id)
    return session.scalars(
        query.order_by(CorrectionRequest.asked_at.desc(), CorrectionRequest.id)
    ).all()


def open_on(session: Session, person_id: UUID, path: str) -> CorrectionRequest | None:
    """Return the person's report on the field that has no answer yet, or None."""
    return session.scalars(
        select(CorrectionRequest).where(
            CorrectionRequest.person_id == person_id,
            CorrectionRequest.path == path,
            CorrectionRequest.answer.is_(None),
        )
    ).one_or_none()


def waiting_in(
    session: Session, unit_ids: Collection[int], hidden: Collection[str] = ()
) -> Sequence[CorrectionRequest]:
    """Return what waits for an answer in the units, longest first, without the hidden."""
    query = select(CorrectionRequest).where(
        CorrectionRequest.unit_id.in_(unit_ids),
        CorrectionRequest.answer.is_(None),
        seen(CorrectionRequest.person_id, hidden),
    )
    return session.scalars(query.order_by(CorrectionRequest.asked_at, CorrectionRequest.id)).all()


def find(
    session: Session,
    request_id: UUID,
    unit_ids: Collection[int],
    hidden: Collection[str] = (),
    *,
    lock: bool = False,
) -> CorrectionRequest | None:
    """Return the report if it lies in the units, freshly read and locked if asked; else None."""
    query = select(CorrectionRequest).where(
        CorrectionRequest.id == request_id,
        CorrectionRequest.unit_id.in_(unit_ids),
        seen(CorrectionRequest.person_id, hidden),
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()
