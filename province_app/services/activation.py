"""First passwords: codes for a unit at once, and their use by each person alone.

A code is random, counts once and for a day, and is kept as a keyed index only: it is readable on
the sheet that is printed when it is made, and nowhere else. Source: Quy chế Đ.5.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.models.two_person import TwoPersonAct
from province_app.sealing import ring
from province_app.services import accounts, attempts
from province_app.services.account_opening import propose_of_admin
from province_app.services.account_seats import manageable, seat_for
from province_app.services.errors import Missing, Refused, refuse_state, require
from province_app.services.sessions import Visit
from province_app.services.two_person import Kind, manages_unit
from province_app.stores import activation as store
from province_app.stores import audit, drafts, grants, people, sessions
from province_app.stores.activation import Awaiting
from province_app.stores.identities import PURPOSE
from province_app.stores.scope import as_node
from province_app.stores.transaction import transaction
from tiers.accounts import may_grant
from tiers.activation import VALID_FOR
from tiers.attempts import Limit
from tiers.calendar import local_day
from tiers.units import Officer, Role, Tier

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
_LENGTH = 10
OF_AN_OFFICE = Limit(50, timedelta(minutes=15))  # a unit's people sit behind one address


@dataclass(frozen=True)
class Slip:
    """One strip of the sheet; without a code the person's number is not known yet."""

    full_name: str
    username: str
    code: str


def issue_codes(
    session: Session,
    officer: Officer,
    unit_id: int,
    at: datetime,
    system_at: datetime,
    person_ids: Collection[UUID] | None = None,
) -> list[Slip]:
    """Make new codes for all of the unit who wait for activation, or those named; by given name.

    Earlier codes of theirs end. Missing outside the officer's reach. Source: Quy chế Đ.5.2, 5.3.
    """
    with transaction(session):
        day = local_day(at)
        seat = seat_for(session, officer, unit_id, day)
        own_tier = Tier(seat.own.tier)
        role = Role.PERSON if Role.PERSON in seat.roles else Role.UNIT_ADMIN
        require(may_grant(officer, seat.own.unit_id, own_tier, role, seat.place, ""))
        found = [
            one
            for one in store.awaiting(session, unit_id, day, officer.hidden)
            if str(one.person_id) != officer.person_id
            and (person_ids is None or one.person_id in person_ids)
        ]
        if role is Role.UNIT_ADMIN:  # of a unit below only the accounts that are given from here
            found = [one for one in found if _is_managed(session, officer, one.person_id, at)]
        actor = UUID(officer.person_id)
        slips = _issue(session, found, actor, system_at)
        audit.add(
            session, "account.code_issued", actor, [one.account_id for one in found], at, unit_id
        )
    return slips


def reset(
    session: Session, officer: Officer, person_id: UUID, at: datetime, system_at: datetime
) -> Slip | TwoPersonAct:
    """Close the present password and make a code with which the person sets a new one.

    The officer neither sees nor sets a password; a second factor stays as it is. The password of
    an account that gives accounts is closed by two: it is only proposed, and the code is made once
    that was confirmed. Errors as `account_seats.manageable`. Source: Quy chế Đ.5.
    """
    with transaction(session):
        account = manageable(session, officer, person_id, at)
        if account.disabled_at is not None:
            raise refuse_state("account_disabled", "Đ.5")
        if account.password_hash is not None:
            if act := propose_of_admin(session, officer, ADMIN_RESET, account, at):
                return act
            _close_password(session, account)
        from_store = Awaiting(account.id, person_id, _name(session, person_id), account.username)
        actor = UUID(officer.person_id)
        (slip,) = _issue(session, [from_store], actor, system_at)
        audit.add(session, "account.reset", actor, [account.id], at)
    return slip


def _close_password(session: Session, account: Account) -> None:
    account.password_hash = None
    sessions.end_all(session, account.id)
    session.flush()


def _carry_out(session: Session, act: TwoPersonAct, officer: Officer, at: datetime) -> None:
    """Close the password, if who proposed it still administers the account."""
    if act.subject_id is None:
        raise Missing
    proposer = people.officer_of(session, act.proposed_by, local_day(at))
    account = manageable(session, proposer, act.subject_id, at)
    if account.disabled_at is not None:
        raise refuse_state("account_disabled", "Đ.5")
    _close_password(session, account)
    audit.add(session, "account.reset", UUID(officer.person_id), [account.id], at)


ADMIN_RESET = Kind("admin_reset", manages_unit, _carry_out, of_unit=True, administered=True)


def activate(
    session: Session,
    number: str,
    code: str,
    password: str,
    visit: Visit,
    at: datetime,
    system_at: datetime,
) -> str:
    """Set the person's password by identity number and code; return the user name.

    Refused `activation_refused` in the same words for an unknown number, a wrong, used or old code
    and a closed account, or as a password that may not be taken: that leaves the code as it was.
    TooManyTries whoever it is. Source: Quy chế Đ.5.
    """
    digits = re.sub(r"\s", "", number)
    reserved = attempts.reserve(
        session, "activation", digits, visit.address, system_at,
        known=False, everywhere=True, of_address=OF_AN_OFFICE,
    )  # fmt: skip
    try:
        with as_node(session), transaction(session):  # nobody is signed in yet
            found = store.open_code(session, _number(digits), _code(code), system_at)
            if found is None or not _granted(session, found[1].id, at):
                raise refuse_state("activation_refused")
            used, account = found
            accounts.set_password(session, account, password, visit, at)
            attempts.was_right(session, reserved, system_at)
            used.ended_at = system_at
            username = account.username
            audit.add(session, "account.activated", account.person_id, [account.id], at)
    except Refused as error:
        if error.decision.code == "activation_refused":
            with transaction(session):
                audit.add(session, "account.activation_refused", None, ["unknown"], at)
        raise
    return username


def _issue(
    session: Session, found: Sequence[Awaiting], actor: UUID, system_at: datetime
) -> list[Slip]:
    ids = [one.person_id for one in found]
    with as_node(session):  # whoever administers accounts reads no record
        numbers = store.known_numbers(session, ids)
        unknown = [one for one in ids if one not in numbers]
        open_drafts = drafts.open_drafts(session, unknown) if unknown else {}
    for person_id, draft in open_drafts.items():
        typed = draft.typed.get("identity.personal_id", "")
        if re.fullmatch(r"\d{12}", typed):
            numbers[person_id] = _number(typed)
    store.end_codes(session, [one.account_id for one in found], system_at)
    made = {one.account_id: _new_code() for one in found if one.person_id in numbers}
    store.add_codes(
        session,
        (
            {
                "account_id": one.account_id,
                "number": numbers[one.person_id],
                "code": _code(made[one.account_id]),
                "issued_by": actor,
                "issued_at": system_at,
                "expires_at": system_at + VALID_FOR,
            }
            for one in found
            if one.account_id in made
        ),
    )
    return [Slip(one.full_name, one.username, made.get(one.account_id, "")) for one in found]


def _new_code() -> str:
    letters = "".join(choice(_LETTERS) for _ in range(_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def _code(typed: str) -> bytes:
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return ring().index("activation_code", letters)


def _number(number: str) -> bytes:
    return ring().index(PURPOSE, number)


def _granted(session: Session, account_id: int, at: datetime) -> bool:
    return bool(grants.of_account(session, account_id, local_day(at)))


def _name(session: Session, person_id: UUID) -> str:
    return people.names(session, [person_id])[person_id]


def _is_managed(session: Session, officer: Officer, person_id: UUID, at: datetime) -> bool:
    try:
        manageable(session, officer, person_id, at)
    except Refused:
        return False
    return True
