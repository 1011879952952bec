"""Chỉ tiêu biên chế and đơn vị kế thừa: what the national database is told of units.

Rows are added, never changed: the latest decision counts. They travel with the next submission.
Source: QĐ 893 (tổ chức bộ máy, biên chế); exchange contract §3 (units).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.units import UnitQuota, UnitSuccessor
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, refuse_state, require
from province_app.stores import audit, units
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.unit_facts import may_keep_units
from tiers.units import Officer

YEARS = range(1945, 10_000)


def assign(
    session: Session,
    officer: Officer,
    code: str,
    year: int,
    assigned: int,
    basis: Basis,
    at: datetime,
) -> UnitQuota:
    """Record how many posts the unit is assigned for the year.

    Missing when no unit has the code today; Refused for what is no year or no number of posts.
    """
    with transaction(session):
        require(may_keep_units(officer))
        basis = require_basis(basis, local_day(at))
        if year not in YEARS or assigned < 0:
            raise refuse_state("quota_number", "QĐ893")
        unit = units.unit_of_code(session, code, local_day(at))
        if unit is None:
            raise Missing
        row = UnitQuota(
            unit_id=unit.unit_id,
            year=year,
            assigned=assigned,
            decision=basis.number,
            decided_on=basis.day,
            recorded_by=UUID(officer.person_id),
            recorded_at=at,
        )
        session.add(row)
        said = {"year": year, "assigned": assigned, "document": basis.number}
        audit.add(session, "unit.assigned", row.recorded_by, [code], at, unit.unit_id, **said)
    return row


def name_successor(
    session: Session, officer: Officer, code: str, successor: str, basis: Basis, at: datetime
) -> UnitSuccessor:
    """Record which unit follows the one that has, or last had, the code.

    Missing when one of the codes is nobody's; Refused while no end of the unit is known, and for
    what follows it already.
    """
    with transaction(session):
        require(may_keep_units(officer))
        basis = require_basis(basis, local_day(at))
        ended = units.last_of_code(session, code)
        follows = units.unit_of_code(session, successor, local_day(at))
        if ended is None or follows is None:
            raise Missing
        if ended.valid_to is None or ended.unit_id == follows.unit_id:
            raise refuse_state("unit_not_ended", "QĐ893")
        units.lock(session, ended.unit_id)
        if session.get(UnitSuccessor, (ended.unit_id, follows.unit_id)) is not None:
            raise refuse_state("successor_known", "QĐ893")
        row = UnitSuccessor(
            unit_id=ended.unit_id,
            successor_id=follows.unit_id,
            decision=basis.number,
            decided_on=basis.day,
            recorded_by=UUID(officer.person_id),
            recorded_at=at,
        )
        session.add(row)
        said = {"successor": successor, "document": basis.number}
        audit.add(session, "unit.succeeded", row.recorded_by, [code], at, ended.unit_id, **said)
    return row
