"""The signed heads of the log, and how far each outside place has them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from province_app.models.audit import AuditCheckpoint, AuditEvent, AuditPlace, AuditSeal


def newest(session: Session) -> AuditCheckpoint | None:
    """Return the last head that was signed."""
    query = select(AuditCheckpoint).order_by(AuditCheckpoint.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def first_over(session: Session, position: int) -> AuditCheckpoint | None:
    """Return the earliest head of a tree that holds the position."""
    query = select(AuditCheckpoint).where(AuditCheckpoint.tree_size > position)
    return session.scalars(query.order_by(AuditCheckpoint.id).limit(1)).one_or_none()


def stage_ended_since(session: Session, size: int) -> bool:
    """Say whether the end of a stage was sealed at that position or later."""
    query = (
        select(AuditSeal.position)
        .join(AuditEvent, AuditEvent.id == AuditSeal.event_id)
        .where(AuditSeal.position >= size, AuditEvent.event == "stage.done")
    )
    return session.scalar(query.limit(1)) is not None


def add(session: Session, size: int, made_at: datetime, note: str) -> None:
    """Append a head."""
    session.execute(insert(AuditCheckpoint).values(tree_size=size, made_at=made_at, note=note))


def places(session: Session, names: Sequence[str]) -> dict[str, AuditPlace]:
    """Return the state of those places that have one."""
    query = select(AuditPlace).where(AuditPlace.place.in_(names))
    return {one.place: one for one in session.scalars(query)}


def first_event_at(session: Session) -> datetime | None:
    """Return when the log begins, by the system clock."""
    return session.scalar(select(AuditEvent.system_at).order_by(AuditEvent.id).limit(1))


def open_place(session: Session, place: str, at: datetime) -> AuditPlace | None:
    """Return the place's row, made if need be; None while it is not to be tried again yet."""
    row = {"place": place, "checkpoint_id": 0, "tries": 0}
    session.execute(upsert(AuditPlace).values(row).on_conflict_do_nothing())
    found = session.get_one(AuditPlace, place, populate_existing=True)
    return None if found.again_at is not None and found.again_at > at else found


def waiting(session: Session, after: int, most: int) -> Sequence[AuditCheckpoint]:
    """Return the heads after that one, in their order."""
    query = select(AuditCheckpoint).where(AuditCheckpoint.id > after)
    return session.scalars(query.order_by(AuditCheckpoint.id).limit(most)).all()


def delivered(session: Session, place: str, checkpoint_id: int, at: datetime) -> None:
    """Note that the place has all heads up to that one."""
    session.execute(
        update(AuditPlace)
        .where(AuditPlace.place == place)
        .values(
            checkpoint_id=func.greatest(AuditPlace.checkpoint_id, checkpoint_id),
            delivered_at=at,
            tries=0,
            fault=None,
            again_at=None,
        )
    )


def failed(session: Session, place: str, fault: str, again_at: datetime) -> None:
    """Note why the place could not be served, and when it is tried again."""
    session.execute(
        update(AuditPlace)
        .where(AuditPlace.place == place)
        .values(tries=AuditPlace.tries + 1, fault=fault, again_at=again_at)
    )
