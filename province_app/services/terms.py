"""Whose term ended by a load of rosters alone is put back: the contract was prolonged.

The other answer to that task is a leaving (`services/moves.py`). Source: Quy chế Đ.10.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.people import Employment
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import require
from province_app.services.moves import mine, still_to_file
from province_app.stores import audit, people, units
from province_app.stores import moves as store
from province_app.stores.levels import restricted_by_id
from province_app.stores.scope import as_node
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.levels import staff_for
from tiers.moves import may_move, may_prolong
from tiers.units import Officer


@dataclass(frozen=True)
class Prolonging:
    """From which day on somebody works on, until when (first day away; None: no end), by what."""

    again_on: date
    until: date | None
    basis: Basis


def prolonged(session: Session, employment: Employment) -> Prolonging | None:
    """Return what prolonged that line of the roster last, with its document; None where nothing.

    It stands in the log alone: no movement was proposed, and nobody else had to agree.
    """
    event = audit.newest_of_subject(
        session, "movement.prolonged", employment.person_id, employment.unit_id
    )
    if event is None:
        return None
    told = {name: str(value) if value else "" for name, value in event.detail.items()}
    again_on = date.fromisoformat(told["again_on"])
    if again_on < employment.starts_on:  # of a line before this one
        return None
    until = date.fromisoformat(told["until"]) if told["until"] else None
    basis = Basis(told["basis_number"], date.fromisoformat(told["basis_date"]))
    return Prolonging(again_on, until, basis)


def prolong(
    session: Session, officer: Officer, person_id: UUID, wanted: Prolonging, at: datetime
) -> int:
    """Put the person back on the roster of the unit; return the unit.

    Without a gap the old line goes on, else a new one begins. The record stayed owed all the time,
    so no sum of a month that is over moves. Posts and grants that stand count again from then on.
    Missing outside the officer's units, Refused to who may not check the record, and without a
    document. Source: Quy chế Đ.10.
    """
    with transaction(session):
        today = local_day(at)
        people.lock(session, person_id)
        employment = mine(session, officer, person_id, today)
        unit_id, ended = employment.unit_id, employment.ends_on
        restricted = restricted_by_id(session, today).get(str(person_id))
        staff = staff_for(units.staff_of(session, unit_id, today), restricted)
        require(may_move(officer, str(person_id), staff))
        with as_node(session):  # a line ahead may be another unit's
            require(still_to_file(session, employment, today))
        require(may_prolong(ended, wanted.again_on, wanted.until, today))
        basis = require_basis(wanted.basis, today)
        with as_node(session):
            if wanted.again_on == ended:
                store.end_employment(session, employment, wanted.until)
            else:
                session.add(
                    Employment(
                        person_id=person_id,
                        unit_id=unit_id,
                        category=employment.category,
                        starts_on=wanted.again_on,
                        ends_on=wanted.until,
                    )
                )
            session.flush()
            audit.add(
                session,
                "movement.prolonged",
                UUID(officer.person_id),
                [person_id],
                at,
                unit_id,
                ended_on=str(ended),
                again_on=wanted.again_on.isoformat(),
                until=wanted.until.isoformat() if wanted.until else None,
                basis_number=basis.number,
                basis_date=basis.day.isoformat(),
            )
    return unit_id
