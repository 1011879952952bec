"""How long a signed-in session lasts, and how long a proof of the second factor counts."""

from collections.abc import Collection
from datetime import datetime, timedelta

from tiers.units import Role

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)
IDLE_ADMIN = timedelta(minutes=15)  # whoever manages the whole database, or others' accounts
ADMINS = frozenset({Role.PROVINCE, Role.UNIT_ADMIN})
HALF = timedelta(minutes=10)  # between the password and the code
FRESH = timedelta(minutes=5)


def idle_limit(roles: Collection[Role]) -> timedelta:
    """Return how long the session of an account with these roles may rest."""
    return IDLE if ADMINS.isdisjoint(roles) else IDLE_ADMIN


def lives_until(roles: Collection[Role], started_at: datetime, seen_at: datetime) -> datetime:
    """Return when the session ends if nothing more comes; that moment itself is too late."""
    return min(started_at + LONGEST, seen_at + idle_limit(roles))


def needs_key(key_roles: Collection[Role], roles: Collection[Role]) -> bool:
    """Whether an account with these roles enters by a passkey: no page can hand that on."""
    return not frozenset(key_roles).isdisjoint(roles)


def is_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """Whether the second factor was shown a short while ago."""
    return proved_at is not None and now - proved_at <= FRESH
