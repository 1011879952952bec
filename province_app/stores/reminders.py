"""Reminders that were made, and those that wait to be mailed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.reminders import Reminder


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Add the reminders, one an account and step of a month; return how many are new."""
    if not rows:
        return 0
    query = insert(Reminder).values([dict(one) for one in rows]).on_conflict_do_nothing()
    return len(session.execute(query.returning(Reminder.id)).all())


def to_mail(session: Session, made_after: datetime, limit: int) -> Sequence[Reminder]:
    """Return the oldest that wait to be mailed and are not stale."""
    query = select(Reminder).where(Reminder.mailed_at.is_(None), Reminder.made_at > made_after)
    return session.scalars(query.order_by(Reminder.id).limit(limit)).all()


def mark_mailed(session: Session, reminder_id: int, now: datetime) -> None:
    """Note that the reminder was mailed."""
    query = update(Reminder).where(Reminder.id == reminder_id).values(mailed_at=now)
    session.execute(query.execution_options(synchronize_session=False))
