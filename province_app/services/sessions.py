"""Sessions: made at sign-in, read anew at each request, ended by deleting them.

A session is a random token: the browser keeps the token, the database its digest. `now` is the
system clock: the business clock of a demo ends nobody's session. Source: docs/adr/0015-sign-in.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import TypeVar

from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.models.sign_in import WebSession
from province_app.services.errors import Missing
from province_app.stores import audit, grants, sessions
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.sign_in import LONGEST, lives_until, needs_key
from tiers.units import Granted, Role

TOKEN_BYTES = 32
One = TypeVar("One")
# A request writes when it was only if the last one that did so is so long ago.
SEEN_EVERY = timedelta(minutes=1)
DEVICE_LENGTH = 200


@dataclass(frozen=True)
class Visit:
    """Where a request comes from: network address, and what the browser calls itself."""

    address: str = ""
    device: str = ""
    browser: str = ""  # the token by which an account knows it again


@dataclass(frozen=True)
class Entered:
    """A live session, whose it is, and what is granted to the account on the day."""

    account: Account
    key: bytes
    grants: frozenset[Granted]
    proved_at: datetime | None  # when the second factor was shown
    keyed: bool = False  # the account's roles are those that enter by a passkey
    owes_key: bool = False  # and none was shown in this session yet


def key_of(token: str) -> bytes:
    """Return by what the database knows the token."""
    return sha256(token.encode()).digest()


def begin(
    session: Session,
    account: Account,
    visit: Visit,
    now: datetime,
    *,
    proved_at: datetime | None = None,
    by_key: bool = False,
    factor_owed: bool = False,
    offered: bytes | None = None,
) -> str:
    """Return the token of a new session; inside the caller's transaction."""
    token = token_urlsafe(TOKEN_BYTES)
    session.add(
        WebSession(
            id=key_of(token),
            account_id=account.id,
            factor_owed=factor_owed,
            offered=offered,
            proved_at=proved_at,
            by_key=by_key,
            started_at=now,
            seen_at=now,
            address=visit.address,
            device=visit.device[:DEVICE_LENGTH],
        )
    )
    sessions.sweep(session, now - LONGEST)
    return token


def entered(
    session: Session,
    token: str,
    at: datetime,
    now: datetime,
    key_roles: frozenset[Role] = frozenset(),
) -> Entered | None:
    """Return the session of the token, and note that it was used; None when it has ended.

    Account, state and what is granted today, by the business clock's `at`, are read anew: what was
    changed binds with the next request. `key_roles`: see `Settings.passkey_roles`.
    Source: Quy chế Đ.5.
    """
    found = sessions.found(session, key_of(token))
    if found is None:
        return None
    row, account = found
    if row.factor_owed or account.disabled_at is not None or account.password_hash is None:
        return None
    held = grants.of_account(session, account.id, local_day(at))
    roles = frozenset(one.role for one in held)
    if not roles or now >= lives_until(roles, row.started_at, row.seen_at):
        return None
    keyed = needs_key(key_roles, roles)
    answer = Entered(account, row.id, held, row.proved_at, keyed, keyed and not row.by_key)
    if now - row.seen_at >= SEEN_EVERY:
        with transaction(session):
            sessions.change(session, answer.key, {"seen_at": now})
    return answer


def rotate(
    session: Session,
    key: bytes,
    now: datetime,
    proved_at: datetime | None,
    by_key: bool | None = None,
) -> str:
    """Return a new token for the session; Missing when it has ended.

    `by_key`: whether a passkey was shown now; None where no factor was. In the caller's
    transaction.
    """
    token = token_urlsafe(TOKEN_BYTES)
    values = {"id": key_of(token), "proved_at": proved_at, "seen_at": now}
    shown = {} if by_key is None else {"by_key": by_key}
    if not sessions.change(session, key, values | shown):
        raise Missing
    return token


def sign_out(session: Session, entered: Entered, at: datetime) -> None:
    """End this session."""
    with transaction(session):
        sessions.end(session, entered.account.id, [entered.key])
        audit.add(session, "account.signed_out", entered.account.person_id, [entered.key.hex()], at)


def end(session: Session, entered: Entered, keys: Sequence[bytes], at: datetime) -> None:
    """End those of the own sessions; those of others stay as they are."""
    with transaction(session):
        ended = sessions.end(session, entered.account.id, keys)
        if ended:
            person = entered.account.person_id
            audit.add(session, "session.ended", person, [entered.account.id], at, sessions=ended)


def end_others(session: Session, entered: Entered, at: datetime) -> None:
    """End all own sessions but this one."""
    with transaction(session):
        ended = sessions.end_all(session, entered.account.id, entered.key)
        person = entered.account.person_id
        audit.add(session, "session.ended", person, [entered.account.id], at, sessions=ended)


def live(session: Session, account: Account, at: datetime, now: datetime) -> Sequence[WebSession]:
    """Return the account's sessions that have not ended, the one used last first."""
    roles = _roles(session, account, at)
    return [
        one
        for one in sessions.of_account(session, account.id)
        if not one.factor_owed and now < lives_until(roles, one.started_at, one.seen_at)
    ]


def enters_by_key(
    session: Session, account: Account, key_roles: frozenset[Role], at: datetime
) -> bool:
    """Whether the account's roles of the day are those that enter by a passkey."""
    return bool(key_roles) and needs_key(key_roles, _roles(session, account, at))


def _roles(session: Session, account: Account, at: datetime) -> frozenset[Role]:
    return frozenset(one.role for one in grants.of_account(session, account.id, local_day(at)))


def present(found: One | None) -> One:
    """Return what was looked for; Missing when it is not there."""
    if found is None:
        raise Missing
    return found
