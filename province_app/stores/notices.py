"""Notices to the person of an account."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from province_app.models.sign_in import SecurityNotice


def newest(session: Session, account_id: int, limit: int) -> Sequence[SecurityNotice]:
    """Return the account's notices, the newest first."""
    query = select(SecurityNotice).where(SecurityNotice.account_id == account_id)
    order = query.order_by(SecurityNotice.at.desc(), SecurityNotice.id.desc())
    return session.scalars(order.limit(limit)).all()


def unseen(session: Session, account_id: int) -> int:
    """Return how many the person has not seen."""
    query = select(func.count()).select_from(SecurityNotice)
    mine = (SecurityNotice.account_id == account_id, SecurityNotice.seen_at.is_(None))
    return session.scalar(query.where(*mine)) or 0


def mark_seen(session: Session, account_id: int, until: int, now: datetime) -> None:
    """Note that the person has seen the notices up to that one."""
    mine = (SecurityNotice.account_id == account_id, SecurityNotice.seen_at.is_(None))
    query = update(SecurityNotice).where(*mine, SecurityNotice.id <= until).values(seen_at=now)
    session.execute(query.execution_options(synchronize_session=False))


def to_mail(session: Session, limit: int) -> Sequence[SecurityNotice]:
    """Return the oldest notices that wait to be sent."""
    query = select(SecurityNotice).where(
        SecurityNotice.mail_to.is_not(None), SecurityNotice.mailed_at.is_(None)
    )
    ordered = query.order_by(SecurityNotice.id).limit(limit)
    return session.scalars(ordered).all()


def mark_mailed(session: Session, notice_id: int, now: datetime) -> None:
    """Note that the notice was sent."""
    query = update(SecurityNotice).where(SecurityNotice.id == notice_id).values(mailed_at=now)
    session.execute(query.execution_options(synchronize_session=False))
