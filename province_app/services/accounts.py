"""Accounts: opened, given a password. How one signs in is in `sign_in`. Source: Quy chế Đ.5."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.models.people import Account
from province_app.services import attempts, passwords, totp
from province_app.services.errors import refuse_state, require
from province_app.services.sessions import Entered, Visit, present, rotate
from province_app.stores import audit, people, sessions
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.passwords import may_be_password
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


def set_password(
    session: Session, account: Account, password: str, at: datetime, but: bytes = b""
) -> None:
    """Give the account the password and end its sessions, `but` that one; in the caller's
    transaction. Refused when the password is too short, too long or easily guessed.
    """
    context = [account.username, *people.known_words(session, account.person_id, local_day(at))]
    require(may_be_password(password, passwords.common(), context))
    account.password_hash = passwords.hashed(password)
    ended = sessions.end_all(session, account.id, but)
    audit.add(session, "password.set", account.person_id, [account.id], at, sessions=ended)


def change_password(
    session: Session,
    entered: Entered,
    old: str,
    new: str,
    visit: Visit,
    at: datetime,
    now: datetime,
) -> str:
    """Change the own password; all other sessions end. Return this session's new token.

    Refused when the old one is wrong or the new one may not be taken; TooManyTries; Missing when
    the session has ended meanwhile.
    """
    username = entered.account.username
    reserved = attempts.reserve(session, "password", username, visit.browser, now, known=True)
    right = passwords.is_right(entered.account.password_hash, old)
    if not right:
        with transaction(session):
            account = entered.account
            audit.add(
                session, "account.refused", account.person_id, [account.id], at, step="change"
            )
        raise refuse_state("password_wrong")
    with transaction(session):
        account = present(people.account_for_update(session, entered.account.id))
        attempts.was_right(session, reserved, now)
        set_password(session, account, new, at, entered.key)
        return rotate(session, entered.key, now, entered.proved_at)


def officer(session: Session, account: Account, at: datetime) -> Officer:
    """Return who the account's holder is at the moment: role, and posts of that day."""
    return people.officer(session, account, local_day(at))
