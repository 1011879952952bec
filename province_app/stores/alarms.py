"""Alarms and who is told of them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from province_app.models.accounts import AccountGrant
from province_app.models.alarms import Alarm
from province_app.models.people import Account
from province_app.stores.grants import valid_on
from tiers.units import Role


def lately(session: Session, since: datetime) -> Sequence[Alarm]:
    """Return the alarms that last, and those that ended after the moment, the newest last."""
    query = select(Alarm).where((Alarm.ended_at.is_(None)) | (Alarm.ended_at > since))
    return session.scalars(query.order_by(Alarm.id).with_for_update()).all()


def open_ones(session: Session) -> Sequence[Alarm]:
    """Return the alarms that last, the oldest first."""
    return session.scalars(select(Alarm).where(Alarm.ended_at.is_(None)).order_by(Alarm.id)).all()


def mark_mailed(session: Session, alarm_id: int, now: datetime) -> None:
    """Note that this one was told."""
    session.execute(update(Alarm).where(Alarm.id == alarm_id).values(mailed_at=now))


def addresses(session: Session, day: date) -> list[str]:
    """Return the mail addresses of the province's own accounts of the day."""
    return sorted({mail for _, mail in province_accounts(session, day)})


def province_accounts(session: Session, day: date) -> list[tuple[int, str]]:
    """Return the province's own accounts of the day that have a mail address, by account."""
    granted = select(AccountGrant.account_id).where(
        AccountGrant.role == Role.PROVINCE, valid_on(day)
    )
    query = select(Account.id, Account.mail).where(
        Account.id.in_(granted), Account.disabled_at.is_(None), Account.mail.is_not(None)
    )
    return [(one, mail) for one, mail in session.execute(query.order_by(Account.id)) if mail]
