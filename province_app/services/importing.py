"""HR brings data of the unit's people in a workbook: read, compared, entered.

What is entered is a draft like any other, typed by the officer and sent: it is checked by somebody
else and signed. Source: Quy chế Đ.6.1, 6.2, 7.1a.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from province_app.evidence.names import clean_name
from province_app.models.imports import ImportBatch, ImportRow
from province_app.record.entry import Fault
from province_app.services.drafts import begin, keep_typed, send_many
from province_app.services.errors import InvalidEntry, Missing, Refused, refuse_state, require
from province_app.services.import_rows import (
    Row,
    fault_as_json,
    fault_of_json,
    judged,
    of_the_cell,
    offers,
)
from province_app.stores import audit, drafts, identities, imports, people, runs, sync, units
from province_app.stores.transaction import transaction
from province_app.workbooks.layout import KEY
from province_app.workbooks.limits import MOST_PEOPLE
from province_app.workbooks.mapping import SheetMap, corrected, proposed
from province_app.workbooks.preview import CellFault, Entry, entries
from province_app.workbooks.reading import Sheet, Workbook
from tiers.calendar import local_day
from tiers.checking import DraftState, may_type_for
from tiers.decision import Decision
from tiers.policy import may_enter
from tiers.units import Officer, PostKind, Role

CHUNK = 100  # rows of a transaction
AT_ONCE = 500  # rows that a request compares or enters; the rest is done by the tick
COMPARED = 1000  # people of a transaction, in a long file


def units_of(officer: Officer) -> list[int]:
    """Return the units whose people the officer may enter: those of the HR posts."""
    return sorted(post.unit_id for post in officer.posts if post.kind is PostKind.HR)


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


def upload(
    session: Session, officer: Officer, unit_id: int, name: str, book: Workbook, at: datetime
) -> ImportBatch:
    """Keep what was read of a file, with a guess of its columns; the officer's last one goes.

    Missing for a unit where the officer is not HR. Refused `import_too_many_rows`, or
    `import_no_columns` when no sheet has a column that is known.
    """
    if unit_id not in units_of(officer):
        raise Missing
    maps = proposed(book)
    if not any(one.table is not None and KEY in one.columns for one in maps):
        raise refuse_state("import_no_columns")
    people_sheets = [s for one, s in zip(maps, book.sheets, strict=True) if one.table == ""]
    if any(len(sheet.lines) > MOST_PEOPLE + 10 for sheet in people_sheets):
        raise refuse_state("import_too_many_rows")
    officer_id = UUID(officer.person_id)
    with transaction(session):
        imports.forget(session, officer_id)
        batch = ImportBatch(
            id=uuid4(),
            officer_id=officer_id,
            unit_id=unit_id,
            name=clean_name(name),
            state="columns",
            sheets=_kept(book),
            maps=[vars(one) for one in maps],
            uploaded_at=at,
        )
        session.add(batch)
        audit.add(session, "import.uploaded", officer_id, [batch.id], at, unit_id)
    return batch


def compare(
    session: Session,
    officer: Officer,
    batch_id: UUID,
    chosen: Mapping[tuple[int, int], str],
    at: datetime,
) -> ImportBatch:
    """Compare the file with the records, its columns corrected by heading as chosen.

    A file of more than five hundred rows is compared by the tick and is `comparing` meanwhile.
    Missing for another's batch; Refused `import_columns` for a heading that is none or stands
    twice, `import_comparing` or `import_entered` when it is too late.
    """
    own(session, officer, batch_id)
    with transaction(session):
        batch = imports.lock(session, batch_id)
        if batch.state == "comparing":
            raise refuse_state("import_comparing")
        if batch.state not in ("columns", "compared"):
            raise refuse_state("import_entered")
        try:
            maps = corrected(maps_of(batch), chosen)
        except ValueError as error:
            raise refuse_state("import_columns", detail=str(error)) from error
        imports.clear_rows(session, batch.id)
        batch.maps = [vars(one) for one in maps]
        if _long(batch):
            batch.state = "comparing"
            runs.wake(session)
            return batch
        found = entries(_book(batch), maps, local_day(at))
        if len(found) > MOST_PEOPLE:
            raise refuse_state("import_too_many_rows")
        rows = judged(session, officer, batch.unit_id, found, at)
        imports.add_rows(session, batch.id, [_row(one) for one in rows])
        batch.people = len(found)
        batch.state = "compared"
    return batch


def compare_all(session: Session, batch_id: UUID, at: datetime) -> None:
    """Compare a long file, a thousand people a transaction; what a stop left is done anew."""
    with transaction(session):
        batch = imports.lock(session, batch_id)
        imports.clear_rows(session, batch_id)
        found = entries(_book(batch), maps_of(batch), local_day(at))
        batch.people = len(found)
        officer_id, unit_id = batch.officer_id, batch.unit_id
    for first in range(0, len(found), COMPARED):
        with transaction(session):
            officer = _officer(session, officer_id, at)
            part = found[first : first + COMPARED]
            rows = judged(session, officer, unit_id, part, at, first)
            imports.add_rows(session, batch_id, [_row(one) for one in rows])
    with transaction(session):
        imports.lock(session, batch_id).state = "compared"


def use_code(
    session: Session,
    officer: Officer,
    batch_id: UUID,
    number: int,
    path: str,
    code: str,
    at: datetime,
) -> None:
    """Take an offered code for a cell of the file, and judge that person's part anew.

    Missing for another's batch, a row that is none, or a code that was not offered for the cell;
    Refused `import_entered` when it is too late.
    """
    own(session, officer, batch_id)
    with transaction(session):
        batch = imports.lock(session, batch_id)
        if batch.state != "compared":
            raise refuse_state("import_entered")
        row = imports.row(session, batch_id, number)
        if row is None or row.state != "wrong":
            raise Missing
        kept = [fault_of_json(one) for one in row.entry["faults"]]
        if not any(offers(one, path, code) for one in kept):
            raise Missing
        others = [one for one in kept if of_the_cell(one) and one.path != path]
        told = {**row.entry["told"], path: code}
        entry = Entry(row.entry["row"], row.entry["key"], told, others)
        (anew,) = judged(session, officer, batch.unit_id, [entry], at, number - 1)
        for name, value in _row(anew).items():
            setattr(row, name, value)


def enter(
    session: Session, officer: Officer, batch_id: UUID, at: datetime, all_or_none: bool = False
) -> ImportBatch:
    """Make drafts of the rows without a fault and send them; pressed again it changes nothing.

    `all_or_none`: one transaction; Refused `import_has_errors` when a row is wrong or cannot be
    entered. Otherwise a hundred rows a transaction, each row by itself; beyond the first five
    hundred the tick goes on. Source: Quy chế Đ.6.2, 7.1a.
    """
    own(session, officer, batch_id)
    with transaction(session):
        batch = imports.lock(session, batch_id)
        if batch.state == "columns":
            raise refuse_state("import_not_compared")
        if batch.state == "comparing":
            raise refuse_state("import_comparing")
        if batch.state == "compared":
            counts = imports.counts(session, batch_id)
            if all_or_none and (counts.get("wrong") or counts.get("refused")):
                raise refuse_state("import_has_errors")
            batch.state, batch.strict = "entering", all_or_none
            if sum(counts.get(state, 0) for state in imports.OPEN) > AT_ONCE:
                runs.wake(session)
            elif all_or_none:
                _enter_rows(session, officer, batch, None, at)
                _finish(session, batch, at)
        if batch.strict:
            return batch
    for _ in range(AT_ONCE // CHUNK):
        if not enter_chunk(session, batch_id, at):
            break
    return own(session, officer, batch_id)


def enter_chunk(session: Session, batch_id: UUID, at: datetime) -> bool:
    """Enter the next rows of a batch; whether more may be left."""
    with transaction(session):
        batch = imports.lock(session, batch_id)
        if batch.state != "entering" or batch.strict:
            return False
        officer = _officer(session, batch.officer_id, at)
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
            _enter_rows(session, _officer(session, batch.officer_id, at), batch, None, at)
            _finish(session, batch, at)
    except _RowRefused as stop:
        with transaction(session):
            batch = imports.lock(session, batch_id)
            row = imports.row(session, batch_id, stop.number)
            assert row is not None  # noqa: S101  it has just been refused
            row.state = "refused"
            row.entry = {**row.entry, "faults": stop.faults}
            batch.state, batch.strict = "compared", False


def work_off(session: Session, at: datetime) -> int:
    """Compare and enter what requests have left; return how many batches were worked on."""
    comparing = imports.worked_on(session, "comparing")
    for batch_id in comparing:
        compare_all(session, batch_id, at)
    entering = imports.worked_on(session, "entering")
    for batch_id in entering:
        enter_whole(session, batch_id, at)
        while enter_chunk(session, batch_id, at):
            pass
    return len(comparing) + len(entering)


def discard(session: Session, officer: Officer, batch_id: UUID, at: datetime) -> None:
    """Give a file up with all that was kept of it; Missing for another's."""
    batch = own(session, officer, batch_id)
    if batch.state == "comparing":
        raise refuse_state("import_comparing")
    with transaction(session):
        audit.add(session, "import.discarded", batch.officer_id, [batch.id], at, batch.unit_id)
        imports.forget(session, batch.officer_id)


