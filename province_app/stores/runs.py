"""Runs of the stages, as they are shown."""

from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from province_app.models.people import Employment, Person
from province_app.models.sync import StageRun
from province_app.stores.units import employed_on
from tiers.stages import Stage


def latest(session: Session, period: str) -> dict[str, StageRun]:
    """Return the newest run of each stage that has had one in the period, by stage."""
    query = select(StageRun).where(StageRun.period == period).ext(distinct_on(StageRun.stage))
    found = session.scalars(query.order_by(StageRun.stage, StageRun.id.desc()))
    return {run.stage: run for run in found}


def newest(
    session: Session, stage: Stage, period: str, day: date, limit: int
) -> list[tuple[StageRun, str | None, int | None]]:
    """Return the newest runs of the stage, newest first: each with who asked for it, if a person.

    The person's name, and the unit where that person works on the day.
    """
    rows = session.execute(
        select(StageRun, Person.full_name, Employment.unit_id)
        .outerjoin(Person, Person.id == StageRun.requested_by)
        .outerjoin(Employment, and_(Employment.person_id == Person.id, employed_on(day)))
        .where(StageRun.stage == stage, StageRun.period == period)
        .order_by(StageRun.id.desc())
        .limit(limit)
    )
    return [(run, name, unit_id) for run, name, unit_id in rows]
