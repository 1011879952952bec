"""The process that reads one uploaded workbook: standard input in, rows of text out.

Run by its path. It answers in lines of JSON: a row each, `[kind, text]` for what was no text in
the file, and at last the sheets with their numbers of rows, or why the file is not taken.
"""

import sys
import types
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

# The bare name, without the application in it; where the application runs it is there already.
_PACKAGE = types.ModuleType("province_app")
_PACKAGE.__path__ = [str(Path(__file__).parents[1])]
sys.modules.setdefault("province_app", _PACKAGE)

import encodings.cp437  # noqa: E402, F401  names in archives; nothing can be imported later

import orjson  # noqa: E402
import python_calamine  # noqa: E402

from province_app import confined  # noqa: E402
from province_app.workbooks.archive import Archive  # noqa: E402
from province_app.workbooks.limits import MOST_COLUMNS, MOST_ROWS, NotAccepted  # noqa: E402

MEMORY = 300 * 1024 * 1024  # bytes of address space
SECONDS = 60  # of the processor
OUTPUT = 160 * 1024 * 1024  # bytes


def main() -> None:
    """Answer on standard output."""
    confined.limit(MEMORY, SECONDS, OUTPUT)
    out = sys.stdout.buffer
    try:
        head: dict[str, object] = _read(sys.stdin.buffer.read(), out)
    except NotAccepted as error:
        head = {"refused": error.code, "place": error.place}
    except (MemoryError, RecursionError):
        head = {"refused": "import_too_heavy", "place": ""}
    except (python_calamine.CalamineError, python_calamine.WorksheetNotFound):
        head = {"refused": "import_damaged", "place": ""}
    out.write(orjson.dumps(head))
    out.flush()


def _read(data: bytes, out: BinaryIO) -> dict[str, object]:
    archive = Archive(data)
    rows: dict[str, int] = {}
    for name, block in archive.blocks():
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(block))
        before = sum(rows.values()) - rows.get(name, 0)
        for row in _rows(book.get_sheet_by_name(name), rows.get(name, 0)):
            rows[name] = rows.get(name, 0) + 1
            if before + rows[name] > MOST_ROWS:
                raise NotAccepted("import_too_many_rows", name)
            out.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    if not rows:
        raise NotAccepted("import_empty")
    return {"sheets": list(rows.items()), "date1904": archive.date1904}


def _rows(sheet: python_calamine.CalamineSheet, done: int) -> Iterator[list[Any]]:
    """Yield the rows after the `done` ones, each without the empty cells at its end."""
    if sheet.start is None or sheet.end is None:
        return
    if sheet.end[0] >= MOST_ROWS or sheet.end[1] >= MOST_COLUMNS:
        raise NotAccepted("import_too_many_rows", sheet.name)
    if sheet.start[0] < done:  # rows without their numbers, in a sheet of several blocks
        raise NotAccepted("import_damaged")
    for cells in islice(
        sheet.iter_rows(), done, None
    ):  # from the first row and the first used column
        width = len(cells)
        while width and cells[width - 1] == "":
            width -= 1
        row = [cell if type(cell) is str else _told(cell) for cell in cells[:width]]
        yield [""] * sheet.start[1] + row if row else row


def _told(value: Any) -> Any:
    """Return a number, a day or a yes as it is told: never `36.0`, never a local form."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return ["date", value.date().isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, int | float):
        whole = isinstance(value, int) or (value.is_integer() and abs(value) < 1e15)
        return ["number", str(int(value)) if whole else format(value, ".15g")]
    return str(value)


if __name__ == "__main__":
    main()
