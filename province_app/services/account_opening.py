"""Accounts for a unit's roster, all at once; and whole accounts closed and opened again.

Source: Quy chế Đ.5.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.models.two_person import TwoPersonAct
from province_app.record.names import username_base
from province_app.services.account_seats import concerned_units, manageable, seat_for
from province_app.services.accounts import NewAccount, open_accounts_in
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, refuse_state, require
from province_app.services.two_person import Kind, manages_unit, propose
from province_app.stores import audit, people, sessions, units
from province_app.stores import grants as store
from province_app.stores.scope import as_node
from province_app.stores.transaction import transaction
from tiers.accounts import GrantAct, may_grant, needs_two
from tiers.calendar import local_day
from tiers.units import Officer, Role, Tier


def open_for_roster(
    session: Session, officer: Officer, unit_id: int, basis: Basis, at: datetime
) -> int:
    """Open a personal account for everybody on the unit's roster who has none; return how many.

    Source: Quy chế Đ.5.2d, 5.3c.
    """
    with transaction(session):
        day = local_day(at)
        seat = seat_for(session, officer, unit_id, day)
        basis = require_basis(basis, day)
        own_tier = Tier(seat.own.tier)
        require(may_grant(officer, seat.own.unit_id, own_tier, Role.PERSON, seat.place, ""))
        units.lock(session, unit_id)  # two at once would open the same accounts
        actor = UUID(officer.person_id)
        found = store.people_without(session, unit_id, day, officer.hidden)
        names = usernames(session, [name for _, name in found])
        new = [
            NewAccount(
                name,
                person_id,
                Role.PERSON,
                starts_on=day,
                basis_number=basis.number,
                basis_date=basis.day,
            )
            for (person_id, _), name in zip(found, names, strict=True)
        ]
        open_accounts_in(session, new, at, actor)
        bare = store.accounts_without_own(session, unit_id, day, officer.hidden)
        rows = [
            {
                "account_id": one,
                "role": Role.PERSON,
                "unit_id": unit_id,
                "limited": False,
                "starts_on": day,
                "ends_on": None,
                "basis_number": basis.number,
                "basis_date": basis.day,
                "act": GrantAct.GRANTED,
                "by_person": actor,
                "at": at,
            }
            for one in bare
        ]
        store.add_many(session, rows)
        audit.add(session, "account.granted", actor, bare, at, unit_id, role=str(Role.PERSON))
    return len(new) + len(rows)


def usernames(session: Session, full_names: Sequence[str]) -> list[str]:
    """Return a free user name for each: `ha.nguyenthi.0002` after `ha.nguyenthi.0001`."""
    bases = [username_base(name) for name in full_names]
    with as_node(session):  # names are told apart in the whole province
        highest_one = store.highest_numbers(session, set(bases)) if bases else {}
    found = []
    for base in bases:
        highest_one[base] = highest_one.get(base, 0) + 1
        found.append(f"{base}.{highest_one[base]:04d}")
    return found


def account_for(session: Session, person_id: UUID, at: datetime, actor: UUID) -> Account:
    """Return the person's account, locked; opened if there is none, with nothing granted yet."""
    account = store.account_of(session, person_id, lock=True)
    if account is not None:
        return account
    name = people.names(session, [person_id])[person_id]
    (username,) = usernames(session, [name])
    account = Account(username=username, person_id=person_id, created_at=at)
    session.add(account)
    session.flush()
    audit.add(session, "account.opened", actor, [person_id], at)
    return account


def disable(session: Session, officer: Officer, person_id: UUID, at: datetime) -> None:
    """Close the account until it is enabled again; it binds at the next request. Source: Đ.5."""
    with transaction(session):
        account = manageable(session, officer, person_id, at)
        if account.disabled_at is not None:
            raise refuse_state("account_disabled", "Đ.5")
        account.disabled_at, account.disabled_by = at, UUID(officer.person_id)
        ended = sessions.end_all(session, account.id)
        who = account.disabled_by
        audit.add(session, "account.disabled", who, [account.id], at, sessions=ended)


def enable(
    session: Session, officer: Officer, person_id: UUID, at: datetime
) -> TwoPersonAct | None:
    """Open a disabled account again; one that gives accounts is only proposed, as its grant was.

    Source: Quy chế Đ.5.
    """
    with transaction(session):
        account = manageable(session, officer, person_id, at)
        if account.disabled_at is None:
            raise refuse_state("account_enabled", "Đ.5")
        if act := propose_of_admin(session, officer, ADMIN_ENABLE, account, at):
            return act
        _enable(session, account, UUID(officer.person_id), at)
    return None


def propose_of_admin(
    session: Session, officer: Officer, kind: Kind, account: Account, at: datetime
) -> TwoPersonAct | None:
    """Propose the act on an account that gives accounts, on the paper by which it does; else None.

    In the caller's transaction. Source: Quy chế Đ.5.
    """
    day = local_day(at)
    granted = store.open_of(session, account.id, day)
    two = [one for one in granted if needs_two(Role(one.role), GrantAct.GRANTED)]
    if not two:
        return None
    units_of = concerned_units(session, officer, account.person_id, day)
    payload = {"account_id": account.id, "unit_ids": units_of}
    basis = Basis(two[0].basis_number, two[0].basis_date)
    return propose(session, officer, kind, payload, basis, at, account.person_id)


def _enable(session: Session, account: Account, actor: UUID, at: datetime) -> None:
    account.disabled_at = account.disabled_by = None
    audit.add(session, "account.enabled", actor, [account.id], at)


def _carry_out(session: Session, act: TwoPersonAct, officer: Officer, at: datetime) -> None:
    """Open it, if who proposed it still administers the account."""
    if act.subject_id is None:
        raise Missing
    proposer = people.officer_of(session, act.proposed_by, local_day(at))
    account = manageable(session, proposer, act.subject_id, at)
    if account.disabled_at is None:
        raise refuse_state("account_enabled", "Đ.5")
    _enable(session, account, UUID(officer.person_id), at)


ADMIN_ENABLE = Kind("admin_enable", manages_unit, _carry_out, of_unit=True, administered=True)
