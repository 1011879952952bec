"""Acts of two persons: fetched, locked, never committed here."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from province_app.models.two_person import TwoPersonAct, TwoPersonUse

SHOWN = 20


class Reach(NamedTuple):
    """Which acts are asked for: all of some kinds, and of others those that name a unit."""

    kinds: Collection[str]
    of_unit: Collection[str] = ()
    unit_ids: Collection[int] = ()


def lock(session: Session, act_id: UUID, kinds: Collection[str]) -> TwoPersonAct | None:
    """Return the act of one of the kinds, locked and freshly read; else None."""
    query = select(TwoPersonAct).where(TwoPersonAct.id == act_id, TwoPersonAct.kind.in_(kinds))
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def open_ones(session: Session, reach: Reach, at: datetime) -> Sequence[TwoPersonAct]:
    """Return what waits within reach, the first to run out first."""
    query = select(TwoPersonAct).where(
        _within(reach), TwoPersonAct.outcome.is_(None), TwoPersonAct.expires_at > at
    )
    return session.scalars(query.order_by(TwoPersonAct.expires_at, TwoPersonAct.id)).all()


def ended_ones(session: Session, reach: Reach, at: datetime) -> Sequence[TwoPersonAct]:
    """Return the newest within reach that were decided or have run out."""
    query = select(TwoPersonAct).where(
        _within(reach), or_(TwoPersonAct.outcome.is_not(None), TwoPersonAct.expires_at <= at)
    )
    return session.scalars(query.order_by(TwoPersonAct.proposed_at.desc()).limit(SHOWN)).all()


def uses_of(session: Session, act_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when the acts among these that were released were done."""
    query = select(TwoPersonUse).where(TwoPersonUse.two_person_id.in_(act_ids))
    return {one.two_person_id: one.used_at for one in session.scalars(query)}


def of_proposer(
    session: Session, kind: str, person_id: UUID, since: datetime
) -> Sequence[TwoPersonAct]:
    """Return what the person proposed of the kind since then and was not done, newest first."""
    done = select(TwoPersonUse.two_person_id)
    query = select(TwoPersonAct).where(
        TwoPersonAct.kind == kind,
        TwoPersonAct.proposed_by == person_id,
        TwoPersonAct.proposed_at > since,
        TwoPersonAct.id.not_in(done),
    )
    return session.scalars(query.order_by(TwoPersonAct.proposed_at.desc())).all()


def _within(reach: Reach) -> ColumnElement[bool]:
    named = (TwoPersonAct.payload.contains({"unit_ids": [one]}) for one in sorted(reach.unit_ids))
    of_mine = and_(TwoPersonAct.kind.in_(reach.of_unit), or_(false(), *named))
    return or_(TwoPersonAct.kind.in_(reach.kinds), of_mine)
