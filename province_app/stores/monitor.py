"""How a stage stands, read within one scope: every number and every list asks the same records.

The records are those the stage owes, counted anew from people, posts and units, joined with all
items that it has: a record without an item, or an item without a record, is seen as such.
"""

# ruff: noqa: S608  statements are joined from fixed texts of this module; values are parameters

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from province_app.models.people import Appointment, Person
from province_app.stores import sync
from province_app.stores.levels import condition, seen
from province_app.stores.owed import Counting
from province_app.stores.sync import Sums
from province_app.stores.sync_policy import EventPart
from province_app.stores.units import appointed_on
from tiers.calendar import local_day
from tiers.stages import Outcome, Stage
from tiers.units import PostKind


@dataclass(frozen=True)
class Frame:
    """What is looked at: a stage of a period, its people as of its opening, within a scope."""

    stage: Stage
    period: str
    opened_at: datetime  # from which moment the stage counts
    unit_ids: tuple[int, ...] | None  # units in which the people work; None = the whole province
    hidden: tuple[str, ...] = ()  # persons of whom the reader is told nothing, not even in sums
    event: EventPart | None = None  # what the stage has counted by the event policy
    rosters: bool = True  # no: the stage has opened for units of the event policy alone

    @property
    def counted(self) -> Counting:
        """Whom the stage counts."""
        return Counting(self.opened_at if self.rosters else None, self.event)

    @property
    def day(self) -> date:
        """The day whose rosters count."""
        return local_day(self.opened_at)


# The one scope filter stands in `record`; what reads from `record` cannot see beyond it. Who left
# is still of the unit where the person worked last.
_RECORDS = """
    with home as (
      select distinct on (person_id) person_id as record_id, unit_id
      from employment where starts_on <= :day
      order by person_id, starts_on desc, id desc
    ), item as (
      select record_id, outcome, version, code, path, message, run_id, changed_at
      from sync_item where stage = :stage and period = :period
    ), owed as ({owed}),
    record as (
      select coalesce(owed.record_id, item.record_id) as record_id, home.unit_id,
             owed.record_id is not null as is_owed, item.outcome, item.version, item.code,
             item.path, item.message, item.run_id, item.changed_at
      from owed full join item on item.record_id = owed.record_id
      left join home on home.record_id = coalesce(owed.record_id, item.record_id)
      {scope}
    )
"""
UNIT = """
    left join unit_period unit on unit.unit_id = record.unit_id and unit.valid_from <= :day
      and (unit.valid_to is null or unit.valid_to > :day)
"""
_FACTS = f"""
    {UNIT}
    left join (
        select record_id, max(version) as version,
               max(version) filter (where received_in is not null) as received
        from record_version group by record_id)
      latest on latest.record_id = record.record_id
    left join draft on draft.person_id = record.record_id and draft.state = 'with_hr'
    left join holding own on own.record_id = record.record_id and own.tier = unit.tier
      and own.version = latest.version
"""

# What each number counts and its list shows. Signed: the newest version is what the unit holds.
_COUNTED = {
    "owed": "is_owed",
    "entered": "is_owed and (draft.id is not null or latest.version is not null)",
    "checked": "is_owed and latest.version is not null",
    "signed": "is_owed and (own.version is not null or latest.received = latest.version)",
    **{outcome.value: f"outcome = '{outcome}'" for outcome in Outcome},
    "arrived": "outcome in ('accepted', 'unchanged')",
    "stopped": "outcome in ('rejected', 'withheld')",
    "unaccounted": "is_owed <> (outcome is not null)",
}
LISTS = frozenset(_COUNTED)


def sums(session: Session, frame: Frame) -> Sums:
    """Return the stage's equation within the scope."""
    if frame.unit_ids is None and not frame.hidden:
        return sync.sums(session, frame.stage, frame.period, frame.counted)
    columns = ", ".join(_count(name) for name in ("owed", *Outcome))
    row = _run(session, frame, f"select {columns} from record")[0]
    return Sums(frame.stage, frame.period, *row)


@dataclass(frozen=True)
class UnitSums:
    """One unit's equation; the unit is None for records of people who are on no roster."""

    unit: str | None  # its code
    sums: Sums


def unit_sums(session: Session, frame: Frame) -> list[UnitSums]:
    """Return the equation of each unit in which people of the stage work, by code."""
    columns = ", ".join(_count(name) for name in ("owed", *Outcome))
    rows = _run(
        session,
        frame,
        f"select min(unit.code) as unit, {columns} from record {UNIT}"
        " group by record.unit_id order by unit, record.unit_id",
    )
    return [UnitSums(unit, Sums(frame.stage, frame.period, *sums)) for unit, *sums in rows]


@dataclass(frozen=True)
class Item:
    """One record in the stage; `outcome` is None when it is owed and no item knows of it."""

    record_id: UUID
    person: str
    unit_id: int | None
    unit: str | None
    is_owed: bool
    outcome: str | None
    version: int | None
    code: str | None
    path: str | None
    message: str | None
    changed_at: datetime | None


