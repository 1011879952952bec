"""Signing in: a password, then a code; only both make a session. Source: Quy chế Đ.5.

`at` is the business clock of the audit log, `now` the system clock of all else.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.models.sign_in import WebSession
from province_app.sealing import ring
from province_app.services import attempts, notices, passkeys, passwords, sessions, totp
from province_app.services.errors import refuse_state
from province_app.services.passkeys import KeyAnswer
from province_app.services.sessions import Entered, Visit, key_of
from province_app.stores import audit, factors, grants, people
from province_app.stores import sessions as session_store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.sign_in import HALF
from tiers.units import Role

_OFFERED = "web_session.offered"


@dataclass(frozen=True)
class Half:
    """A session that still owes the code; with `offered`, the factor is set up first."""

    account: Account
    offered: str | None


@dataclass(frozen=True)
class Done:
    """A session that was made: its token, and recovery codes to be shown this once."""

    token: str
    recovery_codes: tuple[str, ...] = ()


def with_password(
    session: Session, username: str, password: str, visit: Visit, at: datetime, now: datetime
) -> str | None:
    """Return the token of a session that owes the code when the password is right, else None.

    Unknown, wrong, closed, expired and not activated look alike. TooManyTries before it is looked
    at.
    """
    name = username.strip().lower()
    account = people.account_named(session, name)
    # What follows asks the database as often for an unknown name as for a known one.
    account_id, kept = (account.id, account.password_hash) if account else (0, None)
    known = _knows(session, account_id, visit)
    place = visit.browser if known else visit.address
    reserved = attempts.reserve(session, "password", name, place, now, known=known)
    right = passwords.is_right(kept, password)
    with transaction(session):
        account = people.account_for_update(session, account_id) if right else None
        usable = account is not None and grants.usable(session, account.id, local_day(at))
        if account is None or not usable or account.password_hash != kept:
            subject = account_id or "unknown"
            audit.add(session, "account.refused", None, [subject], at, step="password")
            return None
        passwords.keep_up(account, password)
        attempts.was_right(session, reserved, now)
        return enrol(session, account, visit, now)


def enrol(session: Session, account: Account, visit: Visit, now: datetime) -> str:
    """Return the token of a session that owes the code; without a factor it is set up first.

    For whoever has just shown or set the password; inside the caller's transaction.
    """
    offered = None
    if factors.totp(session, account.id) is None and not passkeys.has_any(session, account.id):
        offered = ring().seal(totp.new_secret().encode(), _OFFERED)
    return sessions.begin(session, account, visit, now, factor_owed=True, offered=offered)


def half(session: Session, token: str, now: datetime) -> Half | None:
    """Return the session of the token that owes the code; None when it has ended."""
    found = session_store.found(session, key_of(token))
    if found is None:
        return None
    row, account = found
    return _half(row, account, now)


def with_code(
    session: Session,
    token: str,
    code: str | KeyAnswer,
    visit: Visit,
    at: datetime,
    now: datetime,
    key_roles: frozenset[Role] = frozenset(),
) -> Done | None:
    """Return a new session for the one that owes the code; None when the code is wrong.

    What a passkey answered stands in the code's place, once the factor is set up. Where one of
    `key_roles` has a passkey, Refused `passkey_required` for a code.

    Missing when there is no such session any more. TooManyTries as for the password.
    """
    account = sessions.present(half(session, token, now)).account
    if isinstance(code, str) and by_key_alone(session, account, key_roles, at):
        raise refuse_state("passkey_required")
    reserved = _reserve(session, account, visit, now)
    with transaction(session):
        people.account_for_update(session, account.id)
        waiting = sessions.present(half(session, token, now))
        codes: tuple[str, ...] = ()
        if waiting.offered is None:
            right = _shows(session, account.id, key_of(token), code, now)
        elif isinstance(code, str):
            step = totp.step_of(waiting.offered, code, now)
            right = step is not None and factors.totp(session, account.id) is None
            if right and step is not None:
                totp.add(session, {account.id: waiting.offered}, now, step)
                codes = totp.new_recovery_codes(session, account.id)
                notices.add(session, account, "factor_added", visit, now)
                audit.add(session, "factor.added", account.person_id, [account.id], at, kind="totp")
        else:
            right = False  # no passkey before there is an account's own factor
        if not right:
            audit.add(session, "account.refused", None, [account.id], at, step=_step(code))
            return None
        attempts.was_right(session, reserved, now)
        session_store.end(session, account.id, [key_of(token)])
        by_key = isinstance(code, KeyAnswer)
        made = sessions.begin(session, account, visit, now, proved_at=now, by_key=by_key)
        if factors.has_devices(session, account.id) and not _knows(session, account.id, visit):
            notices.add(session, account, "new_device", visit, now)
        factors.remember_device(session, account.id, key_of(visit.browser), now)
        audit.add(session, "account.signed_in", account.person_id, [account.id], at)
        return Done(made, codes)


def prove_again(
    session: Session,
    entered: Entered,
    code: str | KeyAnswer,
    visit: Visit,
    at: datetime,
    now: datetime,
) -> str | None:
    """Return a new token for the same session when the code is right, else None.

    Missing when the session has ended meanwhile. TooManyTries as at sign-in. Refused
    `passkey_required` for a code where a passkey is needed and there is one.
    """
    by_key = isinstance(code, KeyAnswer)
    if not by_key and entered.keyed and passkeys.has_any(session, entered.account.id):
        raise refuse_state("passkey_required")
    reserved = _reserve(session, entered.account, visit, now)
    with transaction(session):
        account = entered.account
        if not _shows(session, account.id, entered.key, code, now):
            audit.add(session, "account.refused", account.person_id, [account.id], at, step="fresh")
            return None
        attempts.was_right(session, reserved, now)
        return sessions.rotate(session, entered.key, now, now, by_key=by_key)


def by_key_alone(
    session: Session, account: Account, key_roles: frozenset[Role], at: datetime
) -> bool:
    """Whether no code opens this account: its roles need a passkey, and it has one."""
    needed = sessions.enters_by_key(session, account, key_roles, at)
    return needed and passkeys.has_any(session, account.id)


def _shows(
    session: Session, account_id: int, key: bytes, code: str | KeyAnswer, now: datetime
) -> bool:
    if isinstance(code, KeyAnswer):
        return passkeys.shows(session, account_id, key, code, now)
    return totp.shows(session, account_id, code, now)


def _step(code: str | KeyAnswer) -> str:
    return "passkey" if isinstance(code, KeyAnswer) else "code"


def _reserve(session: Session, account: Account, visit: Visit, now: datetime) -> attempts.Try:
    known = _knows(session, account.id, visit)
    place = visit.browser if known else visit.address
    return attempts.reserve(session, "code", str(account.id), place, now, known=known)


def _knows(session: Session, account_id: int, visit: Visit) -> bool:
    return bool(visit.browser) and factors.knows_device(session, account_id, key_of(visit.browser))


def _half(row: WebSession, account: Account, now: datetime) -> Half | None:
    closed = account.disabled_at is not None or account.password_hash is None
    if not row.factor_owed or closed or now - row.started_at >= HALF:
        return None
    offered = ring().open(bytes(row.offered), _OFFERED).decode() if row.offered else None
    return Half(account, offered)
