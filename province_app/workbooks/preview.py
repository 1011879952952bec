"""Step 2 of an import: what each person's rows say, and what of it differs from the record.

Pure: what the record holds now is handed in. An empty cell says nothing; rows of a table replace
the person's whole table.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from province_app.record.entry import Fault, read_spoken
from province_app.record.schema import FieldInfo, fields, table_of
from province_app.record.tables import Cells, TableText, replaced, tables_in
from province_app.record.values import NONE
from province_app.workbooks.cells import Read, read_cell
from province_app.workbooks.layout import KEY, plan_of
from province_app.workbooks.limits import MOST_PEOPLE
from province_app.workbooks.mapping import SheetMap
from province_app.workbooks.reading import Cell, Workbook

_REMEMBERED = 500  # cells of a column, which says the same few things again and again


@dataclass(frozen=True)
class CellFault(Fault):
    """What is wrong with a cell as it stands in the file, and which codes may be meant."""

    suggestions: tuple[str, ...] = ()


@dataclass
class Entry:
    """All that a file says of one person; `row` is where the first of it stands, from 1."""

    row: int
    key: str
    typed: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class CellChange:
    """A field, or a whole table, that the file changes: the text before and after."""

    path: str
    old: str
    new: str


def entries(book: Workbook, maps: Sequence[SheetMap], day: date) -> list[Entry]:
    """Return what the file says, a person an entry, in the order of the file."""
    found: dict[str, Entry] = {}
    alone: list[Entry] = []
    people: Counter[str] = Counter()
    columns: dict[str, _Column] = {}
    ordered = sorted(zip(maps, book.sheets, strict=True), key=lambda pair: pair[0].table or "")
    for one, sheet in ordered:
        if one.table is None:
            continue
        places: Counter[str] = Counter()
        used = _columns(one, day, book.date1904, columns)
        for number, cells in sheet.numbered():
            if number < one.first or not any(cells):
                continue
            read = {
                column.path: column.read(cell)
                for column, cell in zip(used, cells, strict=False)
                if column and cell != ""
            }
            key = read.get(KEY, Read("")).text
            if not key:
                faults: list[Fault] = [CellFault(KEY, "import_no_key")]
                alone.append(Entry(number + 1, "", _texts(read), faults))
                continue
            entry = found.setdefault(key, Entry(number + 1, key, {KEY: key}))
            if one.table:
                _add_table_row(entry, one.table, read, places[key])
            elif people[key]:
                entry.faults.append(CellFault(KEY, "import_twice"))
            else:
                _add_fields(entry, read)
            places[key] += 1
            people[key] += not one.table
    return [*found.values(), *alone]


def changed(base: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Return what of the typed text says something else than the base: fields, and whole tables."""
    differing = _differing(base, typed)
    if not differing:
        return {}
    held = {path: text for path, text in base.items() if _field_path(path) in differing}
    told = {path: text for path, text in typed.items() if _field_path(path) in differing}
    old, old_faults, _ = read_spoken(held)
    new, new_faults, _ = read_spoken(replaced(held, told))
    wrong = {_field_path(one.path) for one in (*old_faults, *new_faults)}
    kept = {
        path
        for path in differing
        if path in wrong or _value(old, fields()[path]) != _value(new, fields()[path])
    }
    return {path: text for path, text in told.items() if _field_path(path) in kept}


def cell_changes(base: Mapping[str, str], typed: Mapping[str, str]) -> list[CellChange]:
    """Return old and new of each field that the typed text names; rows of a table in one line each.

    `typed` is what `changed` returned.
    """
    after = replaced(base, typed)
    paths = dict.fromkeys(_field_path(path) for path in typed)
    return [CellChange(path, _shown(base, path), _shown(after, path)) for path in paths]


class _Column:
    """Reads the cells of a column, and keeps what their text has meant before."""

    def __init__(self, path: str, info: FieldInfo, day: date, date1904: bool) -> None:
        self.path = path
        self._info, self._day, self._date1904 = info, day, date1904
        self._most = MOST_PEOPLE if path == KEY else _REMEMBERED  # each sheet says every number
        self._known: dict[str, Read] = {}

    def read(self, cell: Cell) -> Read:
        """Return what the cell says, read once as long as it is remembered."""
        if not isinstance(cell, str):
            return read_cell(self._info, cell, self._day, self._date1904)
        read = self._known.get(cell)
        if read is None:
            if len(self._known) >= self._most:
                self._known.clear()
            read = self._known[cell] = read_cell(self._info, cell, self._day, self._date1904)
        return read


