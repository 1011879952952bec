"""Who has read a record: lines of the log, those of one day, person and purpose together."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

_READINGS = """
with readings as (
  select e.actor, e.unit_id, coalesce(e.detail->>'purpose', e.event) as purpose,
         min(e.at) as first_at, max(e.at) as last_at, count(*) as times
  from audit_event e
  where e.subject = :subject and e.event = any(:events) and e.decision is distinct from 'refused'
    and e.actor is distinct from cast(:subject as uuid)
  group by e.actor, e.unit_id, coalesce(e.detail->>'purpose', e.event),
           cast(e.at at time zone 'Asia/Ho_Chi_Minh' as date)
  order by max(e.at) desc, e.actor, 3 offset :first limit :most
)
select r.actor, r.purpose, r.first_at, r.last_at, r.times, p.full_name, a.title, u.name as unit
from readings r
left join person p on p.id = r.actor
left join lateral (
  select a.title from appointment a
  where a.person_id = r.actor and a.unit_id = r.unit_id
    and a.starts_on <= cast(r.last_at at time zone 'Asia/Ho_Chi_Minh' as date)
    and (a.ends_on is null or a.ends_on > cast(r.last_at at time zone 'Asia/Ho_Chi_Minh' as date))
  order by a.starts_on desc, a.id limit 1
) a on true
left join lateral (
  select u.name from unit_period u
  where u.unit_id = r.unit_id
    and u.valid_from <= cast(r.last_at at time zone 'Asia/Ho_Chi_Minh' as date)
    and (u.valid_to is null or u.valid_to > cast(r.last_at at time zone 'Asia/Ho_Chi_Minh' as date))
  limit 1
) u on true
order by r.last_at desc, r.actor, r.purpose
"""


class Read(NamedTuple):
    """One day's readings by one person for one purpose; without an actor it was the system."""

    actor: UUID | None
    purpose: str
    first_at: datetime
    last_at: datetime
    times: int
    full_name: str | None
    title: str | None
    unit: str | None


def readings_of(
    session: Session, person_id: UUID, events: Sequence[str], first: int, most: int
) -> list[Read]:
    """Return who else has read the person's record, the newest first."""
    values = {"subject": str(person_id), "events": list(events), "first": first, "most": most}
    return [Read(*row) for row in session.execute(text(_READINGS), values)]
