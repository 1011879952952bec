"""Which policy each unit follows from which day, and what units of `event` still owe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.sync_policy import EventOpening, SyncPolicy
from province_app.models.units import UnitPeriod
from province_app.stores.asked import once
from tiers.calendar import local_day, midnight
from tiers.stages import Stage
from tiers.sync_policy import Choice, EventSpan, Policy, event_spans


@once
def choices(session: Session) -> list[Choice]:
    """Return all choices as they were recorded."""
    query = select(SyncPolicy.unit_id, SyncPolicy.policy, SyncPolicy.valid_from)
    rows = session.execute(query.order_by(SyncPolicy.id))
    return [Choice(unit_id, Policy(policy), valid_from) for unit_id, policy, valid_from in rows]


def listed(session: Session) -> Sequence[SyncPolicy]:
    """Return all choices, the one that was recorded last first."""
    return session.scalars(select(SyncPolicy).order_by(SyncPolicy.id.desc())).all()


def spans_between(session: Session, first: date, end: date) -> list[EventSpan]:
    """Return when units follow `event` in the days from the first to before the end."""
    chosen = choices(session)
    if all(one.policy is Policy.MONTHLY for one in chosen):
        return []
    known = session.scalars(
        select(UnitPeriod.unit_id)
        .where(UnitPeriod.valid_from < end, UnitPeriod.tier != "province")
        .distinct()
        .order_by(UnitPeriod.unit_id)
    )
    return event_spans(chosen, known.all(), first, end)


@dataclass(frozen=True)
class EventPart:
    """Whose records a stage of a period owes by `event`: of these units' days, up to a moment."""

    spans: tuple[EventSpan, ...]
    counted_to: datetime

    def values(self) -> dict[str, object]:
        """Return what the queries of `stores.sync` ask with."""
        day = local_day(self.counted_to)
        return {
            "event_units": [one.unit_id for one in self.spans],
            "event_starts": [one.starts for one in self.spans],
            "event_ends": [one.ends for one in self.spans],
            "event_opens": [midnight(one.starts) for one in self.spans],
            "event_closes": [midnight(one.ends) for one in self.spans],
            "event_day": day,
            "event_to": self.counted_to,
        }


def count_to(session: Session, stage: Stage, period: str, at: datetime) -> None:
    """Let the stage count the rosters of units of `event` up to the moment; never back."""
    statement = insert(EventOpening).values(stage=stage, period=period, counted_to=at)
    later = EventOpening.counted_to < statement.excluded.counted_to
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["stage", "period"],
            set_={"counted_to": statement.excluded.counted_to},
            where=later,
        )
    )


def counted_part(session: Session, stage: Stage, period: str) -> EventPart | None:
    """Return what the stage has counted by `event`; None where it has not."""
    opening = session.get(EventOpening, (stage, period), populate_existing=True)
    return part_to(session, period, opening.counted_to) if opening else None


def part_to(session: Session, period: str, at: datetime) -> EventPart | None:
    """Return what a stage of the period owes by `event` up to the moment; None when nothing."""
    first = date.fromisoformat(f"{period}-01")
    end = min(_next_month(first), local_day(at) + date.resolution)
    spans = spans_between(session, first, end)
    return EventPart(tuple(spans), at) if spans else None


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