def own(session: Session, officer: Officer, batch_id: UUID) -> ImportBatch:
    """Return the officer's own batch, while the post lasts; else Missing."""
    batch = imports.find(session, batch_id, UUID(officer.person_id))
    if batch is None or batch.unit_id not in units_of(officer):
        raise Missing
    return batch


def maps_of(batch: ImportBatch) -> list[SheetMap]:
    """Return the columns of the batch's sheets."""
    return [
        SheetMap(**{**one, "headings": tuple(one["headings"]), "columns": tuple(one["columns"])})
        for one in batch.maps
    ]


def preview(
    session: Session, officer: Officer, unit_id: int, book: Workbook, at: datetime
) -> list[Row]:
    """Return what a file would do in the unit; nothing is kept. For commands and measurements."""
    return judged(session, officer, unit_id, entries(book, proposed(book), local_day(at)), at)


def _enter_rows(
    session: Session,
    officer: Officer,
    batch: ImportBatch,
    most: int | None,
    at: datetime,
) -> int:
    """Enter the next rows; return how many were looked at. In a strict batch one stops all."""
    rows = imports.next_rows(session, batch.id, most)
    entered = 0
    for row in rows:
        try:
            with session.begin_nested():
                _enter_row(session, officer, batch, row, at)
        except (Refused, InvalidEntry) as error:
            faults = [fault_as_json(one) for one in _faults(error)]
            if batch.strict:
                raise _RowRefused(row.number, faults) from error
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


