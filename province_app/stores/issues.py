"""Vấn đề dữ liệu: fetched for who raised them and for Sở Nội vụ, never committed here."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from province_app.models.rights import DataIssue
from province_app.stores.levels import seen


def of_record(session: Session, person_id: UUID, unit_ids: Collection[int]) -> Sequence[DataIssue]:
    """Return what officers of the units raised of the record, newest first."""
    query = select(DataIssue).where(
        DataIssue.person_id == person_id, DataIssue.unit_id.in_(unit_ids)
    )
    return session.scalars(query.order_by(DataIssue.raised_at.desc(), DataIssue.id)).all()


def unanswered(session: Session, reader_id: UUID, hidden: Collection[str]) -> Sequence[DataIssue]:
    """Return what waits for Sở Nội vụ, longest first, without what is of the reader's own record.

    Nobody decides on the own record.
    """
    query = select(DataIssue).where(
        DataIssue.answer.is_(None),
        DataIssue.person_id != reader_id,
        seen(DataIssue.person_id, hidden),
    )
    return session.scalars(query.order_by(DataIssue.raised_at, DataIssue.id)).all()


def find(
    session: Session,
    issue_id: UUID,
    reader_id: UUID,
    hidden: Collection[str],
    *,
    lock: bool = False,
) -> DataIssue | None:
    """Return the issue unless it is of the reader's own record, locked and fresh if asked."""
    query = select(DataIssue).where(
        DataIssue.id == issue_id,
        DataIssue.person_id != reader_id,
        seen(DataIssue.person_id, hidden),
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()
