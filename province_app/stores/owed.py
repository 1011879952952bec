"""Whom a stage of a period owes: counted from people, posts and units, never from items."""
# ruff: noqa: S608  statements are joined from fixed texts of this module; values are parameters

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.sync import StageOpening
from province_app.models.sync_policy import EventOpening
from province_app.stores.sync_policy import EventPart, counted_part
from tiers.calendar import local_day
from tiers.stages import Stage

# Who is owed: everybody on the roster of the day, all categories, plus each who left since the
# receiver last acknowledged the record. Counted from people, posts and units, never from items.
# A leaving that the receiver took since the stage opened was owed in it; one that it had taken
# before is owed no more. Whoever came to a roster after the day was not owed then either.
_ROSTER = """
    select employment.person_id as record_id, sender.unit_id
    from employment
    join unit_period own on own.unit_id = employment.unit_id
     and own.valid_from <= :day and (own.valid_to is null or own.valid_to > :day)
    join unit_period sender on sender.unit_id = {sender}
     and sender.valid_from <= :day and (sender.valid_to is null or sender.valid_to > :day)
    where employment.starts_on <= :day and (employment.ends_on is null or employment.ends_on > :day)
      {only}
"""
# Who left is sought first: few ever have, and whatever else is asked of them is asked by key.
# Of whoever came back since, what counts is how it stood while the person was gone.
_LEFT = """
    select holding.record_id, {holder}
    from (
      select person_id from employment where starts_on <= :day group by person_id
      having not bool_or(ends_on is null or ends_on > :day) offset 0) gone
    join holding on holding.tier = :receiver and holding.record_id = gone.person_id
    join record_version using (record_id, version)
    where (record_version.change <> 'left' or holding.received_at >= :opened_at) {only}
      and not exists (
        select from absence where absence.record_id = holding.record_id
        and absence.receiver = :receiver and absence.back_on > :day)
    union
    select absence.record_id, {holder_then}
    from absence
    where absence.receiver = :receiver and absence.gone_on <= :day and absence.back_on > :day
      and absence.keeper_id is not null
      and (absence.left_taken_at is null or absence.left_taken_at >= :opened_at) {only_then}
"""
_MANAGER = "case own.tier when 'facility' then own.parent_id else own.unit_id end"
_PROVINCE = (
    "(select unit_id from unit_period where tier = 'province' and valid_from <= :{day}"
    " and (valid_to is null or valid_to > :{day}))"
)
_PROVINCE_THEN, _PROVINCE_NOW = _PROVINCE.format(day="day"), _PROVINCE.format(day="event_day")
# Who sent the record up; a unit where the person worked before the last one has nothing newer.
_BELOW = (
    "(select below.unit_id from holding below where below.record_id = holding.record_id"
    " and below.tier = '{tier}' and below.version >= holding.version)"
)
# A department that delivers over the exchange runs this stage in its own software.
_IN_HOUSE = (
    "not exists (select from delivering_unit there where there.unit_id = {unit}"
    " and there.starts_on <= :{day} and (there.ends_on is null or there.ends_on > :{day}))"
)
_OWN_FACILITY = "own.tier = 'facility' and " + _IN_HOUSE.format(unit="own.parent_id", day="{day}")
OWED = {
    Stage.FACILITY_TO_DEPARTMENT: _ROSTER.format(
        sender="own.unit_id", only="and " + _OWN_FACILITY.format(day="day")
    )
    + " union "
    + _LEFT.format(
        holder=_BELOW.format(tier="facility"),
        only=f"and {_BELOW.format(tier='facility')} is not null"
        f" and {_IN_HOUSE.format(unit='holding.unit_id', day='day')}",
        holder_then="absence.sender_id",
        only_then="and absence.sender_id is not null"
        f" and {_IN_HOUSE.format(unit='absence.keeper_id', day='day')}",
    ),
    Stage.DEPARTMENT_TO_PROVINCE: _ROSTER.format(sender=_MANAGER, only="")
    + " union "
    + _LEFT.format(
        holder=f"coalesce({_BELOW.format(tier='department')}, {_PROVINCE_THEN})",
        only="",
        holder_then=f"coalesce(absence.sender_id, {_PROVINCE_THEN})",
        only_then="",
    ),
    Stage.PROVINCE_TO_NATIONAL: _ROSTER.format(sender=_PROVINCE_THEN, only="")
    + " union "
    + _LEFT.format(holder=_PROVINCE_THEN, only="", holder_then=_PROVINCE_THEN, only_then=""),
}
# Who is owed by `event`: everybody who was on the roster of such a unit on one of its days, and
# whatever it signed then. It only ever grows, so that no item of the month is left without a
# record: a stage opens once for the month, and by `event` as often as something is signed.
_EVENT = """
    select one.record_id, {sender} as unit_id
    from (
      with span as (
        select * from unnest(cast(:event_units as int[]), cast(:event_starts as date[]),
          cast(:event_ends as date[]), cast(:event_opens as timestamptz[]),
          cast(:event_closes as timestamptz[])) as t(unit_id, starts, ends, opens, closes))
      select employment.person_id as record_id, employment.unit_id
      from employment join span on span.unit_id = employment.unit_id
       and employment.starts_on < span.ends
       and (employment.ends_on is null or employment.ends_on > span.starts)
      union
      select attested.record_id, manifest.unit_id
      from manifest join span on span.unit_id = manifest.unit_id
       and manifest.signed_at >= span.opens and manifest.signed_at < span.closes
       and manifest.signed_at <= :event_to
      join manifest_item attested on attested.manifest_id = manifest.id
    ) one
    join lateral (
      select unit_id, tier, parent_id from unit_period
      where unit_id = one.unit_id and valid_from <= :event_day
      order by valid_from desc limit 1) own on true
    {only}
"""
OWED_BY_EVENT = {
    Stage.FACILITY_TO_DEPARTMENT: _EVENT.format(
        sender="own.unit_id", only="where " + _OWN_FACILITY.format(day="event_day")
    ),
    Stage.DEPARTMENT_TO_PROVINCE: _EVENT.format(sender=_MANAGER, only=""),
    Stage.PROVINCE_TO_NATIONAL: _EVENT.format(sender=_PROVINCE_NOW, only=""),
}
RECEIVER = {
    Stage.FACILITY_TO_DEPARTMENT: "department",
    Stage.DEPARTMENT_TO_PROVINCE: "province",
    Stage.PROVINCE_TO_NATIONAL: "national",
}


