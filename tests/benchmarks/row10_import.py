"""Row 10: what a workbook of N people would change, against merely reading it and its keys.

The floor opens the file with the same library in this process, and looks every key up in a set.
The product reads in the confined process, reads each cell by its field, compares it with what the
record holds, and judges it by every rule; the database is left out.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO

import python_calamine
import xlsxwriter

from province_app.demo.people import people_of_units
from province_app.demo.units import choose_units
from province_app.record.tables import replaced
from province_app.services.drafts import judge
from province_app.workbooks.layout import KEY
from province_app.workbooks.mapping import proposed
from province_app.workbooks.preview import changed, entries
from province_app.workbooks.reading import read_workbook
from province_app.workbooks.writing import Line, workbook
from tests.benchmarks.pairs import measure
from tiers.calendar import local_day

NAME = "preview of an import"
UNITS = 10
ROWS, COLUMNS = 50_000, 60  # of the file that is only read
FIELD = "position.work_strength"
AT = datetime(2024, 5, 20, 1, tzinfo=UTC)

People = Mapping[str, Mapping[str, str]]


def run(size: int, pairs: int) -> dict[str, object]:
    """Return the row; `detail` says how long the large file takes and what the child needs."""
    groups = people_of_units(choose_units(UNITS), size)
    people = {one.fields[KEY]: one.fields for group in groups for one in group.persons}
    lines = [Line({**typed, FIELD: "Tin học"}) for typed in people.values()]
    data = workbook(lines, local_day(AT))
    measured = measure(lambda: _floor(data, people), lambda: _product(data, people), pairs)
    seconds = min(pair.product_s for pair in measured.pairs)
    return measured.row(
        10, NAME, len(people), rows_a_second=round(len(people) / seconds), **_large()
    )


def _floor(data: bytes, people: People) -> float:
    began = time.perf_counter()
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        _ = sum(bool(row) and row[0] in people for row in rows)
    return time.perf_counter() - began


def _product(data: bytes, people: People) -> float:
    began = time.perf_counter()
    book = read_workbook(data)
    differing = 0
    for entry in entries(book, proposed(book), local_day(AT)):
        base = people[entry.key]
        typed = changed(base, entry.typed)
        judge(replaced(base, typed), AT)
        differing += list(typed) == [FIELD]
    if differing != len(people):
        raise RuntimeError(f"{differing} of {len(people)} people differ by the one field")
    return time.perf_counter() - began


def _large() -> dict[str, object]:
    """Return how long the large file is read; the process ends itself at its memory's limit."""
    data = _file(ROWS, [f"Nguyễn Văn {number}" for number in range(COLUMNS)])
    began = time.perf_counter()
    (sheet,) = read_workbook(data).sheets
    if len(sheet.lines) != ROWS:
        raise RuntimeError(f"{len(sheet.lines)} rows were read")
    return {"large_file_mb": len(data) >> 20, "large_s": round(time.perf_counter() - began, 1)}


def _file(rows: int, cells: Sequence[str]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number in range(rows):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, f"{text} {number}")
    book.close()
    return out.getvalue()
