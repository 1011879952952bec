"""The tree of units as the exchange names it, and what was sent of it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from province_app.models.sync import SentUnitTree

# A code names one unit a day, and a tree names a code once: as it stands now, or as it last stood.
# What ended is told with what follows it: the same unit under another code, or its successors.
_UNITS = text("""
    with told as (
      select distinct on (code) *,
             least(cast(:day as date), valid_to - 1) as last_day,
             coalesce(valid_to <= :day, false) as ended
      from unit_period where valid_from <= :day
      order by code, valid_from desc
    ), newest as (
      select distinct on (unit_id) unit_id, code from unit_period where valid_from <= :day
      order by unit_id, valid_from desc
    )
    select told.code, told.name, told.kind, told.tier, parent.code as parent,
           told.valid_from, told.valid_to, quota.year, quota.assigned, quota.decision,
           array(
             select newest.code from newest where told.valid_to is not null
               and newest.code <> told.code
               and (newest.unit_id = told.unit_id or exists (
                 select from unit_successor follows
                 where follows.unit_id = told.unit_id and follows.successor_id = newest.unit_id))
             order by newest.code) as successors
    from told
    left join unit_period parent on parent.unit_id = told.parent_id
     and parent.valid_from <= told.last_day
     and (parent.valid_to is null or parent.valid_to > told.last_day)
    left join lateral (
      select year, assigned, decision from unit_quota
      where unit_quota.unit_id = told.unit_id and not told.ended and decided_on <= :day
        and year <= extract(year from cast(:day as date))
      order by year desc, decided_on desc, id desc limit 1) quota on true
    where told.tier = any(:tiers)
    order by told.code
""")


def units_until(session: Session, day: date, tiers: Collection[str]) -> list[dict[str, Any]]:
    """Return the units of those tiers by code, of the day and ended ones, as the contract has them.

    The quota is that of the newest year with a decision; of what ended, none. A unit that ended
    before its successor began has none to name yet.
    """
    rows = session.execute(_UNITS, {"day": day, "tiers": [*map(str, tiers)]})
    return [
        {
            "code": row.code,
            "name": row.name,
            "kind": row.kind,
            "tier": row.tier,
            "parent": row.parent,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to and row.valid_to.isoformat(),
            "successors": row.successors,
            "quota": row.decision
            and {"year": row.year, "assigned": row.assigned, "decision": row.decision},
        }
        for row in rows
    ]


def newest(session: Session) -> SentUnitTree | None:
    """Return the tree of the highest version, locked: two schedulers must not both make one."""
    query = select(SentUnitTree).order_by(SentUnitTree.version.desc()).limit(1)
    return session.scalars(query.with_for_update()).one_or_none()


def delete(session: Session, tree: SentUnitTree) -> None:
    """Delete the tree."""
    session.delete(tree)
