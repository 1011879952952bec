"""Which tier creates which accounts, and who may change a grant. Source: Quy chế Đ.5.

The regulation knows four kinds: the province's management accounts, the units' administration
accounts (quản trị), the units' management accounts (quản lý) and personal accounts. Each tier
gives the accounts of the own unit, and the administration accounts one tier below; nobody gives
anything to himself, to a unit above or to one beside.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tiers.decision import ALLOWED, Decision
from tiers.levels import SEE_RESTRICTED
from tiers.units import Granted, Officer, Role, Tier


class Relation(StrEnum):
    """Where the unit of a grant lies, seen from the unit of who grants."""

    OWN = "own"
    BELOW = "below"  # trực thuộc: directly, or through units of the same tier
    ELSEWHERE = "elsewhere"  # above or beside


class GrantAct(StrEnum):
    """Cấp, hạn chế, mở rộng, hủy quyền truy cập (Đ.5)."""

    GRANTED = "granted"
    LIMITED = "limited"
    EXTENDED = "extended"
    REVOKED = "revoked"


class AccountState(StrEnum):
    """How an account stands on a day, for the list of a unit."""

    NONE = "none"
    DISABLED = "disabled"
    EXPIRED = "expired"
    WAITING = "waiting"  # for its activation
    LIMITED = "limited"
    ACTIVE = "active"


@dataclass(frozen=True)
class Place:
    """A unit of a grant: its tier, and where it lies from a unit of who grants."""

    unit_id: int
    tier: Tier
    relation: Relation


# Which kinds exist at which tier: nobody works at the tier of the province (design decision 8).
_EXISTS = {
    Role.PROVINCE: {Tier.PROVINCE},
    Role.UNIT_ADMIN: {Tier.DEPARTMENT, Tier.FACILITY},
    Role.DEPARTMENT_HR: {Tier.DEPARTMENT},
    Role.HR: {Tier.FACILITY},
    Role.LEADER: {Tier.DEPARTMENT, Tier.FACILITY},
    Role.PERSON: {Tier.DEPARTMENT, Tier.FACILITY},
}
_MANAGEMENT = {Role.DEPARTMENT_HR, Role.HR, Role.LEADER}
_OWN = {*_MANAGEMENT, Role.PERSON}
# (tier of who grants, relation, tier of the unit) → what is granted there, and by which point.
_GRANTS: dict[tuple[Tier, Relation, Tier], tuple[frozenset[Role], str]] = {
    (Tier.PROVINCE, Relation.OWN, Tier.PROVINCE): (frozenset({Role.PROVINCE}), "Đ.5.1a"),
    (Tier.PROVINCE, Relation.BELOW, Tier.DEPARTMENT): (frozenset({Role.UNIT_ADMIN}), "Đ.5.1b"),
    (Tier.DEPARTMENT, Relation.OWN, Tier.DEPARTMENT): (frozenset(_OWN), "Đ.5.2"),
    (Tier.DEPARTMENT, Relation.BELOW, Tier.FACILITY): (frozenset({Role.UNIT_ADMIN}), "Đ.5.2c"),
    (Tier.FACILITY, Relation.OWN, Tier.FACILITY): (frozenset(_OWN), "Đ.5.3"),
}
# What outranks what, for acts on the account as a whole.
_RANK = (Role.PERSON, Role.LEADER, Role.HR, Role.DEPARTMENT_HR, Role.UNIT_ADMIN, Role.PROVINCE)


def granting_role(tier: Tier) -> Role:
    """Return the kind of account that grants at the tier."""
    return Role.PROVINCE if tier is Tier.PROVINCE else Role.UNIT_ADMIN


def roles_granted(own_tier: Tier, place: Place) -> frozenset[Role]:
    """Return what a unit of that tier grants at the place. Source: Quy chế Đ.5.1-5.3."""
    roles, _ = _GRANTS.get((own_tier, place.relation, place.tier), (frozenset(), ""))
    return frozenset(role for role in roles if place.tier in _EXISTS[role])


def may_grant(
    granter: Officer, own_unit_id: int, own_tier: Tier, role: Role, place: Place, subject_id: str
) -> Decision:
    """Decide whether the granter, for the own unit, may grant, limit, extend or revoke the role.

    Source: Quy chế Đ.5.1-5.3.
    """
    if granter.person_id == subject_id:
        return Decision(False, "who", "own_account", "Đ.5")
    if not _holds(granter, granting_role(own_tier), own_unit_id):
        return Decision(False, "who", "role_lacks", "Đ.5")
    if role not in roles_granted(own_tier, place):
        return Decision(False, "who", "not_yours_to_grant", "Đ.5")
    return ALLOWED


def may_assign(
    granter: Officer, own_unit_id: int, own_tier: Tier, door: str, subject_id: str
) -> Decision:
    """Decide whether the granter may give or end a written assignment in the own subtree.

    Who sees restricted persons is named by the province alone. Source: Quy chế Đ.3.2, 11.6.
    """
    if granter.person_id == subject_id:
        return Decision(False, "who", "own_account", "Đ.11.6")
    if not _holds(granter, granting_role(own_tier), own_unit_id):
        return Decision(False, "who", "role_lacks", "Đ.11.6")
    if door == SEE_RESTRICTED and own_tier is not Tier.PROVINCE:
        return Decision(False, "who", "role_lacks", "Đ.3.2")
    return ALLOWED


def needs_two(role: Role, act: GrantAct) -> bool:
    """Whether two persons must agree: for every account that gives accounts. Taking away needs one.

    Source: Quy chế Đ.5.1a, 5.1b, 5.2c.
    """
    gives = role in (Role.PROVINCE, Role.UNIT_ADMIN)
    return gives and act in (GrantAct.GRANTED, GrantAct.EXTENDED)


def highest(grants: Collection[Granted]) -> Granted | None:
    """Return the grant by which the account as a whole is administered; None without any."""
    return max(grants, key=lambda one: _RANK.index(one.role), default=None)


def may_take_effect(starts_on: date, ends_on: date | None, today: date) -> Decision:
    """Decide whether a grant may run so: it begins today or later, and ends after it began."""
    if starts_on < today:
        return Decision(False, "state", "day_past", "Đ.5")
    if ends_on is not None and ends_on <= starts_on:
        return Decision(False, "state", "ends_before_start", "Đ.5")
    return ALLOWED


def may_change(act: GrantAct, *, limited: bool, over: bool, longer: bool) -> Decision:
    """Decide whether a grant may be limited, extended or revoked as it stands.

    `over`: it has ended, and stays ended: history is not written anew, a new grant is given.
    `longer`: the new end lies after the present one. Source: Quy chế Đ.5.
    """
    if over:
        return Decision(False, "state", "grant_over", "Đ.5")
    if act is GrantAct.LIMITED and limited:
        return Decision(False, "state", "already_limited", "Đ.5")
    if act is GrantAct.EXTENDED and not limited and not longer:
        return Decision(False, "state", "nothing_extended", "Đ.5")
    return ALLOWED


def state_of(
    *, exists: bool, disabled: bool, activated: bool, grants: Collection[Granted]
) -> AccountState:
    """Return how the account stands; `grants`: those valid on the day."""
    if not exists:
        return AccountState.NONE
    if disabled:
        return AccountState.DISABLED
    if not grants:
        return AccountState.EXPIRED
    if not activated:
        return AccountState.WAITING
    return AccountState.LIMITED if any(one.limited for one in grants) else AccountState.ACTIVE


def _holds(granter: Officer, role: Role, unit_id: int) -> bool:
    return any(
        one.role is role and one.unit_id == unit_id and not one.limited
        for one in granter.grants or ()
    )
