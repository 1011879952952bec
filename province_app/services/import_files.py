"""What was read of an uploaded workbook, as its batch keeps it: packed, and its columns."""

import zlib
from collections.abc import Iterator
from typing import Any

import orjson

from province_app.models.imports import ImportBatch
from province_app.workbooks.mapping import SheetMap
from province_app.workbooks.reading import Sheet, Workbook

_READ = 1 << 16  # packed bytes that are unpacked at once
_HEADINGS = 10  # rows that may stand above the first person, and around


def packed(book: Workbook) -> bytes:
    """Return the rows in the order of the sheets, packed: text of a sheet shrinks manifold."""
    sheets = [[one.name, len(one.lines)] for one in book.sheets]
    squeeze = zlib.compressobj(1)
    head = orjson.dumps({"date1904": book.date1904, "sheets": sheets})
    parts = [squeeze.compress(head + b"\n")]
    for sheet in book.sheets:
        parts += filter(None, (squeeze.compress(line + b"\n") for line in sheet.lines))
    return b"".join([*parts, squeeze.flush()])


def book_of(batch: ImportBatch) -> Workbook:
    """Return what was read of the file; without a row once it is entered."""
    if batch.sheets is None:
        return Workbook(())
    lines = _lines(batch.sheets)
    head = orjson.loads(next(lines))
    sheets = [Sheet(name, [next(lines) for _ in range(rows)]) for name, rows in head["sheets"]]
    return Workbook(tuple(sheets), head["date1904"])


def is_long(batch: ImportBatch, most: int) -> bool:
    """Whether a sheet of the file may speak of more people than that."""
    if batch.sheets is None:
        return False
    head = orjson.loads(next(_lines(batch.sheets)))
    return any(rows > most + _HEADINGS for _, rows in head["sheets"])


def maps_of(batch: ImportBatch) -> list[SheetMap]:
    """Return the columns of the batch's sheets."""
    return [
        SheetMap(**{**one, "headings": tuple(one["headings"]), "columns": tuple(one["columns"])})
        for one in batch.maps
    ]


def maps_as_kept(maps: list[SheetMap]) -> list[dict[str, Any]]:
    """Return the columns as the batch keeps them."""
    return [vars(one) for one in maps]


def _lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines one by one: the whole is never unpacked in one piece."""
    if data.startswith(b"{"):  # kept by an earlier version, not packed
        yield from _former(orjson.loads(data))
        return
    open_ = zlib.decompressobj()
    rest = b""
    for first in range(0, len(data), _READ):
        *found, rest = (rest + open_.decompress(data[first : first + _READ])).split(b"\n")
        yield from found
    yield from (rest + open_.flush()).split(b"\n")[:-1]


def _former(kept: dict[str, Any]) -> Iterator[bytes]:
    sheets = [[name, len(lines)] for name, lines in kept["sheets"]]
    yield orjson.dumps({"date1904": kept["date1904"], "sheets": sheets})
    for _, lines in kept["sheets"]:
        yield from (line.encode() for line in lines)
