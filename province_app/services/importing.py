"""HR brings data of the unit's people in a workbook: read, compared, entered.

What is entered is a draft like any other, typed by the officer and sent: it is checked by somebody
else and signed. Source: Quy chế Đ.6.1, 6.2, 7.1a.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.evidence.names import clean_name
from province_app.models.imports import ImportBatch
from province_app.services import import_entering
from province_app.services.errors import Missing, refuse_state
from province_app.services.import_comparing import compare_some
from province_app.services.import_entering import enter_all, enter_chunk, enter_whole
from province_app.services.import_files import book_of, is_long, maps_as_kept, maps_of, packed
from province_app.services.import_rows import (
    fault_of_json,
    judged,
    of_the_cell,
    offers,
    row_as_kept,
)
from province_app.stores import audit, imports, runs
from province_app.stores.transaction import transaction
from province_app.workbooks.layout import KEY
from province_app.workbooks.limits import MOST_PEOPLE
from province_app.workbooks.mapping import corrected, proposed
from province_app.workbooks.preview import Entry, entries
from province_app.workbooks.reading import Workbook
from tiers.calendar import local_day
from tiers.units import Officer

AT_ONCE = 500  # rows that a request compares or enters; the rest is done by the tick
CHUNKS = 20  # transactions of a file that a tick enters


def upload(
    session: Session, officer: Officer, unit_id: int, name: str, book: Workbook, at: datetime
) -> ImportBatch:
    """Keep what was read of a file, with a guess of its columns; the officer's last one goes.

    Missing for a unit where the officer is not HR. Refused `import_too_many_rows`, or
    `import_no_columns` when no sheet has a column that is known.
    """
    if unit_id not in officer.hr_units:
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
            sheets=packed(book),
            maps=maps_as_kept(maps),
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
        batch.maps = maps_as_kept(maps)
        batch.people = 0
        if is_long(batch, AT_ONCE):
            batch.state = "comparing"
            runs.wake(session)
            return batch
        found = entries(book_of(batch), maps, local_day(at))
        if len(found) > MOST_PEOPLE:
            raise refuse_state("import_too_many_rows")
        rows = judged(session, officer, batch.unit_id, found, at)
        imports.add_rows(session, batch.id, [row_as_kept(one) for one in rows])
        batch.people = len(found)
        batch.state = "compared"
    return batch


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
        for name, value in row_as_kept(anew).items():
            setattr(row, name, value)


def enter(
    session: Session, officer: Officer, batch_id: UUID, at: datetime, all_or_none: bool = False
) -> ImportBatch:
    """Make drafts of the rows without a fault and send them; pressed again it changes nothing.

    `all_or_none`: one transaction, of a long file too; Refused `import_has_errors` when a row is
    wrong or cannot be entered. Otherwise a hundred rows a transaction, each row by itself; beyond
    the first five hundred the tick goes on. Source: Quy chế Đ.6.2, 7.1a.
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
                enter_all(session, officer, batch, at)
        if batch.strict:
            return batch
    for _ in range(AT_ONCE // import_entering.CHUNK):
        if not enter_chunk(session, batch_id, at):
            break
    return own(session, officer, batch_id)


def work_off(session: Session, at: datetime) -> int:
    """Go on with what requests have left; return how many batches were worked on.

    A call does some parts of each file and leaves the rest to the next one.
    """
    comparing = imports.worked_on(session, "comparing")
    for batch_id in comparing:
        compare_some(session, batch_id, at)
    entering = imports.worked_on(session, "entering")
    for batch_id in entering:
        enter_whole(session, batch_id, at)
        for _ in range(CHUNKS):
            if not enter_chunk(session, batch_id, at):
                break
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
    if batch is None or batch.unit_id not in officer.hr_units:
        raise Missing
    return batch
