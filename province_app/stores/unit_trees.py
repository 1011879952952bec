"""The tree of units as the exchange names it, and what was sent of it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from province_app.models.sync import SentUnitTree
from province_app.models.units import UnitPeriod
from province_app.stores.units import unit_on


def units_on(session: Session, day: date, tiers: Collection[str]) -> list[dict[str, Any]]:
    """Return the units of those tiers on the day by code, as the contract names their members.

    The province keeps no quotas and no successors of units yet: null, and none.
    """
    parent = aliased(UnitPeriod)
    query = (
        select(UnitPeriod, parent.code)
        .outerjoin(
            parent,
            (parent.unit_id == UnitPeriod.parent_id)
            & (parent.valid_from <= day)
            & (parent.valid_to.is_(None) | (parent.valid_to > day)),
        )
        .where(unit_on(day), UnitPeriod.tier.in_(tiers))
        .order_by(UnitPeriod.code)
    )
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "tier": unit.tier,
            "parent": parent_code,
            "valid_from": unit.valid_from.isoformat(),
            "valid_to": unit.valid_to and unit.valid_to.isoformat(),
            "successors": [],
            "quota": None,
        }
        for unit, parent_code in session.execute(query)
    ]


def newest(session: Session) -> SentUnitTree | None:
    """Return the tree of the highest version, locked: two schedulers must not both make one."""
    query = select(SentUnitTree).order_by(SentUnitTree.version.desc()).limit(1)
    return session.scalars(query.with_for_update()).one_or_none()


def delete(session: Session, tree: SentUnitTree) -> None:
    """Delete the tree."""
    session.delete(tree)
