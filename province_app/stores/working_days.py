"""What was decided of working days beside the published holidays."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from province_app.models.sync_policy import WorkingDayDecision


def newest(session: Session) -> dict[date, bool | None]:
    """Return the newest decision of each day: worked, off, or None = as published again."""
    query = select(WorkingDayDecision.day, WorkingDayDecision.works).ext(
        distinct_on(WorkingDayDecision.day)
    )
    rows = session.execute(query.order_by(WorkingDayDecision.day, WorkingDayDecision.id.desc()))
    return dict(rows.all())


def decided_between(session: Session, first: date, end: date) -> Sequence[WorkingDayDecision]:
    """Return all decisions on days from the first to before the end, by day, newest first."""
    query = select(WorkingDayDecision).where(
        WorkingDayDecision.day >= first, WorkingDayDecision.day < end
    )
    return session.scalars(
        query.order_by(WorkingDayDecision.day, WorkingDayDecision.id.desc())
    ).all()
