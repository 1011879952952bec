"""A long file in parts: so many people each, with all that every sheet says of them.

What was read of the file stays as it came; only one part at a time is taken apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from province_app.record.schema import fields
from province_app.workbooks.cells import read_cell
from province_app.workbooks.layout import KEY
from province_app.workbooks.mapping import SheetMap
from province_app.workbooks.reading import Sheet, Workbook


@dataclass(frozen=True)
class Parts:
    """The file, and for each person the places of its rows; who has no number stands alone."""

    book: Workbook
    people: Sequence[Sequence[int]]  # a place: row x number of sheets + sheet

    def after(self, done: int, size: int) -> Iterator[Workbook]:
        """Yield the file's parts from the person after the `done` first ones."""
        for first in range(done, len(self.people), size):
            some = self.people[first : first + size]
            yield self._part(sorted(place for places in some for place in places))

    def _part(self, places: Sequence[int]) -> Workbook:
        rows: list[list[int]] = [[] for _ in self.book.sheets]
        for place in places:
            number, sheet = divmod(place, len(rows))
            rows[sheet].append(number)
        return Workbook(
            tuple(
                Sheet(sheet.name, [sheet.lines[number] for number in numbers], numbers)
                for sheet, numbers in zip(self.book.sheets, rows, strict=True)
            ),
            self.book.date1904,
        )


def parts_of(book: Workbook, maps: Sequence[SheetMap], day: date) -> Parts:
    """Return where in the file each person's rows stand, in the order of `preview.entries`."""
    found: dict[str, list[int]] = {}
    alone: list[list[int]] = []
    ordered = sorted(range(len(maps)), key=lambda place: maps[place].table or "")
    for place in ordered:
        one, sheet = maps[place], book.sheets[place]
        if one.table is None:
            continue
        column = one.columns.index(KEY) if KEY in one.columns else None
        for number, cells in sheet.numbered():
            if number < one.first or not any(cells):
                continue
            cell = cells[column] if column is not None and column < len(cells) else ""
            key = read_cell(fields()[KEY], cell, day, book.date1904).text if cell else ""
            where = number * len(maps) + place
            if key:
                found.setdefault(key, []).append(where)
            else:
                alone.append([where])
    return Parts(book, [*found.values(), *alone])
