"""From which own unit an officer administers accounts, and which accounts as a whole.

Source: Quy chế Đ.5.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.models.units import UnitPeriod
from province_app.services.errors import Missing, refuse_who, require, require_seen
from province_app.stores import grants as store
from province_app.stores import people, units
from tiers.accounts import Place, Relation, granting_role, highest, may_grant, roles_granted
from tiers.calendar import local_day
from tiers.units import Granted, Officer, Role, Tier


@dataclass(frozen=True)
class Seat:
    """One of the officer's own units, and the place of another unit seen from it."""

    own: UnitPeriod
    place: Place

    @property
    def roles(self) -> frozenset[Role]:
        """What is granted there from here."""
        return roles_granted(Tier(self.own.tier), self.place)


def own_units(session: Session, officer: Officer, day: date) -> list[UnitPeriod]:
    """Return the units for which the officer grants: those of the own administration grants."""
    held = {
        one.unit_id: one.role
        for one in officer.grants or ()
        if one.role in (Role.UNIT_ADMIN, Role.PROVINCE)
    }
    found = units.with_ids(session, list(held), day)
    return [one for one in found if granting_role(Tier(one.tier)) is held[one.unit_id]]


def seat_for(session: Session, officer: Officer, unit_id: int, day: date) -> Seat:
    """Return from which own unit the officer grants something in the unit; Missing from none."""
    for own in own_units(session, officer, day):
        seat = _seat(session, own, unit_id, day)
        if seat is not None and seat.roles:
            return seat
    raise Missing


def manageable(session: Session, officer: Officer, person_id: UUID, at: datetime) -> Account:
    """Return the account, locked, if the officer administers it as a whole.

    That is who may grant the widest of what it holds: so no unit takes over an account of the
    level above by a reset. Missing outside the officer's reach and for whom the
    officer may not see; Refused for the own account.
    Source: Quy chế Đ.5.
    """
    require_seen(officer, person_id)
    day = local_day(at)
    account = store.account_of(session, person_id, lock=True)
    if account is None:
        raise Missing
    held = [Granted(Role(one.role), one.unit_id) for one in store.open_of(session, account.id, day)]
    home = people.work_units(session, [person_id], day).get(person_id)
    top = highest(held) or (Granted(Role.PERSON, home) if home is not None else None)
    if top is None:
        raise Missing
    reachable = any(_reaches(session, officer, one.unit_id, day) for one in (*held, top))
    if not reachable:
        raise Missing
    for own in own_units(session, officer, day):
        seat = _seat(session, own, top.unit_id, day)
        if seat is None:
            continue
        tier = Tier(own.tier)
        decision = may_grant(officer, own.unit_id, tier, top.role, seat.place, str(person_id))
        if decision or decision.code == "own_account":
            require(decision)
            return account
    raise refuse_who("not_yours_to_grant", "Đ.5")


def concerned_units(session: Session, officer: Officer, person_id: UUID, day: date) -> list[int]:
    """Return in which units a second person may agree to an act on the account as a whole.

    Those for which the officer grants, and the person's own.
    """
    home = people.home_unit(session, person_id, day)
    own = {one.unit_id for one in own_units(session, officer, day)}
    return sorted(own | ({home} if home else set()))


def _reaches(session: Session, officer: Officer, unit_id: int, day: date) -> bool:
    try:
        seat_for(session, officer, unit_id, day)
    except Missing:
        return False
    return True


def _seat(session: Session, own: UnitPeriod, unit_id: int, day: date) -> Seat | None:
    unit = next(iter(units.with_ids(session, [unit_id], day)), None)
    if unit is None:
        return None
    relation = Relation.ELSEWHERE
    if unit_id == own.unit_id:
        relation = Relation.OWN
    elif units.is_in_subtree(session, unit_id, own.unit_id, day):
        relation = Relation.BELOW
    return Seat(own, Place(unit_id, Tier(unit.tier), relation))
