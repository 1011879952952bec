"""What waits in a unit, for the inbox of its officers: whole lists, never a query a row."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from province_app.models.people import Person
from province_app.models.records import Draft
from province_app.stores.levels import seen, statement
from tiers.checking import DraftState
from tiers.stages import Stage


class ReturnedDraft(NamedTuple):
    """A draft that HR sent back and the person has not sent again."""

    full_name: str
    returned_at: datetime
    returns: list[dict[str, str]]
    returned_by: str


class Stopped(NamedTuple):
    """A record that a stage of the period rejected or withheld, and who works on it by now."""

    record_id: UUID
    full_name: str
    stage: str
    outcome: str
    code: str
    path: str | None
    message: str | None
    draft_state: str | None


# The highest stage counts; a record with a version after the stopped one has been mended.
_STOPPED = statement(
    """
    select record_id, full_name, stage, outcome, code, path, message, draft_state from (
      select distinct on (item.record_id) item.record_id, person.full_name, person.sort_key,
             item.stage, item.outcome, item.code, item.path, item.message,
             draft.state as draft_state
      from employment
      join sync_item item on item.record_id = employment.person_id
       and item.period = :period and item.stage = any(:stages)
       and item.outcome in ('rejected', 'withheld')
      join person on person.id = employment.person_id
      left join draft on draft.person_id = employment.person_id and draft.state <> 'confirmed'
      where employment.unit_id = any(:unit_ids) and employment.starts_on <= :day
        and (employment.ends_on is null or employment.ends_on > :day)
        and {seen}
        and not exists (
          select from record_version newer
          where newer.record_id = item.record_id and newer.version > item.version)
      order by item.record_id, array_position(:stages, item.stage) desc
    ) stopped order by sort_key, record_id
""",
    "person.id",
)


def with_ids(session: Session, draft_ids: Collection[UUID]) -> dict[UUID, Draft]:
    """Return the drafts by id."""
    return {
        draft.id: draft for draft in session.scalars(select(Draft).where(Draft.id.in_(draft_ids)))
    }


def unsent(
    session: Session, unit_ids: Collection[int], hidden: Collection[str] = ()
) -> Sequence[str]:
    """Return the names of those in the units whose draft is begun and not sent, as in a roster."""
    query = select(Person.full_name).join(Draft, Draft.person_id == Person.id)
    mine = (
        Draft.unit_id.in_(unit_ids),
        Draft.state == DraftState.WITH_PERSON,
        seen(Draft.person_id, hidden),
    )
    return session.scalars(query.where(*mine).order_by(Person.sort_key, Person.id)).all()


def returned(
    session: Session, unit_ids: Collection[int], hidden: Collection[str] = ()
) -> list[ReturnedDraft]:
    """Return the units' drafts that were sent back, longest ago first."""
    checker = aliased(Person)
    query = (
        select(Person.full_name, Draft.returned_at, Draft.returns, checker.full_name)
        .join(Person, Person.id == Draft.person_id)
        .join(checker, checker.id == Draft.checked_by)
        .where(
            Draft.unit_id.in_(unit_ids),
            Draft.state == DraftState.RETURNED,
            seen(Draft.person_id, hidden),
        )
        .order_by(Draft.returned_at, Draft.id)
    )
    rows = session.execute(query).all()
    return [ReturnedDraft(name, at, fields, by) for name, at, fields, by in rows if at]


def stopped(
    session: Session,
    unit_ids: Collection[int],
    period: str,
    day: date,
    hidden: Collection[str] = (),
) -> list[Stopped]:
    """Return the records of the units' people that did not pass a stage of the period."""
    rows = session.execute(
        _STOPPED,
        {
            "unit_ids": list(unit_ids),
            "period": period,
            "day": day,
            "stages": [*map(str, Stage)],
            "hidden": list(hidden),
        },
    )
    return [Stopped(*row) for row in rows]
