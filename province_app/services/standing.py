"""Where the signed-in person stands today: name, unit, post, and what the month has open for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.units import UnitPeriod
from province_app.services.exceptional_windows import signing_opening
from province_app.stores import people, units
from tiers.calendar import Opening, Rule, last_stage, local_day, sign_opening, stage_opening
from tiers.units import Officer, Role, Tier


@dataclass(frozen=True)
class Standing:
    """Facts that every page shows."""

    full_name: str
    title: str  # of the post held, or ""
    unit: UnitPeriod | None  # None: on no roster today
    rules: list[Rule]
    act: str  # "sign" or the stage that this account follows
    opening: Opening


def standing_of(session: Session, officer: Officer, at: datetime) -> Standing:
    """Return who the officer is today and the act of the month that concerns this account."""
    day = local_day(at)
    person_id = UUID(officer.person_id)
    full_name = people.names(session, [person_id]).get(person_id, "")
    unit_id = people.home_unit(session, person_id, day)
    unit = units.unit_as_of(session, unit_id, day) if unit_id else None
    rules = units.calendar_rules(session)
    tier = Tier(unit.tier) if unit else Tier.FACILITY
    act, opening = "sign", sign_opening(rules, tier, at)
    if unit is not None:
        opening = signing_opening(session, unit.unit_id, tier, at)
    if officer.has(Role.PROVINCE):
        act = last_stage(rules)
        opening = stage_opening(rules, act, at)
    title = people.title_of(session, person_id, day)
    return Standing(full_name, title, unit, rules, act, opening)
