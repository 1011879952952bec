"""Accounts by tier: cấp, hạn chế, mở rộng, hủy quyền truy cập.

Who may is `tiers.accounts`; what gives accounts itself needs two persons. Rows are only added.
Source: Quy chế Đ.5.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.accounts import AccountGrant
from province_app.models.people import Account
from province_app.models.two_person import TwoPersonAct
from province_app.services.account_opening import account_for
from province_app.services.account_seats import Seat, seat_for
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, refuse_state, require, require_seen
from province_app.services.two_person import Kind, manages_unit, propose
from province_app.stores import audit, people
from province_app.stores import grants as store
from province_app.stores.transaction import transaction
from tiers.accounts import GrantAct, may_change, may_grant, may_take_effect, needs_two
from tiers.calendar import local_day
from tiers.units import Officer, Role, Tier

Done = AccountGrant | TwoPersonAct  # a grant, or the proposal of one


@dataclass(frozen=True)
class Terms:
    """By which document, from which day, to before which day (None: without end)."""

    basis: Basis
    starts_on: date
    ends_on: date | None = None


def grant(
    session: Session,
    officer: Officer,
    person_id: UUID,
    role: Role,
    unit_id: int,
    terms: Terms,
    at: datetime,
) -> Done:
    """Grant the role to a person of the unit, with an account if there is none yet.

    What the province gives out is only proposed. Missing outside the officer's reach, for people
    of other units and whom the officer may not see; Refused by the rule of the tiers, without a
    basis, for days that are over, and while the same is granted already. Source: Đ.5.1-5.3.
    """
    with transaction(session):
        require_seen(officer, person_id)
        day = local_day(at)
        seat = seat_for(session, officer, unit_id, day)
        own_tier = Tier(seat.own.tier)
        require(may_grant(officer, seat.own.unit_id, own_tier, role, seat.place, str(person_id)))
        _require_person(session, person_id, role, unit_id, day)
        basis = require_basis(terms.basis, day)
        require(may_take_effect(terms.starts_on, terms.ends_on, day))
        account = account_for(session, person_id, at, UUID(officer.person_id))
        _require_new(session, account, role, unit_id, day)
        if needs_two(role, GrantAct.GRANTED):
            payload = {
                "act": str(GrantAct.GRANTED),
                "account_id": account.id,
                "role": str(role),
                "unit_ids": _units(unit_id, seat),
                "starts_on": terms.starts_on.isoformat(),
                "ends_on": terms.ends_on.isoformat() if terms.ends_on else None,
            }
            return propose(session, officer, _kind(seat), payload, basis, at, person_id)
        first = AccountGrant(
            account_id=account.id,
            role=role,
            unit_id=unit_id,
            limited=False,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
        )
        return _add(session, first, GrantAct.GRANTED, basis, UUID(officer.person_id), at)


def change(
    session: Session,
    officer: Officer,
    grant_id: int,
    act: GrantAct,
    basis: Basis,
    at: datetime,
    ends_on: date | None = None,
) -> Done:
    """Limit a grant to reading, extend it (to the day, None: without end), or revoke it today.

    To extend lifts a limit too. Errors as `grant`; Missing for a grant that was changed since.
    Source: Quy chế Đ.5.1-5.3.
    """
    with transaction(session):
        day = local_day(at)
        found = store.find(session, grant_id)
        if found is None:
            raise Missing
        account = session.get_one(Account, found.account_id)
        require_seen(officer, account.person_id)
        store.account_of(session, account.person_id, lock=True)
        if store.find(session, grant_id) is None:  # another act came first, while we waited
            raise Missing
        seat = seat_for(session, officer, found.unit_id, day)
        own_tier, subject, role = Tier(seat.own.tier), str(account.person_id), Role(found.role)
        require(may_grant(officer, seat.own.unit_id, own_tier, role, seat.place, subject))
        basis = require_basis(basis, day)
        changed = _changed(found, act, ends_on, day)
        if needs_two(role, act):
            payload = {
                "act": str(act),
                "grant_id": found.id,
                "account_id": account.id,
                "role": str(role),
                "unit_ids": _units(found.unit_id, seat),
                "ends_on": ends_on.isoformat() if ends_on else None,
            }
            return propose(session, officer, _kind(seat), payload, basis, at, account.person_id)
        return _add(session, changed, act, basis, UUID(officer.person_id), at)


def _require_person(session: Session, person_id: UUID, role: Role, unit_id: int, day: date) -> None:
    """Demand that the person works in the unit; for the province anywhere in the province."""
    home = people.home_unit(session, person_id, day)
    if home is None or (role is not Role.PROVINCE and home != unit_id):
        raise Missing


def _require_new(session: Session, account: Account, role: Role, unit_id: int, day: date) -> None:
    held = {(one.role, one.unit_id) for one in store.open_of(session, account.id, day)}
    if (role, unit_id) in held:
        raise refuse_state("already_granted", "Đ.5")


def is_proposal(done: Done) -> bool:
    """Whether what was asked still waits for a second person."""
    return isinstance(done, TwoPersonAct)


def _changed(found: AccountGrant, act: GrantAct, ends_on: date | None, day: date) -> AccountGrant:
    """Return the grant as the act leaves it; Refused when it may not be changed so."""
    over = found.ends_on is not None and found.ends_on <= day
    longer = found.ends_on is not None and (ends_on is None or ends_on > found.ends_on)
    require(may_change(act, limited=found.limited, over=over, longer=longer))
    ends = found.ends_on
    if act is GrantAct.REVOKED:
        ends = max(found.starts_on, day)
    elif act is GrantAct.EXTENDED and longer:
        ends = ends_on
    return AccountGrant(
        account_id=found.account_id,
        role=found.role,
        unit_id=found.unit_id,
        limited=act is GrantAct.LIMITED or (act is GrantAct.REVOKED and found.limited),
        starts_on=found.starts_on,
        ends_on=ends,
        follows=found.id,
    )


def _add(
    session: Session,
    row: AccountGrant,
    act: GrantAct,
    basis: Basis,
    actor: UUID,
    at: datetime,
    two_person_id: UUID | None = None,
) -> AccountGrant:
    row.act, row.at, row.by_person = act, at, actor
    row.basis_number, row.basis_date = basis.number, basis.day
    row.two_person_id = two_person_id
    session.add(row)
    session.flush()
    detail = {"role": str(row.role), "grant": row.id}
    audit.add(session, f"account.{act}", actor, [row.account_id], at, row.unit_id, **detail)
    return row


def _carry_out(session: Session, act: TwoPersonAct, officer: Officer, at: datetime) -> None:
    """Do what was proposed; a day that passed while it waited becomes today."""
    day = local_day(at)
    payload = act.payload
    account = store.account_of(session, act.subject_id, lock=True) if act.subject_id else None
    if account is None:
        raise Missing
    kind = GrantAct(str(payload["act"]))
    ends_on = date.fromisoformat(str(payload["ends_on"])) if payload["ends_on"] else None
    role = Role(str(payload["role"]))
    unit_id = int(payload["unit_ids"][0])  # type: ignore[index]
    proposer = people.officer_of(session, act.proposed_by, day)
    seat = seat_for(session, proposer, unit_id, day)
    own_tier = Tier(seat.own.tier)
    require(may_grant(proposer, seat.own.unit_id, own_tier, role, seat.place, str(act.subject_id)))
    if kind is GrantAct.GRANTED:
        _require_person(session, account.person_id, role, unit_id, day)
        _require_new(session, account, role, unit_id, day)
        starts_on = max(date.fromisoformat(str(payload["starts_on"])), day)
        require(may_take_effect(starts_on, ends_on, day))
        row = AccountGrant(
            account_id=account.id,
            role=role,
            unit_id=unit_id,
            limited=False,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    else:
        found = store.find(session, int(str(payload["grant_id"])))
        if found is None:
            raise refuse_state("grant_changed", "Đ.5")
        row = _changed(found, kind, ends_on, day)
    basis = Basis(act.basis_number, act.basis_date)
    _add(session, row, kind, basis, act.proposed_by, at, act.id)


def _kind(seat: Seat) -> Kind:
    """Return who agrees: of what the province gives, the province; else the units concerned."""
    return ADMIN_GRANT if Tier(seat.own.tier) is Tier.PROVINCE else UNIT_ADMIN_GRANT


def _units(unit_id: int, seat: Seat) -> list[int]:
    """Return the unit of the grant, first, and from where it is given."""
    of_province = Tier(seat.own.tier) is Tier.PROVINCE
    return [unit_id] if of_province else [unit_id, seat.own.unit_id]


def _entitled(officer: Officer) -> bool:
    return Role.PROVINCE in officer.roles(acting=True)


ADMIN_GRANT = Kind("admin_grant", _entitled, _carry_out)
UNIT_ADMIN_GRANT = Kind(
    "unit_admin_grant", manages_unit, _carry_out, of_unit=True, administered=True
)