@dataclass(frozen=True)
class Counting:
    """Whom a stage of a period counts: the rosters of its day, and what units of `event` owe.

    `opened_at`: from which moment the month counts; None: that has not come yet.
    """

    opened_at: datetime | None
    event: EventPart | None = None

    @property
    def day(self) -> date | None:
        """The day whose rosters count."""
        return local_day(self.opened_at) if self.opened_at else None

    def query(self, stage: Stage) -> str:
        """Return the query for the records that are owed and their senders, each record once."""
        if self.event is None:
            return OWED[stage]
        parts = ([] if self.opened_at is None else [OWED[stage]]) + [OWED_BY_EVENT[stage]]
        both = " union all ".join(f"select record_id, unit_id from ({part}) part" for part in parts)
        return (
            f"select distinct on (record_id) record_id, unit_id from ({both}) owed_twice"
            " order by record_id, unit_id"
        )

    def values(self, stage: Stage) -> dict[str, object]:
        """Return what that query asks with."""
        event = self.event.values() if self.event else {}
        values = {"opened_at": self.opened_at, "day": self.day, "receiver": RECEIVER[stage]}
        return {**values, **event}


def open_stage(session: Session, stage: Stage, period: str, at: datetime) -> datetime:
    """Return the moment from which the stage of the period counts; set it the first time."""
    session.execute(
        insert(StageOpening)
        .values(stage=stage, period=period, opened_at=at)
        .on_conflict_do_nothing()
    )
    opening = session.get(StageOpening, (stage, period))
    assert opening is not None  # noqa: S101  inserted above
    return opening.opened_at


def last_counted_day(session: Session, stage: Stage) -> date | None:
    """Return the last day that the stage has counted, by either policy, in any month."""
    month = select(func.max(StageOpening.opened_at)).where(StageOpening.stage == stage)
    event = select(func.max(EventOpening.counted_to)).where(EventOpening.stage == stage)
    moments = [one for one in (session.scalar(month), session.scalar(event)) if one]
    return local_day(max(moments)) if moments else None


def opened_at(session: Session, stage: Stage, period: str) -> datetime | None:
    """Return the moment from which the stage of the period counts; None before it opened."""
    opening = session.get(StageOpening, (stage, period))
    return opening.opened_at if opening else None


def counting(session: Session, stage: Stage, period: str) -> Counting | None:
    """Return whom the stage of the period counts; None before it has opened by either policy."""
    opened = opened_at(session, stage, period)
    event = counted_part(session, stage, period)
    if opened is None and event is None:
        return None
    return Counting(opened, event)
