"""The records of a unit as a workbook that HR can bring back. Source: Quy chế Đ.6."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.services.errors import Missing
from province_app.services.import_people import bases_of
from province_app.services.importing import units_of
from province_app.stores import audit
from province_app.stores.transaction import transaction
from province_app.workbooks.writing import Line, workbook
from tiers.calendar import local_day
from tiers.units import Officer


def export_unit(session: Session, officer: Officer, unit_id: int, at: datetime) -> bytes:
    """Return the workbook of everybody on the roster today, with open drafts as they are.

    It is written down who took which people's data. Missing for a unit where the officer is not HR.
    """
    if unit_id not in units_of(officer):
        raise Missing
    found = bases_of(session, unit_id, at, officer.hidden)
    with transaction(session):
        ids = [base.person_id for base in found]
        audit.add(session, "record.exported", UUID(officer.person_id), ids, at, unit_id)
        lines = [Line(base.typed) for base in found]
    return workbook(lines, local_day(at))
