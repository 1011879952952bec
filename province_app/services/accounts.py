"""Accounts: how people sign in. Source: Quy chế Đ.5."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import insert
from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.services.errors import refuse_state
from province_app.stores import audit, grants, people, units
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.units import Officer, Role

# OWASP's floor: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified when the user name is unknown, so that both answers take the same time.
_NOBODY = _HASHER.hash("nobody has this password")


FIRST_BASIS = "Dữ liệu ban đầu"  # of what is loaded before anybody could grant it
SHORTEST_PASSWORD = 8


@dataclass(frozen=True)
class NewAccount:
    """An account to open; without a password it waits to be activated.

    Beside the personal account it is granted the role, in the person's unit (of the province: at
    the province's). `starts_on` None: from the day of opening.
    """

    username: str
    person_id: UUID
    role: str
    password: str | None = None
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
            "password_hash": _HASHER.hash(one.password) if one.password else None,
            "created_at": at,
        }
        for one in new
    ]
    if rows:
        made = session.execute(insert(Account).returning(Account.person_id, Account.id), rows)
        grants.add_many(session, _first_grants(session, new, dict(made.all()), at, actor))
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


def set_password(session: Session, account: Account, password: str, at: datetime) -> None:
    """Give the account its password, in the caller's transaction; the one place that sets one.

    Refused `password_too_short`. The person alone chooses it: no officer ever passes one in.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise refuse_state("password_too_short")
    account.password_hash = _HASHER.hash(password)
    audit.add(session, "account.password_set", account.person_id, [account.id], at)


def may_use(session: Session, account: Account, at: datetime) -> bool:
    """Whether the account may be used now: activated, not disabled, with a grant of today.

    Asked at every request, so what is taken away binds at once. Source: Quy chế Đ.5.
    """
    return grants.usable(session, account.id, local_day(at))


def authenticate(session: Session, username: str, password: str, at: datetime) -> Account | None:
    """Return the account when the password is right and it may be used, else None.

    Unknown, wrong, disabled and expired look alike.
    """
    account = people.account_named(session, username.strip().lower())
    kept = account.password_hash if account else None
    usable = kept is not None
    try:
        _HASHER.verify(kept or _NOBODY, password)
    except VerificationError:
        usable = False
    usable = usable and account is not None and may_use(session, account, at)
    with transaction(session):
        event = "account.signed_in" if usable else "account.refused"
        audit.add(session, event, None, [account.id if account else "unknown"], at)
    return account if usable else None


def find(session: Session, account_id: int) -> Account | None:
    """Return the account of that id, or None."""
    return session.get(Account, account_id)


def officer(session: Session, account: Account, at: datetime) -> Officer:
    """Return who the account's holder is at the moment: what is granted, and posts of that day."""
    return people.officer(session, account, local_day(at))


def officer_named(session: Session, username: str, at: datetime) -> Officer | None:
    """Return who acts by that user name; None without a grant of today, or when it is disabled."""
    account = people.account_named(session, username.strip().lower())
    if account is None or account.disabled_at is not None:
        return None
    found = officer(session, account, at)
    return found if found.grants else None
