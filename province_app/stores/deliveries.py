"""Which departments deliver by software of their own, and what became of what they delivered."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select, text
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


# The month's newest word on each record counts. What a department that has delivered did not
# send is as it was, or was withheld there; before its delivery it waits.
_SETTLE = text("""
    with delivered as (
      select distinct there.unit_id
      from exchange_submission given join delivering_unit there on there.agency = given.sender
      where given.stage = 'province' and given.period = :period
        and given.state in ('judged', 'approved')
    ), told as (
      select distinct on (result.record_id) result.*
      from exchange_submission given join exchange_result result using (submission_id)
      where given.stage = 'province' and given.period = :period
        and given.state in ('judged', 'approved')
      order by result.record_id, given.commit_order desc
    ), settled as (
      select owed.record_id, told.code, told.path, told.message,
             coalesce(told.outcome, case when held.record_id is null
                                         then 'withheld' else 'unchanged' end) as outcome,
             coalesce(told.version, held.version) as version,
             case when told.outcome is distinct from 'rejected' then held.digest end as digest
      from sync_item owed
      left join told on told.record_id = owed.record_id
      left join holding held on held.tier = 'province' and held.record_id = owed.record_id
      where owed.stage = :stage and owed.period = :period
        and owed.unit_id in (select unit_id from delivered)
    )
    update sync_item item
    set outcome = settled.outcome, version = settled.version, digest = settled.digest,
        code = case settled.outcome when 'withheld' then 'not_signed' else settled.code end,
        path = settled.path, message = settled.message, changed_at = :at
    from settled
    where item.stage = :stage and item.period = :period and item.record_id = settled.record_id
      and (item.outcome, item.version, item.code) is distinct from
          (settled.outcome, settled.version,
           case settled.outcome when 'withheld' then 'not_signed' else settled.code end)
""")


def settle(session: Session, period: str, at: datetime) -> None:
    """Write onto the items of the period what became of each record that was delivered."""
    values = {"stage": Stage.DEPARTMENT_TO_PROVINCE, "period": period, "at": at}
    session.execute(_SETTLE, values)
