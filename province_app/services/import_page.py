"""What an officer sees of a workbook on its way: its columns, its rows, how far it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.imports import ImportBatch, ImportRow
from province_app.record.entry import Fault
from province_app.services import audit_reading
from province_app.services.import_files import maps_of
from province_app.services.import_rows import fault_of_json
from province_app.services.importing import own
from province_app.stores import imports
from province_app.workbooks.mapping import SheetMap
from province_app.workbooks.preview import CellChange, cell_changes
from tiers.audit import Purpose
from tiers.units import Officer

PAGE = 25
AT_ONCE = 500  # rows read at once for a file of them
WITH_FAULTS = ("wrong", "refused")
STATES = ("wrong", "refused", "insert", "update", "same", "entered")


@dataclass(frozen=True)
class ShownRow:
    """One person's part of the file."""

    number: int  # of the batch
    row: int  # where it stands in the file
    key: str
    full_name: str
    state: str
    changes: Sequence[CellChange]
    told: Mapping[str, str]  # all that the file says
    faults: Sequence[Fault]


@dataclass(frozen=True)
class ImportDesk:
    """A batch, its columns, how many rows are in each state, and a page of them."""

    batch: ImportBatch
    maps: Sequence[SheetMap]
    counts: Mapping[str, int]
    rows: Sequence[ShownRow]
    unproved: int = 0  # changes that need a document: no workbook brings it

    @property
    def open(self) -> int:
        """How many rows can still be entered."""
        return sum(self.counts.get(state, 0) for state in imports.OPEN)


def import_desk(
    session: Session,
    officer: Officer,
    batch_id: UUID,
    at: datetime,
    states: Sequence[str] = STATES,
    page: int = 1,
    most: int = PAGE,
) -> ImportDesk:
    """Return the officer's batch with a page of its rows (from 1); Missing for another's.

    Whose records stand beside the rows is written down; with `most` 0 there are only the counts.
    """
    batch = own(session, officer, batch_id)
    first = (page - 1) * most
    found = imports.rows(session, batch.id, states, first, most)
    shown = [_shown(row) for row in found]
    who = [row.person_id for row in found if row.person_id]
    audit_reading.note(session, officer, who, at, Purpose.IMPORT, batch.unit_id)
    counts = imports.counts(session, batch.id)
    unproved = imports.unproved(session, batch.id) if batch.state == "compared" else 0
    return ImportDesk(batch, maps_of(batch), counts, shown, unproved)


def rows_with_faults(
    session: Session, officer: Officer, batch_id: UUID, at: datetime
) -> Iterator[ShownRow]:
    """Yield the rows that were not entered, in the file's order, a few hundred in memory."""
    page = 1
    while rows := import_desk(session, officer, batch_id, at, WITH_FAULTS, page, AT_ONCE).rows:
        yield from rows
        page += 1


def newest(session: Session, officer: Officer) -> ImportBatch | None:
    """Return the officer's last batch, if it can still be seen."""
    batch = imports.newest(session, UUID(officer.person_id))
    return batch if batch is not None and batch.unit_id in officer.hr_units else None


def _shown(row: ImportRow) -> ShownRow:
    entry = row.entry
    return ShownRow(
        row.number,
        entry["row"],
        entry["key"],
        entry["name"],
        row.state,
        cell_changes(entry["before"], entry["typed"]) if row.person_id else (),
        entry["told"],
        [fault_of_json(one) for one in entry["faults"]],
    )
