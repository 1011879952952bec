"""Signing in by the province's single sign-on, for accounts whose person has bound the two.

What the provider says stands in the password's place and, by default, in no other. `subject` is
the provider's own name for the person; an address is never looked at.
Source: docs/adr/0023-passkeys.md.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from province_app.services import notices, passkeys, sessions
from province_app.services.errors import Missing, refuse_state
from province_app.services.sessions import Entered, Visit, key_of, present
from province_app.services.sign_in import enrol
from province_app.stores import audit, factors, grants, people, single_sign_on
from province_app.stores.transaction import transaction
from tiers.calendar import local_day


@dataclass(frozen=True)
class Opened:
    """A session that was made; with `owes`, the code is shown before it opens anything."""

    token: str
    owes: bool


def sign_in(
    session: Session,
    issuer: str,
    subject: str,
    visit: Visit,
    at: datetime,
    now: datetime,
    *,
    strong: bool,
) -> Opened | None:
    """Return a session of the account that is bound to the subject; None when there is none.

    `strong`: the provider has asked for a second factor that counts here. Acts that need a fresh
    one ask for our own still. An account without any sets its own up first.
    """
    account_id = single_sign_on.account_of(session, issuer, subject)
    with transaction(session):
        account = people.account_for_update(session, account_id) if account_id else None
        if account is None or not grants.usable(session, account.id, local_day(at)):
            who = account_id or "unknown"
            audit.add(session, "account.refused", None, [who], at, step="single_sign_on")
            return None
        own = factors.totp(session, account.id) is not None
        if not strong or not (own or passkeys.has_any(session, account.id)):
            return Opened(enrol(session, account, visit, now), owes=True)
        token = sessions.begin(session, account, visit, now)
        known = factors.knows_device(session, account.id, key_of(visit.browser))
        if factors.has_devices(session, account.id) and not known:
            notices.add(session, account, "new_device", visit, now)
        factors.remember_device(session, account.id, key_of(visit.browser), now)
        person = account.person_id
        audit.add(session, "account.signed_in", person, [account.id], at, step="single_sign_on")
        return Opened(token, owes=False)


def bind(
    session: Session,
    entered: Entered,
    issuer: str,
    subject: str,
    visit: Visit,
    at: datetime,
    now: datetime,
) -> None:
    """Let the subject open the own account; refused when either is bound already."""
    with transaction(session):
        account = present(people.account_for_update(session, entered.account.id))
        if not single_sign_on.bind(session, account.id, issuer, subject, now):
            raise refuse_state("sso_taken")
        notices.add(session, account, "sso_bound", visit, now)
        person = account.person_id
        audit.add(session, "account.bound", person, [account.id], at, issuer=issuer)


def unbind(session: Session, entered: Entered, visit: Visit, at: datetime, now: datetime) -> None:
    """Let the subject open the own account no more. Missing when there is no binding."""
    with transaction(session):
        account = present(people.account_for_update(session, entered.account.id))
        if not single_sign_on.unbind(session, account.id):
            raise Missing
        notices.add(session, account, "sso_unbound", visit, now)
        audit.add(session, "account.unbound", account.person_id, [account.id], at)


def bound_since(session: Session, account_id: int) -> datetime | None:
    """Return since when the account is bound, None when it is not."""
    return single_sign_on.since(session, account_id)
