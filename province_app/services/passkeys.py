"""Passkeys (khóa bảo mật): a second factor beside the codes, for whoever registers one.

A challenge is made for one session, lives five minutes and counts once. `now` is the system clock,
`at` the business clock of the log. Source: docs/adr/0023-passkeys.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any

from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.models.sign_in import Passkey
from province_app.sealing import ring
from province_app.services import notices
from province_app.services.errors import Missing, refuse_state
from province_app.services.passkey_check import (
    CHALLENGE_BYTES,
    Party,
    creation_options,
    made_key,
    named_key,
    new_count,
    request_options,
)
from province_app.services.sessions import Entered, Visit, present
from province_app.stores import audit, factors, passkeys, people, sessions
from province_app.stores.transaction import transaction
from tiers.units import Officer, Role

CHALLENGE_LIVES = timedelta(minutes=5)
MOST = 10  # of one account
ADVISED = frozenset(Role) - {Role.PERSON}


@dataclass(frozen=True)
class KeyAnswer:
    """What a passkey said, in the browser's JSON, and the site that had asked."""

    text: str
    party: Party


def is_advised(officer: Officer) -> bool:
    """Whether a passkey is recommended: to HR, heads and administrators."""
    return bool(officer.roles() & ADVISED)


def of_account(session: Session, account_id: int) -> Sequence[Passkey]:
    """Return the account's passkeys, the oldest first."""
    return passkeys.of_account(session, account_id)


def has_any(session: Session, account_id: int) -> bool:
    """Whether the account has a passkey."""
    return passkeys.count(session, account_id) > 0


def ask(
    session: Session, account: Account, key: bytes, party: Party, now: datetime
) -> dict[str, Any]:
    """Return what the browser is told for showing a passkey in the session of that `key`.

    Missing when the account has none, or the session has ended.
    """
    with transaction(session):
        known = _ids(session, account)
        if not known:
            raise Missing
        return request_options(party, _challenge(session, key, now), known)


def ask_new(session: Session, entered: Entered, party: Party, now: datetime) -> dict[str, Any]:
    """Return what the browser is told for making a passkey. Missing when the session has ended."""
    account = entered.account
    with transaction(session):
        challenge = _challenge(session, entered.key, now)
        known = _ids(session, account)
        return creation_options(party, challenge, _user(account.id), account.username, known)


def add(
    session: Session,
    entered: Entered,
    name: str,
    answer: KeyAnswer,
    visit: Visit,
    at: datetime,
    now: datetime,
) -> None:
    """Keep the passkey that was made; refused when the answer is not what was asked for.

    Refused too when some account has it, or this one has enough.
    """
    with transaction(session):  # used up, whatever the answer is
        challenge = sessions.take_challenge(session, entered.key, now - CHALLENGE_LIVES)
    made = made_key(answer.party, challenge, answer.text) if challenge else None
    if made is None:
        raise refuse_state("passkey_refused")
    with transaction(session):
        account = present(people.account_for_update(session, entered.account.id))
        if entered.owes_key and passkeys.count(session, account.id):
            raise refuse_state("passkey_required")  # whoever has a key shows it first
        if passkeys.count(session, account.id) >= MOST:
            raise refuse_state("passkey_too_many")
        if not passkeys.add(
            session,
            account.id,
            made.credential_id,
            made.public_key,
            made.sign_count,
            name,
            now,
        ):
            raise refuse_state("passkey_refused")
        notices.add(session, account, "passkey_added", visit, now)
        audit.add(session, "factor.added", account.person_id, [account.id], at, kind="passkey")


def remove(
    session: Session, entered: Entered, passkey_id: int, visit: Visit, at: datetime, now: datetime
) -> None:
    """Take an own passkey away. Missing when there is none; refused when it is the last factor."""
    with transaction(session):
        account = present(people.account_for_update(session, entered.account.id))
        if not passkeys.remove(session, account.id, passkey_id):
            raise Missing
        codes = factors.totp(session, account.id) is not None and not entered.keyed
        if not codes and not passkeys.count(session, account.id):
            raise refuse_state("passkey_last")
        notices.add(session, account, "passkey_removed", visit, now)
        audit.add(session, "factor.removed", account.person_id, [account.id], at, kind="passkey")


def shows(session: Session, account_id: int, key: bytes, answer: KeyAnswer, now: datetime) -> bool:
    """Whether the answer is to the challenge of the session of that `key`, by a key of the account.

    The challenge is used up either way; in the caller's transaction.
    """
    challenge = sessions.take_challenge(session, key, now - CHALLENGE_LIVES)
    named = named_key(answer.text, _user(account_id))
    if challenge is None or named is None:
        return False
    passkey = passkeys.for_update(session, account_id, named)
    if passkey is None:
        return False
    count = new_count(
        answer.party, challenge, answer.text, bytes(passkey.public_key), passkey.sign_count
    )
    if count is None:
        return False
    passkey.sign_count, passkey.used_at = count, now
    return True


def _challenge(session: Session, key: bytes, now: datetime) -> bytes:
    challenge = token_bytes(CHALLENGE_BYTES)
    if not sessions.give_challenge(session, key, challenge, now):
        raise Missing
    return challenge


def _ids(session: Session, account: Account) -> list[bytes]:
    return [bytes(one.credential_id) for one in passkeys.of_account(session, account.id)]


def _user(account_id: int) -> bytes:
    """Return by what authenticators know the account: nothing that says who it is."""
    return ring().index("passkey_user", str(account_id))
