"""What a workbook would do in a unit, nothing of it kept: for commands and measurements."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.services.errors import Missing
from province_app.services.import_rows import Row, judged
from province_app.stores import identities, people, sync, units
from province_app.workbooks.mapping import proposed
from province_app.workbooks.preview import entries
from province_app.workbooks.reading import Workbook
from tiers.calendar import local_day
from tiers.units import Officer


def officer_for(session: Session, code: str, at: datetime) -> tuple[Officer, int]:
    """Return an HR officer of the unit of that code, and its id; Missing when there is none."""
    day = local_day(at)
    found = [unit for unit in units.units_as_of(session, day) if unit.code == code]
    for unit in found:
        for who in units.staff_of(session, unit.unit_id, day).hr:
            return people.officer_of(session, UUID(who), day), unit.unit_id
    raise Missing


def code_of(session: Session, book: Workbook, at: datetime) -> str:
    """Return the code of the unit where most of the file's people work; Missing when of none.

    Known are those who have a confirmed record.
    """
    day = local_day(at)
    found = entries(book, proposed(book), day)
    records = identities.holders(session, [entry.key for entry in found if entry.key])
    counted = Counter(unit_id for _, unit_id in sync.units_of(session, records, day))
    if not counted:
        raise Missing
    return units.unit_as_of(session, counted.most_common(1)[0][0], day).code


def preview(
    session: Session, officer: Officer, unit_id: int, book: Workbook, at: datetime
) -> list[Row]:
    """Return what a file would do in the unit; nothing is kept."""
    return judged(session, officer, unit_id, entries(book, proposed(book), local_day(at)), at)