class _RowRefused(Refused):
    """A row stands in the way of all."""

    def __init__(self, number: int, faults: list[dict[str, Any]]) -> None:
        super().__init__(Decision(False, "state", "import_has_errors"))
        self.number = number
        self.faults = faults


def _officer(session: Session, officer_id: UUID, at: datetime) -> Officer:
    """Return the officer; whose account or door is gone has no posts: every row refuses that."""
    try:
        found = people.officer_of(session, officer_id, local_day(at))
    except NoResultFound:
        found = None
    if found is None or not may_enter(found, "records.import"):
        return Officer(str(officer_id), Role.PERSON)
    return found


def _long(batch: ImportBatch) -> bool:
    """Whether the file may speak of more people than a request compares."""
    kept: dict[str, Any] = batch.sheets or {"sheets": []}
    return any(len(lines) > AT_ONCE + 10 for _, lines in kept["sheets"])


def _finish(session: Session, batch: ImportBatch, at: datetime) -> None:
    batch.state = "entered"
    batch.entered_at = at
    batch.sheets = None


def _faults(error: Refused | InvalidEntry) -> Sequence[Fault]:
    if isinstance(error, InvalidEntry):
        return error.faults
    return [CellFault(KEY, error.decision.code)]


def _row(row: Row) -> dict[str, Any]:
    entry: Entry = row.entry
    return {
        "number": row.number,
        "person_id": row.base.person_id if row.base else None,
        "revision": row.base.revision if row.base else 0,
        "state": row.state,
        "entry": {
            "row": entry.row,
            "key": entry.key,
            "name": row.base.full_name if row.base else "",
            "typed": dict(row.typed) if row.base else dict(entry.typed),
            "told": dict(entry.typed),
            "before": _before(row),
            "faults": [fault_as_json(one) for one in row.faults],
        },
    }


def _before(row: Row) -> dict[str, str]:
    """Return the text of the fields that change, as it is shown beside the new one."""
    if row.base is None:
        return {}
    names = {".".join(path.split(".")[:2]) for path in row.typed}
    return {
        path: text
        for path, text in row.base.typed.items()
        if text and ".".join(path.split(".")[:2]) in names
    }


def _kept(book: Workbook) -> dict[str, Any]:
    sheets = [[one.name, [line.decode() for line in one.lines]] for one in book.sheets]
    return {"date1904": book.date1904, "sheets": sheets}


def _book(batch: ImportBatch) -> Workbook:
    kept: dict[str, Any] = batch.sheets or {"date1904": False, "sheets": []}
    return Workbook(
        tuple(Sheet(name, tuple(one.encode() for one in lines)) for name, lines in kept["sheets"]),
        kept["date1904"],
    )
