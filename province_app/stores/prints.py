"""Batches of papers: made part by part, taken, and gone; never committed here."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, undefer

from province_app.models.people import Person
from province_app.models.prints import PrintBatch, PrintItem


class Printed(NamedTuple):
    """A paper of a batch, with whose it is."""

    number: int
    full_name: str
    file_name: str
    pdf: bytes


def add(session: Session, batch: PrintBatch, person_ids: Sequence[UUID]) -> None:
    """Add the batch with one waiting item a person, in their order."""
    session.add(batch)
    session.flush()
    session.add_all(
        PrintItem(batch_id=batch.id, number=number, person_id=person_id)
        for number, person_id in enumerate(person_ids, 1)
    )
    session.flush()


def of_officer(session: Session, officer_id: UUID, at: datetime) -> Sequence[PrintBatch]:
    """Return the officer's batches that are still kept, the newest first."""
    query = select(PrintBatch).where(PrintBatch.officer_id == officer_id, PrintBatch.ends_at > at)
    return session.scalars(query.order_by(PrintBatch.asked_at.desc(), PrintBatch.id)).all()


def find(session: Session, batch_id: UUID, officer_id: UUID, at: datetime) -> PrintBatch | None:
    """Return the officer's batch while it is kept; None when absent or another's."""
    query = select(PrintBatch).where(
        PrintBatch.id == batch_id, PrintBatch.officer_id == officer_id, PrintBatch.ends_at > at
    )
    return session.scalars(query).one_or_none()


def outcomes(session: Session, batch_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many people of each batch have which outcome, "" for those that wait."""
    query = (
        select(PrintItem.batch_id, func.coalesce(PrintItem.outcome, ""), func.count())
        .where(PrintItem.batch_id.in_(batch_ids))
        .group_by(PrintItem.batch_id, PrintItem.outcome)
    )
    found: dict[UUID, dict[str, int]] = {one: {} for one in batch_ids}
    for batch_id, outcome, count in session.execute(query):
        found[batch_id][outcome] = count
    return found


def open_batches(session: Session) -> Sequence[UUID]:
    """Return the batches that are not finished, the oldest first."""
    query = select(PrintBatch.id).where(PrintBatch.finished_at.is_(None))
    return session.scalars(query.order_by(PrintBatch.asked_at, PrintBatch.id)).all()


def lock(session: Session, batch_id: UUID) -> PrintBatch:
    """Return the batch, locked and freshly read."""
    query = select(PrintBatch).where(PrintBatch.id == batch_id).with_for_update()
    return session.execute(query.execution_options(populate_existing=True)).scalar_one()


def waiting(session: Session, batch_id: UUID, most: int) -> Sequence[PrintItem]:
    """Return the next items without an outcome."""
    query = select(PrintItem).where(PrintItem.batch_id == batch_id, PrintItem.outcome.is_(None))
    return session.scalars(query.order_by(PrintItem.number).limit(most)).all()


def papers(session: Session, batch_id: UUID, part: int = 50) -> Iterator[Printed]:
    """Yield the batch's papers in their order, so many in memory at a time."""
    last = 0
    while True:
        query = (
            select(PrintItem, Person.full_name)
            .join(Person, Person.id == PrintItem.person_id)
            .where(
                PrintItem.batch_id == batch_id,
                PrintItem.outcome == "printed",
                PrintItem.number > last,
            )
            .order_by(PrintItem.number)
            .limit(part)
            .options(undefer(PrintItem.pdf))
        )
        rows = session.execute(query).all()
        for item, full_name in rows:
            yield Printed(item.number, full_name, item.file_name or "", item.pdf or b"")
            last = item.number
            session.expunge(item)
        if len(rows) < part:
            return


def forget(session: Session, at: datetime) -> int:
    """Remove the batches whose time is over, with their papers; how many."""
    gone = delete(PrintBatch).where(PrintBatch.ends_at <= at).returning(PrintBatch.id)
    return len(session.scalars(gone).all())
