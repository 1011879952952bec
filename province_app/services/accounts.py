"""Accounts: opened, given a password. How one signs in is in `sign_in`. Source: Quy chế Đ.5."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.models.people import Account
from province_app.services import passwords, totp
from province_app.stores import audit, people
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.units import Officer


@dataclass(frozen=True)
class NewAccount:
    """An account to open; without a password it waits to be activated.

    Without `totp_secret` (base32) the person sets the second factor up at the first sign-in.
    """

    username: str
    person_id: UUID
    role: str
    password: str | None = None
    totp_secret: str | None = None


def open_accounts(session: Session, new: Sequence[NewAccount], at: datetime) -> None:
    """Open the accounts. Source: Quy chế Đ.5."""
    with transaction(session):
        rows = [
            {
                "username": one.username,
                "person_id": one.person_id,
                "role": one.role,
                "password_hash": passwords.hashed(one.password) if one.password else None,
                "created_at": at,
            }
            for one in new
        ]
        if rows:
            session.execute(insert(Account), rows)
        secrets = {one.username: one.totp_secret for one in new if one.totp_secret}
        ids = people.account_ids(session, list(secrets))
        totp.add(session, {ids[name]: secret for name, secret in secrets.items()}, system_now())
        audit.add(session, "account.opened", None, [one.person_id for one in new], at)


def officer(session: Session, account: Account, at: datetime) -> Officer:
    """Return who the account's holder is at the moment: role, and posts of that day."""
    return people.officer(session, account, local_day(at))
