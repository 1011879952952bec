"""What an account administrator sees: the unit's people with their accounts, and one of them.

Reading only. Source: Quy chế Đ.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.accounts import AccountGrant
from province_app.models.units import UnitPeriod
from province_app.services import assignments
from province_app.services.account_seats import own_units, seat_for
from province_app.services.errors import Missing, require_seen
from province_app.stores import grants as store
from province_app.stores import people, units
from province_app.stores.assignments import Listed
from province_app.stores.grants import AccountLine
from tiers.accounts import AccountState, may_grant, roles_granted, state_of
from tiers.calendar import local_day
from tiers.units import Granted, Officer, Role, Tier


@dataclass(frozen=True)
class Line:
    """One person of the unit: how the account stands, and what it holds today."""

    person_id: UUID
    full_name: str
    username: str
    state: AccountState
    roles: tuple[Role, ...]
    code_until: datetime | None


@dataclass(frozen=True)
class AccountDesk:
    """A unit's accounts; `units`: those that the officer may open, the own ones first."""

    unit: UnitPeriod
    units: Sequence[UnitPeriod]
    roles: frozenset[Role]  # that the officer grants in this unit
    lines: Sequence[Line]
    day: date

    @property
    def missing(self) -> int:
        """How many have no account."""
        return sum(one.state is AccountState.NONE for one in self.lines)

    @property
    def waiting(self) -> int:
        """How many wait for their activation."""
        return sum(one.state is AccountState.WAITING for one in self.lines)


@dataclass(frozen=True)
class GrantLine:
    """A grant as its history shows it; `may_change`: it stands and the officer may act on it."""

    row: AccountGrant
    unit: str
    by: str
    may_change: bool


@dataclass(frozen=True)
class PersonDesk:
    """One person's account: its grants with all that was done to them, written assignments."""

    line: Line
    unit: UnitPeriod
    own: bool  # the officer's own account: nothing may be done
    roles: Sequence[Role]  # that may be granted to this person here
    grants: Sequence[GrantLine]
    assigned: Sequence[Listed]
    scopes: Sequence[UnitPeriod]  # units for which something may be assigned
    names: Mapping[int, str]
    day: date


def account_desk(
    session: Session, officer: Officer, unit_id: int | None, at: datetime, now: datetime
) -> AccountDesk:
    """Return the unit's people with their accounts, by default of the first own unit.

    Missing for a unit in which the officer grants nothing. `now`: of the system clock.
    """
    day = local_day(at)
    listed = _units(session, officer, day)
    if not listed:
        raise Missing
    seat = seat_for(session, officer, unit_id or listed[0].unit_id, day)
    unit = units.unit_as_of(session, seat.place.unit_id, day)
    found = store.lines(session, unit.unit_id, day, now, officer.hidden)
    return AccountDesk(unit, listed, seat.roles, [_line(one) for one in found], day)


def person_desk(
    session: Session, officer: Officer, person_id: UUID, at: datetime, now: datetime
) -> PersonDesk:
    """Return the person's account; Missing outside the officer's reach. Source: Quy chế Đ.5."""
    day = local_day(at)
    home = people.home_unit(session, person_id, day)
    if home is None:
        raise Missing
    seat_for(session, officer, home, day)
    found = store.lines(session, home, day, now, officer.hidden, person_id)
    if not found:
        raise Missing
    account = store.account_of(session, person_id)
    rows = store.history(session, account.id) if account else []
    assigned = assignments.assignments_of(session, officer, person_id, at)
    scopes = _scopes(session, officer, day)
    ids = {row.unit_id for row in rows} | {one.unit_id for one in assigned} | {home}
    names = {one.unit_id: one.name for one in units.with_ids(session, ids, day)}
    by = people.names(session, [row.by_person for row in rows if row.by_person])
    follows = {row.follows for row in rows}
    own = officer.person_id == str(person_id)
    return PersonDesk(
        _line(found[0]),
        units.unit_as_of(session, home, day),
        own,
        _grantable(session, officer, home, str(person_id), day),
        [
            GrantLine(
                row,
                names.get(row.unit_id, ""),
                by.get(row.by_person, "") if row.by_person else "",
                row.id not in follows
                and (row.ends_on is None or row.ends_on > day)
                and _may_change(session, officer, row, str(person_id), day),
            )
            for row in rows
        ],
        assigned,
        [] if own else scopes,
        {**names, **{one.unit_id: one.name for one in scopes}},
        day,
    )


def unit_for(session: Session, officer: Officer, person_id: UUID, role: Role, at: datetime) -> int:
    """Return the unit of a grant to the person: of the work, of the province's role the province.

    Missing outside the officer's reach, and for whom the officer may not see.
    """
    require_seen(officer, person_id)
    day = local_day(at)
    home = people.home_unit(session, person_id, day)
    if home is None:
        raise Missing
    return units.province_unit(session, day).unit_id if role is Role.PROVINCE else home


def _units(session: Session, officer: Officer, day: date) -> list[UnitPeriod]:
    """Return the own units and those one tier below, in which something is granted."""
    found: list[UnitPeriod] = []
    for own in own_units(session, officer, day):
        if own.tier != Tier.PROVINCE:  # nobody works there
            found.append(own)
        below = Tier.DEPARTMENT if own.tier == Tier.PROVINCE else Tier.FACILITY
        if own.tier == Tier.FACILITY:
            continue
        ids = units.ids_in_subtree(session, [own.unit_id], day) - {own.unit_id}
        found += [one for one in units.with_ids(session, ids, day) if one.tier == below]
    return found


def _scopes(session: Session, officer: Officer, day: date) -> list[UnitPeriod]:
    roots = [one.unit_id for one in own_units(session, officer, day)]
    tree = units.ids_in_subtree(session, roots, day)
    return sorted(units.with_ids(session, tree, day), key=lambda one: one.unit_id not in roots)


def _grantable(
    session: Session, officer: Officer, home: int, person_id: str, day: date
) -> list[Role]:
    """Return what may be granted to somebody who works there; of the province's too."""
    found: set[Role] = set()
    for own in own_units(session, officer, day):
        for unit_id in {home, own.unit_id} if own.tier == Tier.PROVINCE else {home}:
            try:
                seat = seat_for(session, officer, unit_id, day)
            except Missing:
                continue
            tier = Tier(seat.own.tier)
            found |= {
                role
                for role in roles_granted(tier, seat.place)
                if may_grant(officer, seat.own.unit_id, tier, role, seat.place, person_id)
            }
    return [role for role in Role if role in found]


def _may_change(
    session: Session, officer: Officer, row: AccountGrant, person_id: str, day: date
) -> bool:
    try:
        seat = seat_for(session, officer, row.unit_id, day)
    except Missing:
        return False
    tier, role = Tier(seat.own.tier), Role(row.role)
    return may_grant(officer, seat.own.unit_id, tier, role, seat.place, person_id).allowed


def _line(one: AccountLine) -> Line:
    held = [Granted(Role(g["role"]), g["unit_id"], g["limited"]) for g in one.grants]
    state = state_of(
        exists=one.account_id is not None,
        disabled=one.disabled,
        activated=one.activated,
        grants=held,
    )
    roles = {grant.role for grant in held}
    return Line(
        one.person_id,
        one.full_name,
        one.username or "",
        state,
        tuple(role for role in Role if role in roles),
        one.code_until,
    )