ITEM = (
    "record.record_id, person.full_name, record.unit_id, unit.name, record.is_owed, record.outcome,"
    " record.version, record.code, record.path, record.message, record.changed_at"
)


def items(
    session: Session,
    frame: Frame,
    counted: str,
    limit: int,
    cause: str | None = None,
    unit_id: int | None = None,
    after: UUID | None = None,
) -> list[Item]:
    """Return the records that the number `counted` counts, by given name, those after `after`.

    `cause` is a code with its path behind it; KeyError for a number that is not counted.
    """
    rows = _run(
        session,
        frame,
        f"select {ITEM} from record join person on person.id = record.record_id {_FACTS}"
        f" where {_COUNTED[counted]}"
        " and (cast(:cause as text) is null or record.code || coalesce(record.path, '') = :cause)"
        " and (cast(:unit_id as int) is null or record.unit_id = :unit_id)"
        " and (cast(:after as uuid) is null or (person.sort_key, person.id) >"
        "  (select sort_key, id from person where id = :after))"
        " order by person.sort_key, person.id limit :limit",
        cause=cause,
        unit_id=unit_id,
        after=after,
        limit=limit,
    )
    return [Item(*row) for row in rows]


@dataclass(frozen=True)
class UnitMonth:
    """One unit's month: from what it owes to what has arrived, and what stands in the way."""

    unit_id: int
    name: str
    owed: int
    entered: int
    checked: int
    signed: int
    arrived: int
    stopped: int
    withheld: int
    blocked: int  # nobody in the unit may sign them
    closed: bool  # the head declared the month to be without a change


def units(session: Session, frame: Frame, offset: int, limit: int) -> list[UnitMonth]:
    """Return the units that owe something, the slowest first."""
    names = ("owed", "entered", "checked", "signed", "arrived", "stopped", "withheld")
    columns = ", ".join(_count(name) for name in names)
    shares = ", ".join(
        f"{name}::numeric / nullif(owed, 0) nulls first"
        for name in ("arrived", "signed", "checked", "entered")
    )
    rows = _run(
        session,
        frame,
        f"select * from (select record.unit_id, min(unit.name) as name, {columns},"
        " count(*) filter (where record.code = 'no_signer') as blocked,"
        " exists (select from month_close where month_close.unit_id = record.unit_id"
        " and month_close.period = :period) as closed"
        f" from record {_FACTS} where record.unit_id is not null group by record.unit_id) month"
        f" order by {shares}, stopped desc, unit_id offset :offset limit :limit",
        offset=offset,
        limit=limit,
    )
    return [UnitMonth(*row) for row in rows]


def progress(session: Session, frame: Frame, run_id: int) -> tuple[int, int]:
    """Return how many records the open run has dealt with, of how many."""
    (row,) = _run(
        session,
        frame,
        "select count(*) filter (where run_id = :run_id and outcome <> 'queued') as done,"
        " count(*) as total"
        " from record where run_id = :run_id or outcome = 'queued'",
        run_id=run_id,
    )
    return row.done, row.total


def contacts(
    session: Session, unit_ids: Collection[int], day: date, hidden: Collection[str] = ()
) -> dict[int, str]:
    """Return the name of the HR officer (cán bộ tổ chức) of each unit that has one on the day."""
    rows = session.execute(
        select(Appointment.unit_id, Person.full_name)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.unit_id.in_(unit_ids),
            Appointment.post == PostKind.HR,
            appointed_on(day),
            seen(Appointment.person_id, hidden),
        )
        .order_by(Appointment.unit_id, Appointment.starts_on.desc(), Appointment.id.desc())
    )
    return dict(rows.all())  # the longest-serving one is read last and stays


def _count(name: str) -> str:
    return f"count(*) filter (where {_COUNTED[name]}) as {name}"


def _run(session: Session, frame: Frame, query: str, **values: object) -> Sequence[Any]:
    records = _RECORDS.format(
        owed=frame.counted.query(frame.stage),
        scope=f"where {scope(frame, 'coalesce(owed.record_id, item.record_id)')}",
    )
    values |= frame.counted.values(frame.stage)
    return ask(session, frame, records + query, values)


def scope(frame: Frame, record_id: str) -> str:
    """Return the condition of what the frame shows; a `home` says where the person works."""
    within = "" if frame.unit_ids is None else " and home.unit_id = any(:unit_ids)"
    return condition(record_id) + within


def ask(session: Session, frame: Frame, statement: str, values: dict[str, object]) -> Sequence[Any]:
    """Return the rows of a statement about the frame, which `scope` or `values` ask more of."""
    known = {
        "stage": frame.stage,
        "period": frame.period,
        "day": frame.day,
        "hidden": list(frame.hidden),
        "unit_ids": list(frame.unit_ids or ()),
    }
    return session.execute(text(statement), {**values, **known}).all()
