"""Accounts of the demo that no post brings: administrators of accounts, and each state of one.

Those of Sở Nội vụ and of the first unit of each lower tier; written to var/demo-accounts.json.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.demo.accounts import DemoAccount
from province_app.demo.people import UnitPeople
from province_app.demo.units import facts
from province_app.services import activation, assignments, levels, totp
from province_app.services.basis import Basis
from province_app.services.two_person_desk import decide
from province_app.stores import people, units
from tiers.calendar import local_day
from tiers.levels import SEE_RESTRICTED
from tiers.units import Role, Tier

_BASIS = Basis("15/QĐ-SNV", date(2024, 1, 15))


@dataclass(frozen=True)
class Special:
    """One such account; `state`: what it is there to show."""

    state: str
    username: str
    password: str | None
    totp_secret: str | None
    role: Role
    unit: str
    person: str
    code: str = ""  # of an account that waits for its activation


# What the first plain people of a unit get, in order: state, role, more of the seed's row.
_KEEPERS: tuple[tuple[str, Role, Mapping[str, Any]], ...] = (
    ("second_of_province", Role.PROVINCE, {}),
    ("unit_admin", Role.UNIT_ADMIN, {}),
)
_ADMIN: tuple[tuple[str, Role, Mapping[str, Any]], ...] = (("unit_admin", Role.UNIT_ADMIN, {}),)
_STATES: tuple[tuple[str, Role, Mapping[str, Any]], ...] = (
    *_ADMIN,
    ("limited", Role.PERSON, {"limited": True}),
    ("expired", Role.PERSON, {"valid_from": "2023-01-01", "valid_to": "2024-05-01"}),
    ("waiting", Role.PERSON, {}),
    ("restricted", Role.PERSON, {}),
)


def special_rows(
    group: UnitPeople,
    accounts: Mapping[str, DemoAccount],
    taken: set[str],
    made: list[Special],
) -> dict[str, dict[str, Any]]:
    """Return seed rows, by person, for the plain people of the unit who get such accounts.

    What was chosen is added to `made`; `taken`: people who have another part in the month.
    """
    wanted = _wanted(group, {one.unit for one in made}, {one.state for one in made})
    posted = {one.person for one in group.appointments}
    free = [one.id for one in group.persons if one.id not in posted | taken]
    rows: dict[str, dict[str, Any]] = {}
    if len(free) < len(wanted):
        return rows
    for who, (state, role, more) in zip(free, wanted, strict=False):
        waiting = state == "waiting"
        password = None if waiting else secrets.token_urlsafe(9)
        secret = None if waiting else totp.new_secret()
        row = {
            **accounts[who].as_seed(),
            "password": password,
            "totp_secret": secret,
            "role": role.value,
            **more,
        }
        rows[who] = row
        made.append(Special(state, row["username"], password, secret, role, group.unit.code, who))
    return rows


def settle(session: Session, made: list[Special], at: datetime, system_at: datetime) -> None:
    """Designate who sees restricted persons, restrict one, and make the waiting one's code."""
    by_state = {one.state: one for one in reversed(made)}
    if "second_of_province" not in by_state or "restricted" not in by_state:
        return
    day = local_day(at)
    second = people.officer_of(session, UUID(by_state["second_of_province"].person), day)
    top = units.province_unit(session, day).unit_id
    keepers = [
        one.person_id
        for one in people.granted(session, Role.PROVINCE, top, day)
        if str(one.person_id) != second.person_id
    ]
    first = people.officer_of(session, keepers[0], day)
    until = day + timedelta(days=365)
    for by, who in ((second, first), (first, second)):
        assignments.assign(
            session, by, UUID(who.person_id), SEE_RESTRICTED, top, _BASIS, day, until, at
        )
    first = people.officer_of(session, keepers[0], day)
    restricted = UUID(by_state["restricted"].person)
    second = people.officer_of(session, UUID(second.person_id), day)
    act = levels.propose_raising(session, first, restricted, day, until, _BASIS, at)
    decide(session, second, act.id, True, at)
    waiting = by_state["waiting"]
    admin = next(one for one in made if one.state == "unit_admin" and one.unit == waiting.unit)
    officer = people.officer_of(session, UUID(admin.person), day)
    unit_id = people.home_unit(session, UUID(waiting.person), day)
    if unit_id is None:
        return
    (slip,) = activation.issue_codes(
        session, officer, unit_id, at, system_at, {UUID(waiting.person)}
    )
    made[made.index(waiting)] = Special(**{**vars(waiting), "code": slip.code})


def _wanted(
    group: UnitPeople, units_done: set[str], states_done: set[str]
) -> tuple[tuple[str, Role, Mapping[str, Any]], ...]:
    if group.unit.code == facts()["database_manager"]:
        return _KEEPERS
    if group.unit.tier is Tier.FACILITY and "limited" not in states_done:
        return _STATES
    others = units_done - {facts()["database_manager"]}
    if group.unit.tier is Tier.DEPARTMENT and not others:
        return _ADMIN
    return ()