def _columns(
    one: SheetMap, day: date, date1904: bool, known: dict[str, _Column]
) -> list[_Column | None]:
    """Return the sheet's columns, None for one that is left out; `known`: those of other sheets."""
    infos = _infos(one.table or "")
    return [
        known.setdefault(path, _Column(path, infos[path], day, date1904)) if path else None
        for path in one.columns
    ]


@cache
def _infos(table: str) -> Mapping[str, FieldInfo]:
    return {column.path: column.info for column in plan_of(table).columns}


def _texts(read: Mapping[str, Read]) -> dict[str, str]:
    return {path: one.text for path, one in read.items() if one.text and "*" not in path}


def _add_fields(entry: Entry, read: Mapping[str, Read]) -> None:
    for path, one in read.items():
        if one.text:
            entry.typed[path] = one.text
        if one.code:
            entry.faults.append(CellFault(path, one.code, one.suggestions))


def _add_table_row(entry: Entry, table: str, read: Mapping[str, Read], place: int) -> None:
    declared = read.get(table, Read("")).text
    entry.typed[table] = declared or entry.typed.get(table, "")
    for path, one in read.items():
        if path in (KEY, table) or not one.text:
            continue
        cell = _cell_path(path, place)
        entry.typed[cell] = one.text
        if one.code:
            entry.faults.append(CellFault(cell, one.code, one.suggestions))


def without_same(faults: Sequence[Fault], others: Sequence[Fault]) -> list[Fault]:
    """Return the first faults and those of the others at other places: a cell's own words count."""
    places = {fault.path for fault in faults}
    return [*faults, *(one for one in others if one.path not in places)]


@lru_cache(maxsize=16384)
def _cell_path(column: str, place: int) -> str:
    return column.replace("*", str(place))


@lru_cache(maxsize=16384)
def _field_path(path: str) -> str:
    """Return the path of the field, or of the table, that a draft's path belongs to."""
    return (table_of(path) or fields()[path]).path


def _differing(base: Mapping[str, str], typed: Mapping[str, str]) -> set[str]:
    """Return the fields, and the tables, for which the typed text is not that of the base.

    Nearly all of a file says what is held: only tables with another cell are taken apart.
    """
    other = {_field_path(path) for path, text in typed.items() if text != base.get(path, "")}
    gone = {_field_path(path) for path, text in base.items() if text and path not in typed}
    if gone:
        other |= gone & {_field_path(path) for path in typed}
    tables = {path for path in other if fields()[path].kind == "table"}
    told, held = (_tables(text, tables) for text in (typed, base))
    return {
        path
        for path in other
        if path not in tables
        or _said(told.get(path, _NO_TABLE)) != _said(held.get(path, _NO_TABLE))
    }


def _tables(typed: Mapping[str, str], paths: Collection[str]) -> dict[str, TableText]:
    if not paths:
        return {}
    return tables_in({path: text for path, text in typed.items() if _field_path(path) in paths})


_NO_TABLE = TableText()


def _said(table: TableText) -> tuple[str, list[Cells]]:
    """Return what a table says, empty cells and rows left out: rows are numbered anew anyway."""
    rows = [{name: text for name, text in cells.items() if text} for _, cells in table.filled]
    return table.declared, rows


def _value(content: Mapping[str, Mapping[str, object]], info: FieldInfo) -> object:
    return content.get(info.section, {}).get(info.name)


def _shown(typed: Mapping[str, str], path: str) -> str:
    """Return the field's text; of a table its cells, row by row, divided by line ends."""
    info = fields()[path]
    if info.kind != "table":
        return typed.get(path, "")
    if typed.get(path) == NONE:
        return NONE
    rows: dict[str, list[str]] = {}
    for name, text in typed.items():
        if text and name.startswith(f"{path}."):
            rows.setdefault(name.split(".")[2], []).append(text)
    return "\n".join("; ".join(cells) for _, cells in sorted(rows.items(), key=lambda r: int(r[0])))
