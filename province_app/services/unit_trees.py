"""The province's tree of units as it is told to the national node, version by version.

Source: QĐ 893 (tổ chức bộ máy, biên chế); exchange contract §3 (units).
"""

from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.models.sync import SentUnitTree
from province_app.record.canonical import canonical
from province_app.stores import audit
from province_app.stores import unit_trees as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.stages import Stage
from tiers.units import Tier

_TIERS = {
    Stage.DEPARTMENT_TO_PROVINCE: (Tier.FACILITY, Tier.DEPARTMENT),
    Stage.PROVINCE_TO_NATIONAL: tuple(Tier),
}


def to_send(session: Session, at: datetime, stage: Stage) -> SentUnitTree | None:
    """Return the tree of the day as it is to be sent; None when the receiver has it already.

    A department tells the province of its own units alone.

    A tree that got no answer comes back with the same version and bytes. Versions are seconds of
    the system clock: they grow also after a restore from a backup.
    """
    body = canonical({"units": store.units_until(session, local_day(at), _TIERS[stage])})
    digest = sha256(body).digest()
    with transaction(session):
        newest = store.newest(session)
        if newest is not None and newest.sha256 == digest:
            return None if newest.taken_at is not None else newest
        version = max(int(system_now().timestamp()), newest.version + 1 if newest else 1)
        tree = SentUnitTree(version=version, sha256=digest, body=body, planned_at=at)
        session.add(tree)
    return tree


def note_taken(session: Session, tree: SentUnitTree, at: datetime) -> None:
    """The national node has this version now."""
    with transaction(session):
        tree.taken_at = at
        audit.add(session, "unit_tree.sent", None, [tree.version], at)


def drop(session: Session, tree: SentUnitTree) -> None:
    """Forget a version that the receiver calls stale; the next one is of a later second."""
    with transaction(session):
        store.delete(session, tree)
