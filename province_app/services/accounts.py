"""Accounts: opened, given a password. How one signs in is in `sign_in`. Source: Quy chế Đ.5."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.models.people import Account
from province_app.services import attempts, notices, passwords, totp
from province_app.services.errors import refuse_state, require
from province_app.services.sessions import Entered, Visit, present, rotate
from province_app.stores import audit, factors, grants, people, sessions, units
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.passwords import may_be_password
from tiers.units import Granted, Officer, Role

FIRST_BASIS = "Dữ liệu ban đầu"  # of what is loaded before anybody could grant it


@dataclass(frozen=True)
class NewAccount:
    """An account to open; without a password it waits to be activated.

    Without `totp_secret` (base32) the person sets the second factor up at the first sign-in.
    Beside the personal account it is granted the role, in the person's unit (of the province: at
    the province's). `starts_on` None: from the day of opening.
    """

    username: str
    person_id: UUID
    role: str
    password: str | None = None
    totp_secret: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    basis_number: str = FIRST_BASIS
    basis_date: date | None = None
    limited: bool = False


def open_accounts(session: Session, new: Sequence[NewAccount], at: datetime) -> None:
    """Open the accounts with what they are granted. Source: Quy chế Đ.5."""
    with transaction(session):
        open_accounts_in(session, new, at)


def open_accounts_in(
    session: Session, new: Sequence[NewAccount], at: datetime, actor: UUID | None = None
) -> None:
    """Open the accounts in the caller's transaction; `actor` None: loaded, by nobody."""
    rows = [
        {
            "username": one.username,
            "person_id": one.person_id,
            "password_hash": passwords.hashed(one.password) if one.password else None,
            "created_at": at,
        }
        for one in new
    ]
    if rows:
        made = session.execute(insert(Account).returning(Account.person_id, Account.id), rows)
        ids = dict(made.all())
        grants.add_many(session, _first_grants(session, new, ids, at, actor))
        secrets = {ids[one.person_id]: one.totp_secret for one in new if one.totp_secret}
        totp.add(session, secrets, system_now())
    audit.add(session, "account.opened", actor, [one.person_id for one in new], at)


def _first_grants(
    session: Session,
    new: Sequence[NewAccount],
    ids: Mapping[UUID, int],
    at: datetime,
    actor: UUID | None,
) -> Iterator[dict[str, Any]]:
    day = local_day(at)
    at_work = people.work_units(session, list(ids), day)
    top = units.province_unit(session, day).unit_id
    for one in new:
        for role in sorted({Role.PERSON, Role(one.role)}):
            yield {
                "account_id": ids[one.person_id],
                "role": role,
                "unit_id": top if role is Role.PROVINCE else at_work[one.person_id],
                "limited": one.limited,
                "starts_on": one.starts_on or day,
                "ends_on": one.ends_on,
                "basis_number": one.basis_number,
                "basis_date": one.basis_date or day,
                "act": "granted",
                "by_person": actor,
                "at": at,
            }


def may_use(session: Session, account: Account, at: datetime) -> bool:
    """Whether the account may be used now: activated, not disabled, with a grant of today.

    Asked at every request, so what is taken away binds at once. Source: Quy chế Đ.5.
    """
    return grants.usable(session, account.id, local_day(at))


def set_password(
    session: Session,
    account: Account,
    password: str,
    visit: Visit,
    at: datetime,
    but: bytes = b"",
) -> None:
    """Give the account the password and end its sessions, `but` that one; in the caller's
    transaction. Refused when the password is too short, too long or easily guessed.
    """
    context = [account.username, *people.known_words(session, account.person_id, local_day(at))]
    require(may_be_password(password, passwords.common(), context))
    account.password_hash = passwords.hashed(password)
    ended = sessions.end_all(session, account.id, but)
    notices.add(session, account, "password_set", visit, system_now())
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
    reserved = attempts.reserve(session, "password", username, "", now, known=True, everywhere=True)
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
        set_password(session, account, new, visit, at, entered.key)
        return rotate(session, entered.key, now, entered.proved_at)


def new_recovery_codes(
    session: Session, entered: Entered, visit: Visit, at: datetime, now: datetime
) -> tuple[str, ...]:
    """Replace the own recovery codes; return the new ones, which are shown only now."""
    account = entered.account
    with transaction(session):
        codes = totp.new_recovery_codes(session, account.id)
        notices.add(session, account, "codes_made", visit, now)
        audit.add(session, "factor.codes_made", account.person_id, [account.id], at)
    return codes


def set_mail(
    session: Session, entered: Entered, mail: str, visit: Visit, at: datetime, now: datetime
) -> None:
    """Let notices of the own account go to that address; the one before is told so."""
    with transaction(session):
        account = present(people.account_for_update(session, entered.account.id))
        notices.add(session, account, "mail_set", visit, now)
        account.mail = mail or None
        audit.add(session, "account.mail_set", account.person_id, [account.id], at)


def reset_factor(
    session: Session, account_id: int, actor: UUID, visit: Visit, at: datetime, now: datetime
) -> None:
    """Take the second factor of whoever has lost it away, and end all sessions.

    In the caller's transaction. The person sets up another one after the password at the next
    sign-in: nothing is skipped. Missing when there is no such account. Source: Quy chế Đ.5.
    """
    account = present(people.account_for_update(session, account_id))
    factors.drop(session, account_id)
    factors.forget_devices(session, account_id)
    ended = sessions.end_all(session, account_id)
    notices.add(session, account, "factor_reset", visit, now)
    audit.add(session, "factor.reset", actor, [account_id], at, sessions=ended)


def officer(
    session: Session, account: Account, at: datetime, held: frozenset[Granted] | None = None
) -> Officer:
    """Return who the account's holder is at the moment: what is granted, and posts of that day.

    `held`: what is granted on that day, where it has just been read.
    """
    return people.officer(session, account, local_day(at), held)


def officer_named(session: Session, username: str, at: datetime) -> Officer | None:
    """Return who acts by that user name; None without a grant of today, or when it is disabled."""
    account = people.account_named(session, username.strip().lower())
    if account is None or account.disabled_at is not None:
        return None
    found = officer(session, account, at)
    return found if found.grants else None
