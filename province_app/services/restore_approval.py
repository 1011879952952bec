"""Phục hồi needs two persons: by an act on the live database, or in person where it is lost.

Source: Quy chế Đ.5, Đ.9.2; docs/adr/0033-backup-and-restore.md.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.two_person import TwoPersonAct
from province_app.services import passwords, totp
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, refuse_state, refuse_who, require
from province_app.services.two_person import Kind, propose, released
from province_app.stores import backups, grants, people
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.two_person import may_decide_in_person
from tiers.units import Officer, Role


@dataclass(frozen=True)
class Approval:
    """Who wanted the restore and who agreed, on what document."""

    asked_by: UUID
    approved_by: UUID
    basis: Basis


@dataclass(frozen=True)
class Proof:
    """What a person types at the console."""

    username: str
    password: str
    code: str


def propose_restore(
    session: Session, officer: Officer, digest: str, basis: Basis, at: datetime
) -> TwoPersonAct:
    """Propose that the database becomes again what the set of that digest (hex) holds.

    Missing for a set that this node does not know; Refused for who is not of the province.
    """
    with transaction(session):
        known = backups.set_of(session, bytes.fromhex(digest))
        if known is None:
            raise Missing
        payload = {"set": digest, "made_at": known.made_at.isoformat()}
        return propose(session, officer, RESTORE, payload, basis, at)


def approval_of(session: Session, act_id: UUID, digest: bytes, at: datetime) -> Approval:
    """Return who agreed that this set is restored, the act locked in the caller's transaction.

    Missing for no such act; Refused while it waits, when it was refused or used, after three days,
    and when it names another set.
    """
    act = released(session, RESTORE, act_id, at)
    if act.payload["set"] != digest.hex():
        raise refuse_state("another_set", "Đ.9.2")
    basis = Basis(act.basis_number, act.basis_date)
    return Approval(act.proposed_by, UUID(str(act.decided_by)), basis)


def approval_in_person(
    restored: Session, asked: Proof, approved: Proof, basis: Basis, at: datetime, now: datetime
) -> Approval:
    """Return who agreed, by what both typed, checked with the accounts of the restored copy.

    Refused unless both are right, are two persons, and hold the province's role that day. `at` is
    the business clock, `now` the system clock.
    """
    with transaction(restored):
        first, second = (_officer(restored, one, at, now) for one in (asked, approved))
        entitled = _entitled(first) and _entitled(second)
        require(may_decide_in_person(first.person_id, second.person_id, entitled))
        basis = require_basis(basis, local_day(at))
    return Approval(UUID(first.person_id), UUID(second.person_id), basis)


def _officer(session: Session, proof: Proof, at: datetime, now: datetime) -> Officer:
    account = people.account_named(session, proof.username.strip().lower())
    right = passwords.is_right(account.password_hash if account else None, proof.password)
    if (
        account is None
        or not right
        or not grants.usable(session, account.id, local_day(at))
        or not totp.shows(session, account.id, proof.code, now)
    ):
        raise refuse_who("not_proven", "Đ.5")
    return people.officer(session, account, local_day(at))


def _entitled(officer: Officer) -> bool:
    return Role.PROVINCE in officer.roles(acting=True)


RESTORE = Kind("restore", _entitled, None)
