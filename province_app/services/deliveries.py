"""Which departments deliver by software of their own: decided with a document, from a day on.

From then on the province runs no stage of theirs itself: what they owe is what they deliver over
the exchange, and it counts once. Source: Quy chế Đ.8.2, Đ.12.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.deliveries import DeliveringUnit
from province_app.models.units import UnitPeriod
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, refuse_state, require
from province_app.stores import audit, exchange_judging, owed, people, units
from province_app.stores import deliveries as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.stages import Stage
from tiers.syncing import may_register_delivery
from tiers.units import Officer, Tier


@dataclass(frozen=True)
class DeliveryDesk:
    """Who delivers or delivered, and who could."""

    registered: Sequence[DeliveringUnit]
    departments: Sequence[UnitPeriod]  # of today, by code
    names: Mapping[UUID, str]  # of who decided
    unit_names: Mapping[int, str]
    day: date
    put_aside: Sequence[tuple[str, str]]  # agency and period whose judgement failed


def desk(session: Session, at: datetime) -> DeliveryDesk:
    """Return what was registered, the first day first, and the departments of today."""
    day, registered = local_day(at), store.listed(session)
    named = {one.unit_id for one in registered}
    return DeliveryDesk(
        registered,
        units.units_as_of(session, day, Tier.DEPARTMENT),
        people.names(session, list({one.decided_by for one in registered})),
        {one.unit_id: one.name for one in units.last_periods(session, named, day)},
        day,
        exchange_judging.put_aside(session),
    )


def begin(
    session: Session, officer: Officer, code: str, starts_on: date, basis: Basis, at: datetime
) -> DeliveringUnit:
    """Let the department of that code deliver from the day on, under its code as agency.

    Missing when the code is no department's or district's on that day; Refused for a day that the
    first stage has counted already.
    """
    with transaction(session):
        require(may_register_delivery(officer))
        basis = require_basis(basis, local_day(at))
        unit = units.unit_of_code(session, code, starts_on)
        if unit is None or unit.tier != Tier.DEPARTMENT:
            raise Missing
        units.lock(session, unit.unit_id)
        _require_uncounted(session, starts_on)
        if any(_reaches(one, starts_on) for one in store.of_unit(session, unit.unit_id)):
            raise refuse_state("already_delivers", "Đ.8.2")
        made = DeliveringUnit(
            unit_id=unit.unit_id,
            starts_on=starts_on,
            ends_on=None,
            agency=code,
            basis_number=basis.number,
            basis_date=basis.day,
            decided_by=UUID(officer.person_id),
            decided_at=at,
        )
        session.add(made)
        said = {"agency": code, "from": starts_on.isoformat(), "document": basis.number}
        audit.add(session, "delivery.begun", made.decided_by, [code], at, unit.unit_id, **said)
    return made


def end(
    session: Session, officer: Officer, code: str, ends_on: date, basis: Basis, at: datetime
) -> DeliveringUnit:
    """Let the department deliver no more from the day on; its people are kept here again."""
    with transaction(session):
        require(may_register_delivery(officer))
        basis = require_basis(basis, local_day(at))
        unit = units.unit_of_code(session, code, local_day(at))
        if unit is None:
            raise Missing
        units.lock(session, unit.unit_id)
        open_ones = [one for one in store.of_unit(session, unit.unit_id) if one.ends_on is None]
        if not open_ones or open_ones[-1].starts_on >= ends_on:
            raise refuse_state("does_not_deliver", "Đ.8.2")
        _require_uncounted(session, ends_on)
        open_ones[-1].ends_on = ends_on
        said = {"agency": code, "until": ends_on.isoformat(), "document": basis.number}
        who = UUID(officer.person_id)
        audit.add(session, "delivery.ended", who, [code], at, unit.unit_id, **said)
    return open_ones[-1]


def _require_uncounted(session: Session, day: date) -> None:
    """Refuse a day that the first stage has counted: who was owed then stays as it was."""
    counted = owed.last_counted_day(session, Stage.FACILITY_TO_DEPARTMENT)
    if counted is not None and day <= counted:
        raise refuse_state("delivery_counted", "Đ.8.1")


def _reaches(one: DeliveringUnit, day: date) -> bool:
    return one.ends_on is None or one.ends_on > day
