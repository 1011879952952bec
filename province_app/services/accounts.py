"""Accounts: how people sign in. Source: Quy chế Đ.5."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import insert
from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.services import sessions
from province_app.services.sessions import Visit
from province_app.stores import audit, people
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.units import Officer

# OWASP's floor: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified when the user name is unknown, so that both answers take the same time.
_NOBODY = _HASHER.hash("nobody has this password")


@dataclass(frozen=True)
class NewAccount:
    """An account to open; without a password it waits to be activated."""

    username: str
    person_id: UUID
    role: str
    password: str | None = None


def open_accounts(session: Session, new: Sequence[NewAccount], at: datetime) -> None:
    """Open the accounts. Source: Quy chế Đ.5."""
    with transaction(session):
        rows = [
            {
                "username": one.username,
                "person_id": one.person_id,
                "role": one.role,
                "password_hash": _HASHER.hash(one.password) if one.password else None,
                "created_at": at,
            }
            for one in new
        ]
        if rows:
            session.execute(insert(Account), rows)
        audit.add(session, "account.opened", None, [one.person_id for one in new], at)


def sign_in(
    session: Session, username: str, password: str, visit: Visit, at: datetime, now: datetime
) -> str | None:
    """Return the token of a new session when the password is right, else None.

    Unknown, wrong and closed look alike. `at`: business clock, `now`: system clock.
    """
    account = people.account_named(session, username.strip().lower())
    kept = account.password_hash if account else None
    usable = kept is not None and account is not None and account.disabled_at is None
    try:
        _HASHER.verify(kept or _NOBODY, password)
    except VerificationError:
        usable = False
    with transaction(session):
        event = "account.signed_in" if usable else "account.refused"
        audit.add(session, event, None, [account.id if account else "unknown"], at)
        return sessions.begin(session, account, visit, now) if usable and account else None


def officer(session: Session, account: Account, at: datetime) -> Officer:
    """Return who the account's holder is at the moment: role, and posts of that day."""
    return people.officer(session, account, local_day(at))
