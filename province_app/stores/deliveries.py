"""Which departments deliver by software of their own, and what became of what they delivered."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select, text
from sqlalchemy.orm import Session

from province_app.models.deliveries import DeliveringUnit
from tiers.stages import Stage


def valid_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a department delivers on the day."""
    still = or_(DeliveringUnit.ends_on.is_(None), DeliveringUnit.ends_on > day)
    return (DeliveringUnit.starts_on <= day) & still


def delivering_on(day: date) -> Select[int]:
    """Return the query for the departments that deliver on the day."""
    return select(DeliveringUnit.unit_id).where(valid_on(day))


def of_unit(session: Session, unit_id: int) -> Sequence[DeliveringUnit]:
    """Return when the department delivers and delivered, the first time first."""
    query = select(DeliveringUnit).where(DeliveringUnit.unit_id == unit_id)
    return session.scalars(query.order_by(DeliveringUnit.starts_on)).all()


def listed(session: Session) -> Sequence[DeliveringUnit]:
    """Return when each department delivers and delivered, in order of the first days."""
    query = select(DeliveringUnit).order_by(DeliveringUnit.starts_on, DeliveringUnit.agency)
    return session.scalars(query).all()


def delivers(session: Session, agency: str, day: date) -> bool:
    """Tell whether a department delivers under that agency code on the day."""
    query = delivering_on(day).where(DeliveringUnit.agency == agency)
    return session.scalars(query).first() is not None


def begun_on(session: Session, agency: str, day: date) -> date | None:
    """Return since when the agency delivers: its newest beginning up to the day, if any."""
    query = select(func.max(DeliveringUnit.starts_on)).where(DeliveringUnit.agency == agency)
    return session.scalar(query.where(DeliveringUnit.starts_on <= day))


_DELIVERED = text("""
    select distinct there.unit_id
    from exchange_submission given join delivering_unit there on there.agency = given.sender
    where given.stage = 'province' and given.period = :period
      and given.state in ('judged', 'approved')
""")
# The month's newest word on each record counts. What a department that has delivered did not
# send is as it was, or was withheld there; before its delivery it waits. As in `stores.sync`: every
# item is there and is reached by its key, as is what was said of it. The planner, told nothing yet
# of a stage that has just opened, would join it with itself.
_SETTLE = text("""
    with given as materialized (
      select submission_id, commit_order from exchange_submission
      where stage = 'province' and period = :period and state in ('judged', 'approved')
    ), settled as (
      select owed.record_id, owed.unit_id, told.path, told.message,
             case when told.outcome is null and held.version is null then 'not_signed'
                  else told.code end as code,
             coalesce(told.outcome, case when held.version is null
                                         then 'withheld' else 'unchanged' end) as outcome,
             coalesce(told.version, held.version) as version,
             case when told.outcome is distinct from 'rejected' then held.digest end as digest
      from sync_item owed
      left join lateral (
        select result.outcome, result.version, result.code, result.path, result.message
        from given join exchange_result result
          on result.submission_id = given.submission_id and result.record_id = owed.record_id
        order by given.commit_order desc limit 1) told on true
      left join lateral (
        select version, digest from holding
        where tier = 'province' and record_id = owed.record_id limit 1) held on true
      where owed.stage = :stage and owed.period = :period and owed.unit_id = any(:units)
    )
    insert into sync_item as item
      (stage, period, record_id, unit_id, outcome, version, digest, code, path, message, changed_at)
    select :stage, :period, record_id, unit_id, outcome, version, digest, code, path, message,
           cast(:at as timestamptz)
    from settled
    on conflict (stage, period, record_id) do update
    set outcome = excluded.outcome, version = excluded.version, digest = excluded.digest,
        code = excluded.code, path = excluded.path, message = excluded.message,
        changed_at = excluded.changed_at
    where (item.outcome, item.version, item.code)
          is distinct from (excluded.outcome, excluded.version, excluded.code)
""")


def settle(session: Session, period: str, at: datetime) -> None:
    """Write onto the items of the period what became of each record that was delivered."""
    units = session.scalars(_DELIVERED, {"period": period}).all()
    if not units:
        return
    values = {"stage": Stage.DEPARTMENT_TO_PROVINCE, "period": period, "at": at}
    session.execute(_SETTLE, {**values, "units": list(units)})
