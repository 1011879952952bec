"""Who binds a certificate to a person, and how soon it has to be renewed.

Source: Quy chế Đ.7.1b; two persons for what gives somebody the power to sign.
"""

from datetime import date
from enum import StrEnum

from tiers.decision import ALLOWED, Decision
from tiers.units import Officer, Role

WARN_DAYS, ALARM_DAYS = 60, 30


class Expiry(StrEnum):
    """How near a certificate's end is."""

    FAR = "far"
    SOON = "soon"  # within 60 days: ask for a new one
    NEAR = "near"  # within 30 days
    OVER = "over"


def expiry_of(last_day: date, today: date) -> Expiry:
    """Return how near the end is; on its last day a certificate still counts."""
    left = (last_day - today).days
    if left < 0:
        return Expiry.OVER
    if left <= ALARM_DAYS:
        return Expiry.NEAR
    return Expiry.SOON if left <= WARN_DAYS else Expiry.FAR


def may_bind(officer: Officer, person_id: str) -> Decision:
    """Decide whether the officer may propose or end a certificate of the person."""
    if officer.role is not Role.PROVINCE:
        return Decision(False, "who", "role_lacks", "Đ.5")
    if officer.person_id == person_id:
        return Decision(False, "state", "own_certificate", "Đ.7.1b")
    return ALLOWED


def may_decide(officer: Officer, proposed_by: str, person_id: str, state: str) -> Decision:
    """Decide whether the officer may confirm or refuse what another has proposed."""
    allowed = may_bind(officer, person_id)
    if not allowed.allowed:
        return allowed
    if officer.person_id == proposed_by:
        return Decision(False, "state", "second_person_needed", "Đ.7.1b")
    if state != "proposed":
        return Decision(False, "state", "already_decided")
    return ALLOWED
