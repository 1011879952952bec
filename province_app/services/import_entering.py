"""The rows of a compared workbook become drafts that are sent: a hundred a transaction, or all.

Source: Quy chế Đ.6.2, 7.1a.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from province_app.models.imports import ImportBatch, ImportRow
from province_app.record.entry import Fault
from province_app.services.drafts import begin, keep_typed, send_many
from province_app.services.errors import InvalidEntry, Refused, refuse_state, require
from province_app.services.import_rows import fault_as_json
from province_app.stores import audit, drafts, imports, people
from province_app.stores.transaction import transaction
from province_app.workbooks.layout import KEY
from province_app.workbooks.preview import CellFault
from tiers.calendar import local_day
from tiers.checking import DraftState, may_type_for
from tiers.decision import Decision
from tiers.policy import may_enter
from tiers.units import Officer, Role

CHUNK = 100  # rows of a transaction; of a step, where all are one transaction


def enter_chunk(session: Session, batch_id: UUID, at: datetime) -> bool:
    """Enter the next rows of a batch; whether more may be left."""
    with transaction(session):
        batch = imports.lock(session, batch_id)
        if batch.state != "entering" or batch.strict:
            return False
        officer = officer_of(session, batch.officer_id, at)
        if not _enter_rows(session, officer, batch, CHUNK, at):
            _finish(session, batch, at)
            return False
    return True


def enter_whole(session: Session, batch_id: UUID, at: datetime) -> None:
    """Enter all rows of a long file in one transaction, or none.

    The first row that cannot be entered says why, and the file waits where it was.
    """
    try:
        with transaction(session):
            batch = imports.lock(session, batch_id)
            if batch.state != "entering" or not batch.strict:
                return
            enter_all(session, officer_of(session, batch.officer_id, at), batch, at)
    except RowRefused as stop:
        with transaction(session):
            batch = imports.lock(session, batch_id)
            row = imports.row(session, batch_id, stop.number)
            assert row is not None  # noqa: S101  it has just been refused
            row.state = "refused"
            row.entry = {**row.entry, "faults": stop.faults}
            batch.state, batch.strict = "compared", False


def enter_all(session: Session, officer: Officer, batch: ImportBatch, at: datetime) -> None:
    """Enter all rows of the locked batch within the caller's transaction, so many in memory.

    The first row that cannot be entered raises, and with it nothing has been done.
    """
    while _enter_rows(session, officer, batch, CHUNK, at):
        pass
    _finish(session, batch, at)


def officer_of(session: Session, officer_id: UUID, at: datetime) -> Officer:
    """Return the officer; whose account or door is gone has no posts: every row refuses that."""
    try:
        found = people.officer_of(session, officer_id, local_day(at))
    except NoResultFound:
        found = None
    if found is None or not may_enter(found, "records.import"):
        return Officer(str(officer_id), Role.PERSON)
    return found


def _enter_rows(
    session: Session,
    officer: Officer,
    batch: ImportBatch,
    most: int,
    at: datetime,
) -> int:
    """Enter the next rows; return how many were looked at. In a strict batch one stops all."""
    rows = imports.next_rows(session, batch.id, most)
    entered = 0
    for row in rows:
        try:
            # All or none needs no way back to the row before: thousands of them would be kept.
            with nullcontext() if batch.strict else session.begin_nested():
                _enter_row(session, officer, batch, row, at)
        except (Refused, InvalidEntry) as error:
            faults = [fault_as_json(one) for one in _faults(error)]
            if batch.strict:
                raise RowRefused(row.number, faults) from error
            row.state = "refused"
            row.entry = {**row.entry, "faults": faults}
        else:
            row.state = "entered"
            entered += 1
    session.flush()
    if rows:
        audit.add(
            session, "import.entered", batch.officer_id, [batch.id], at, batch.unit_id, rows=entered
        )
    return len(rows)


def _enter_row(
    session: Session, officer: Officer, batch: ImportBatch, row: ImportRow, at: datetime
) -> None:
    assert row.person_id is not None  # noqa: S101  a constraint says so
    people.lock(session, row.person_id)  # the person's own first save must not begin a second draft
    draft = drafts.open_draft_for_update(session, row.person_id)
    if people.home_unit(session, row.person_id, local_day(at)) != batch.unit_id:
        raise refuse_state("import_not_in_unit")
    state, typed_by = (DraftState(draft.state), str(draft.typed_by)) if draft else (None, None)
    require(may_type_for(state, officer, str(row.person_id), typed_by, batch.unit_id))
    if draft is None:
        draft = begin(session, row.person_id, batch.unit_id, at, batch.officer_id)
    if draft.revision != row.revision:
        raise refuse_state("changed_since_shown")
    draft.typed_by = batch.officer_id
    keep_typed(session, draft, row.entry["typed"], at, batch.officer_id)
    send_many(session, [draft], at, batch.officer_id)
    session.flush()


class RowRefused(Refused):
    """A row stands in the way of all."""

    def __init__(self, number: int, faults: list[dict[str, Any]]) -> None:
        super().__init__(Decision(False, "state", "import_has_errors"))
        self.number = number
        self.faults = faults


def _finish(session: Session, batch: ImportBatch, at: datetime) -> None:
    batch.state = "entered"
    batch.entered_at = at
    batch.sheets = None


def _faults(error: Refused | InvalidEntry) -> Sequence[Fault]:
    if isinstance(error, InvalidEntry):
        return error.faults
    return [CellFault(KEY, error.decision.code)]
