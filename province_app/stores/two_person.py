"""Acts of two persons: fetched, locked, never committed here."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from province_app.models.two_person import TwoPersonAct

SHOWN = 20


def lock(session: Session, act_id: UUID, kinds: Collection[str]) -> TwoPersonAct | None:
    """Return the act of one of the kinds, locked and freshly read; else None."""
    query = select(TwoPersonAct).where(TwoPersonAct.id == act_id, TwoPersonAct.kind.in_(kinds))
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def open_ones(session: Session, kinds: Collection[str], at: datetime) -> Sequence[TwoPersonAct]:
    """Return what waits of the kinds, the first to run out first."""
    query = select(TwoPersonAct).where(
        TwoPersonAct.kind.in_(kinds),
        TwoPersonAct.outcome.is_(None),
        TwoPersonAct.expires_at > at,
    )
    return session.scalars(query.order_by(TwoPersonAct.expires_at, TwoPersonAct.id)).all()


def ended_ones(session: Session, kinds: Collection[str], at: datetime) -> Sequence[TwoPersonAct]:
    """Return the newest of the kinds that were decided or have run out."""
    query = select(TwoPersonAct).where(
        TwoPersonAct.kind.in_(kinds),
        or_(TwoPersonAct.outcome.is_not(None), TwoPersonAct.expires_at <= at),
    )
    return session.scalars(query.order_by(TwoPersonAct.proposed_at.desc()).limit(SHOWN)).all()
