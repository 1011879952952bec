"""Asks the child process what stands in an uploaded workbook; no parser runs in this one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import orjson

from province_app import confined
from province_app.workbooks.limits import LARGEST, SAID, NotAccepted

DEADLINE_S = 90.0
PATIENCE_S = 30.0  # how long a file waits for its turn
_AT_ONCE = BoundedSemaphore(1)  # children a process of the web server may have
_CHILD = Path(__file__).with_name("child.py")

Cell = str | list[str]  # text, or [`number` or `date`, text]


@dataclass(frozen=True)
class Sheet:
    """One sheet, its rows still as they came; row 0 is the sheet's first."""

    name: str
    lines: Sequence[bytes]
    numbers: Sequence[int] | None = None  # of the lines, where others stand between them

    def numbered(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield each row with its number in the file's sheet."""
        return zip(count() if self.numbers is None else self.numbers, self.rows(), strict=False)

    def rows(self) -> Iterator[list[Cell]]:
        """Yield the rows, each without the empty cells at its end."""
        for line in self.lines:
            yield orjson.loads(line)


@dataclass(frozen=True)
class Workbook:
    """The visible sheets in their order."""

    sheets: tuple[Sheet, ...]
    date1904: bool = False


def read_workbook(data: bytes) -> Workbook:
    """Return what stands in the file; NotAccepted with the reason when it is not taken."""
    if not data:
        raise NotAccepted("import_empty")
    if len(data) > LARGEST:
        raise NotAccepted("import_too_large")
    if not _AT_ONCE.acquire(timeout=PATIENCE_S):
        raise NotAccepted("import_busy")
    try:
        return _workbook(confined.ask(_CHILD, data, DEADLINE_S))
    except confined.Ended as error:
        raise NotAccepted("import_too_heavy" if error.killed else "import_damaged") from error
    finally:
        _AT_ONCE.release()


def _workbook(answer: bytes) -> Workbook:
    """Return the answer; one that is not in order comes from a child that a file has taken over."""
    *lines, last = answer.split(b"\n")
    try:
        head = orjson.loads(last)
        if "refused" in head:
            code = head["refused"]
            raise NotAccepted(code if code in SAID else SAID[0], _told(head["place"]))
        sheets, place = [], 0
        for name, rows in head["sheets"]:
            sheets.append(Sheet(_told(name), tuple(lines[place : place + rows])))
            place += rows
        if place != len(lines):
            raise ValueError
        return Workbook(tuple(sheets), head["date1904"] is True)
    except (ValueError, KeyError, TypeError) as error:
        raise NotAccepted("import_damaged") from error


def _told(value: Any) -> str:
    return str(value)[:120]
