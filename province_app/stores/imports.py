"""Uploaded workbooks on their way into drafts, within the reach of the officer who brought them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from province_app.models.imports import ImportBatch, ImportRow

WORKED_ON = ("comparing", "entering")  # by the tick, or by a request that leaves the rest to it
OPEN = ("insert", "update")  # rows that can be entered


def find(session: Session, batch_id: UUID, officer_id: UUID) -> ImportBatch | None:
    """Return the officer's own batch; None when absent or another's."""
    query = select(ImportBatch).where(
        ImportBatch.id == batch_id, ImportBatch.officer_id == officer_id
    )
    return session.scalars(query).one_or_none()


def lock(session: Session, batch_id: UUID) -> ImportBatch:
    """Return the batch, locked and freshly read."""
    query = select(ImportBatch).where(ImportBatch.id == batch_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def newest(session: Session, officer_id: UUID) -> ImportBatch | None:
    """Return the officer's last batch, or None."""
    query = select(ImportBatch).where(ImportBatch.officer_id == officer_id)
    return session.scalars(query.order_by(ImportBatch.uploaded_at.desc()).limit(1)).one_or_none()


def forget(session: Session, officer_id: UUID) -> None:
    """Delete the officer's batches with their content, but not one that is being worked on."""
    session.execute(
        delete(ImportBatch).where(
            ImportBatch.officer_id == officer_id, ImportBatch.state.not_in(WORKED_ON)
        )
    )


def clear_rows(session: Session, batch_id: UUID) -> None:
    """Take all rows of the batch away."""
    session.execute(delete(ImportRow).where(ImportRow.batch_id == batch_id))


def add_rows(session: Session, batch_id: UUID, rows: Iterable[Mapping[str, Any]]) -> None:
    """Give the batch these rows beside those that it has."""
    found = [{**row, "batch_id": batch_id} for row in rows]
    if found:
        session.execute(insert(ImportRow), found)


def counts(session: Session, batch_id: UUID) -> dict[str, int]:
    """Return how many rows are in each state."""
    query = select(ImportRow.state, func.count()).where(ImportRow.batch_id == batch_id)
    return dict(session.execute(query.group_by(ImportRow.state)).all())


def unproved(session: Session, batch_id: UUID) -> int:
    """Return how many changes of the batch need a document and have none."""
    total = select(func.sum(ImportRow.unproved)).where(ImportRow.batch_id == batch_id)
    return session.scalar(total) or 0


def rows(
    session: Session, batch_id: UUID, states: Sequence[str], first: int = 0, most: int | None = None
) -> Sequence[ImportRow]:
    """Return the rows in those states, in the file's order."""
    query = select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.state.in_(states))
    return session.scalars(query.order_by(ImportRow.number).offset(first).limit(most)).all()


def next_rows(session: Session, batch_id: UUID, most: int | None) -> Sequence[ImportRow]:
    """Return rows to enter, locked; by person, so that two batches never wait for each other."""
    query = select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.state.in_(OPEN))
    query = query.order_by(ImportRow.person_id).limit(most).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def worked_on(session: Session, state: str) -> Sequence[UUID]:
    """Return the batches in that state, the oldest first."""
    query = select(ImportBatch.id).where(ImportBatch.state == state)
    return session.scalars(query.order_by(ImportBatch.uploaded_at)).all()


def row(session: Session, batch_id: UUID, number: int) -> ImportRow | None:
    """Return the row of that number, or None."""
    return session.get(ImportRow, (batch_id, number))
