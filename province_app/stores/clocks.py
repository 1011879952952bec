"""Readings of the clock, one row a source."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.clocks import ClockReading
from tiers.clocks import Reading


def readings(session: Session) -> Sequence[Reading]:
    """Return what each source said last."""
    query = select(ClockReading.asked_at, ClockReading.read_at, ClockReading.skew_s)
    return [Reading(*row) for row in session.execute(query.order_by(ClockReading.source))]


def sources(session: Session) -> dict[str, datetime]:
    """Return when each source was asked last."""
    query = select(ClockReading.source, ClockReading.asked_at)
    return dict(session.execute(query).all())


def note(session: Session, skews: Mapping[str, float | None], now: datetime) -> None:
    """Keep what the sources said, None = no answer; sources that are no longer asked go."""
    session.execute(delete(ClockReading).where(ClockReading.source.not_in(list(skews))))
    if not skews:
        return
    rows = [
        {
            "source": source,
            "asked_at": now,
            "read_at": None if skew is None else now,
            "skew_s": skew,
        }
        for source, skew in sorted(skews.items())
    ]
    new = insert(ClockReading)
    changed = {
        "asked_at": new.excluded.asked_at,
        "read_at": func.coalesce(new.excluded.read_at, ClockReading.read_at),
        "skew_s": func.coalesce(new.excluded.skew_s, ClockReading.skew_s),
    }
    session.execute(new.on_conflict_do_update(index_elements=["source"], set_=changed), rows)
