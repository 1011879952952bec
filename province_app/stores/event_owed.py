"""What units of the event policy have signed and the next tier does not hold yet."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.stores.levels import condition
from province_app.stores.owed import OWED_BY_EVENT, RECEIVER
from province_app.stores.sync_policy import EventPart
from tiers.calendar import local_day, midnight
from tiers.stages import Stage
from tiers.sync_policy import EventSpan


class Waiting(NamedTuple):
    """Versions that a stage has not judged, and those that it judged and has not settled.

    `mark` names exactly the former: another set has another mark. `newest`: when the last of them
    came to the sender.
    """

    fresh: int
    mark: str | None
    newest: datetime | None
    unsettled: int


# A set, never "all since the last one": what a slow transaction adds behind is not lost.
_WAITING = """
    select count(*) filter (where is_fresh) as fresh,
           encode(sha256(convert_to(string_agg(
             record_id || ' ' || encode(digest, 'hex'), ',' order by record_id)
             filter (where is_fresh), 'UTF8')), 'hex') as mark,
           max(received_at) filter (where is_fresh) as newest,
           count(*) filter (where not is_fresh and outcome in ('queued', 'withheld')) as unsettled
    from (
      select mine.record_id, mine.digest, mine.received_at, item.outcome,
             item.record_id is null
             or (item.outcome <> 'sent' and item.digest is distinct from mine.digest) as is_fresh
      from ({owed}) owed
      join holding mine on mine.tier = :sender and mine.record_id = owed.record_id
      left join holding theirs on theirs.tier = :receiver and theirs.record_id = owed.record_id
      left join sync_item item on item.stage = :stage and item.period = :period
       and item.record_id = owed.record_id
      where theirs.digest is distinct from mine.digest
    ) found
"""


def waiting(session: Session, stage: Stage, period: str, part: EventPart) -> Waiting:
    """Return what of the part's records waits at the stage's sender."""
    statement = _WAITING.format(owed=OWED_BY_EVENT[stage])
    row = session.execute(
        text(statement),
        {
            **part.values(),
            "stage": stage,
            "period": period,
            "sender": stage.sender_tier,
            "receiver": RECEIVER[stage],
        },
    ).one()
    return Waiting._make(row)


class Unsent(NamedTuple):
    """A version that the node above does not hold; `since` ended its process or decided it.

    `process`: brought about by a procedure of the system itself. `version` None: a person of whom
    there is no e-dossier yet.
    """

    record_id: UUID
    full_name: str
    sort_key: str
    unit_id: int
    unit_name: str
    version: int | None
    change: str
    process: bool
    since: datetime
    signed: bool
    outcome: str | None  # `rejected` or `withheld`, where a stage stopped this very version
    code: str | None


# A movement is a procedure of the system: the first version after it is what it brings about.
_UNSENT = """
    with span as (
      select * from unnest(cast(:units as int[]), cast(:opens as timestamptz[]))
        as t(unit_id, opens)
    )
    select version.record_id, person.full_name, person.sort_key, version.unit_id,
           unit.name as unit_name, version.version, version.change,
           version.change = 'left' or exists (
             select from movement
             where movement.person_id = version.record_id and movement.state = 'done'
               and movement.decided_at <= version.confirmed_at
               and not exists (
                 select from record_version earlier
                 where earlier.record_id = version.record_id
                   and earlier.version < version.version
                   and earlier.confirmed_at >= movement.decided_at)) as process,
           coalesce(
             (select max(employment.starts_on)::timestamp at time zone 'Asia/Ho_Chi_Minh'
              from employment
              where version.change = 'new' and employment.person_id = version.record_id
                and employment.starts_on <= :day and employment.starts_on::timestamp
                at time zone 'Asia/Ho_Chi_Minh' >= span.opens),
             version.confirmed_at) as since,
           exists (select from manifest_item signed where signed.record_id = version.record_id
                   and signed.version = version.version) as signed,
           stopped.outcome, stopped.code
    from span
    join record_version version on version.unit_id = span.unit_id
     and version.confirmed_at >= span.opens and version.confirmed_at <= :at
    join person on person.id = version.record_id
    left join holding theirs on theirs.tier = :receiver and theirs.record_id = version.record_id
    left join lateral (
      select name from unit_period
      where unit_id = version.unit_id and valid_from <= :day
      order by valid_from desc limit 1) unit on true
    left join lateral (
      select outcome, code from sync_item item
      where item.record_id = version.record_id and item.version = version.version
        and item.outcome in ('rejected', 'withheld')
      order by item.changed_at desc limit 1) stopped on true
    where version.version > coalesce(theirs.version, 0) and {seen_version}
    union all
    select person.id, person.full_name, person.sort_key, employment.unit_id, unit.name, null,
           'new', false, employment.starts_on::timestamp at time zone 'Asia/Ho_Chi_Minh', false,
           null, null
    from span
    join employment on employment.unit_id = span.unit_id and employment.starts_on <= :day
     and (employment.ends_on is null or employment.ends_on > :day)
     and employment.starts_on::timestamp at time zone 'Asia/Ho_Chi_Minh' >= span.opens
    join person on person.id = employment.person_id
    left join lateral (
      select name from unit_period
      where unit_id = employment.unit_id and valid_from <= :day
      order by valid_from desc limit 1) unit on true
    where {seen_person}
      and not exists (select from record_version any_of where any_of.record_id = person.id)
"""


def unsent(
    session: Session,
    spans: Sequence[EventSpan],
    at: datetime,
    hidden: Collection[str] = (),
    pushed: Stage = Stage.PROVINCE_TO_NATIONAL,
) -> list[Unsent]:
    """Return what those units have confirmed since their policy began and did not arrive yet.

    `pushed`: the stage that ends at the node above, the last that this one knows of.
    """
    if not spans:
        return []
    seen = {
        "seen_version": condition("version.record_id"),
        "seen_person": condition("person.id"),
    }
    statement = _UNSENT.format(**seen)
    rows = session.execute(
        text(statement),
        {
            "units": [one.unit_id for one in spans],
            "opens": [midnight(one.starts) for one in spans],
            "at": at,
            "day": local_day(at),
            "hidden": list(hidden),
            "receiver": RECEIVER[pushed],
        },
    )
    return [Unsent._make(row) for row in rows]
