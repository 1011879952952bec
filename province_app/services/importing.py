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
from province_app.services.import_rows import Row, fault_as_json, judged
from province_app.stores import audit, drafts, identities, imports, people, sync, units
from province_app.stores.transaction import transaction
from province_app.workbooks.layout import KEY
from province_app.workbooks.limits import MOST_PEOPLE
from province_app.workbooks.mapping import SheetMap, corrected, proposed
from province_app.workbooks.preview import CellFault, Entry, entries
from province_app.workbooks.reading import Sheet, Workbook
from tiers.calendar import local_day
from tiers.checking import DraftState, may_type_for
from tiers.policy import may_enter
from tiers.units import Officer, PostKind, Role

CHUNK = 100  # rows of a transaction
AT_ONCE = 500  # rows that a request enters; the rest is entered by the tick


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

    Missing for another's batch; Refused `import_columns` for a heading that is none or stands
    twice, `import_entered` when it is too late.
    """
    own(session, officer, batch_id)
    with transaction(session):
        batch = imports.lock(session, batch_id)
        if batch.state not in ("columns", "compared"):
            raise refuse_state("import_entered")
        try:
            maps = corrected(maps_of(batch), chosen)
        except ValueError as error:
            raise refuse_state("import_columns", detail=str(error)) from error
        found = entries(_book(batch), maps, local_day(at))
        if len(found) > MOST_PEOPLE:
            raise refuse_state("import_too_many_rows")
        rows = judged(session, officer, batch.unit_id, found, at)
        imports.replace_rows(session, batch.id, [_row(one) for one in rows])
        batch.maps = [vars(one) for one in maps]
        batch.state = "compared"
    return batch


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
        if batch.state == "compared":
            if all_or_none and imports.counts(session, batch_id).get("wrong"):
                raise refuse_state("import_has_errors")
            batch.state = "entering"
            if all_or_none:
                _enter_rows(session, officer, batch, None, at, strict=True)
                _finish(session, batch, at)
    for _ in range(AT_ONCE // CHUNK):
        if not enter_chunk(session, batch_id, at):
            break
    return own(session, officer, batch_id)


def enter_chunk(session: Session, batch_id: UUID, at: datetime) -> bool:
    """Enter the next rows of a batch; whether more may be left."""
    with transaction(session):
        batch = imports.lock(session, batch_id)
        if batch.state != "entering":
            return False
        try:
            officer = people.officer_of(session, batch.officer_id, local_day(at))
        except NoResultFound:
            officer = Officer(str(batch.officer_id), Role.PERSON)
        if not may_enter(officer, "records.import"):  # taken away since; without posts all refused
            officer = Officer(str(batch.officer_id), Role.PERSON)
        if not _enter_rows(session, officer, batch, CHUNK, at):
            _finish(session, batch, at)
            return False
    return True


def work_off(session: Session, at: datetime) -> int:
    """Enter what requests have left; return how many batches were finished."""
    waiting = imports.entering(session)
    for batch_id in waiting:
        while enter_chunk(session, batch_id, at):
            pass
    return len(waiting)


def discard(session: Session, officer: Officer, batch_id: UUID, at: datetime) -> None:
    """Give a file up with all that was kept of it; Missing for another's."""
    batch = own(session, officer, batch_id)
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
    strict: bool = False,
) -> int:
    """Enter the next rows; return how many were looked at. `strict`: one refusal stops all."""
    rows = imports.next_rows(session, batch.id, most)
    entered = 0
    for row in rows:
        try:
            with session.begin_nested():
                _enter_row(session, officer, batch, row, at)
        except (Refused, InvalidEntry) as error:
            if strict:
                raise refuse_state("import_has_errors") from error
            row.state = "refused"
            row.entry = {**row.entry, "faults": [fault_as_json(one) for one in _faults(error)]}
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
