"""Tables in a draft: cells by path and row on the one side, rows on the other.

`section.table.<n>.column` is a cell, `section.table` itself says `none` when the person declared
to have nothing there. A draft that has any path of a table has the whole table.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from province_app.record.form import MOST_ROWS
from province_app.record.schema import FieldInfo, table_of
from province_app.record.values import NONE

Cells = dict[str, str]  # column -> text


@dataclass
class TableText:
    """A table as it was typed: what its own path says, and its rows by number."""

    declared: str = ""
    rows: dict[int, Cells] = field(default_factory=dict)

    @property
    def filled(self) -> list[tuple[int, Cells]]:
        """The rows that say something, in order, with the numbers they were typed under."""
        return [(number, self.rows[number]) for number in sorted(self.rows) if any(
            self.rows[number].values())]  # fmt: skip


def tables_in(typed: Mapping[str, str]) -> dict[str, TableText]:
    """Return every table that the text speaks of, by its path; unknown paths are left out."""
    found: dict[str, TableText] = {}
    for path, text in typed.items():
        place = _place(path)
        if place is None:
            continue
        table, number, column = place
        if (here := found.get(table)) is None:
            here = found[table] = TableText()
        if number is None:
            here.declared = text
        elif (row := here.rows.get(number)) is None:
            here.rows[number] = {column: text}
        else:
            row[column] = text
    return found


@lru_cache(maxsize=16384)
def _place(path: str) -> tuple[str, int | None, str] | None:
    """Return table, row and column of a path; no row for the table itself, None for a field."""
    table = table_of(path)
    if table is None:
        return None
    if path == table.path:
        return path, None, ""
    number, column = path[len(table.path) + 1 :].split(".")
    return table.path, int(number), column


def renumbered(table: str, text: TableText) -> dict[str, str]:
    """Return the table's paths with its filled rows numbered from 0; `""` says it was emptied."""
    found = {table: text.declared}
    for number, (_, cells) in enumerate(text.filled):
        found |= {f"{table}.{number}.{name}": cell for name, cell in cells.items() if cell}
    return found


def places(typed: Mapping[str, str]) -> dict[str, str]:
    """Return where each kept row was typed: `{"family.own.0": "family.own.2"}`."""
    return {
        f"{path}.{place}": f"{path}.{number}"
        for path, text in tables_in(typed).items()
        for place, (number, _) in enumerate(text.filled)
    }


def replaced(before: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Return the draft's text with the typed one in place: fields one by one, tables whole."""
    tables = tables_in(typed)
    if not tables:
        return {**before, **typed}
    kept = {path: text for path, text in before.items() if not _in(path, tables)}
    single = {path: text for path, text in typed.items() if not _in(path, tables)}
    cells: dict[str, str] = {}
    for path, text in tables.items():
        cells |= renumbered(path, text)
    return {**kept, **single, **cells}


def fields_that_differ(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """Return the fields, and the tables, of which the two drafts say something else."""
    return {
        path if (place := _place(path)) is None else place[0]
        for path in before.keys() | after.keys()
        if before.get(path, "") != after.get(path, "")
    }


def flat(info: FieldInfo, answer: object) -> dict[str, object]:
    """Return a table's answer as its paths: `{"family.own.0.full_name": …}`; values untouched."""
    if not isinstance(answer, Mapping):
        return {}
    if answer["declared_none"]:
        return {info.path: NONE}
    return {
        f"{info.path}.{number}.{name}": value
        for number, row in enumerate(answer["rows"])
        for name, value in row.items()
        if value is not None
    }


def too_many(text: TableText) -> bool:
    """Whether the table has more rows than a record keeps."""
    return len(text.filled) > MOST_ROWS


def _in(path: str, tables: Container[str]) -> bool:
    place = _place(path)
    return place is not None and place[0] in tables
