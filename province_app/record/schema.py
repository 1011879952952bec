"""The record's one typed schema: sections, fields and tables of Thông tư 06/2023/TT-BNV.

A field is added in its file of `sections/` and nowhere else: forms, checks, diffs and the national
mapping follow. A section holds fields that travel to the same receivers: all open (A, P) or all
restricted (R); a field that is milder alone takes the class of its section
(docs/adr/0004-sections.md). Source: Quy chế Đ.6.1a; exchange contract §1.
"""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from province_app.record.form import Item, Row, Rows, Section, SectionInfo
from province_app.record.kinds import kind_of
from province_app.record.sections import ALL

__all__ = [
    "SECTIONS", "FieldInfo", "Item", "Row", "Rows", "Section", "SectionInfo", "field_at",
    "field_of", "fields", "pointer_of", "table_of",
]  # fmt: skip

SECTIONS: dict[str, SectionInfo] = {info.name: info for info in ALL}
_POINTER = re.compile(
    r"^/sections/([a-z_]+)/content/([a-z0-9_]+)(?:/rows/(?:[0-9]+|\*)/([a-z0-9_]+))?(?:/|$)",
    re.ASCII,
)
_CELL = re.compile(r"^([a-z_]+\.[a-z0-9_]+)\.(?:0|[1-9][0-9]{0,3})\.([a-z0-9_]+)$", re.ASCII)


@dataclass(frozen=True)
class FieldInfo:
    """One field of the record: `path` is `section.field`, the address of a draft's text.

    A table (`kind` is `table`) has columns; the path of a column is `section.table.*.column`.
    """

    path: str
    section: str
    name: str
    kind: str
    item: Item
    choices: tuple[str, ...] = ()
    columns: tuple["FieldInfo", ...] = ()


@cache
def fields() -> dict[str, FieldInfo]:
    """Return every field and table of the record by path, in the order of the form's sections."""
    found = {}
    for section, info in SECTIONS.items():
        for name, item, hint in _members(info.model):
            path = f"{section}.{name}"
            row = _row_of(hint)
            if row is None:
                found[path] = _field(path, section, name, item, hint)
            else:
                columns = tuple(_columns(path, section, item, row))
                found[path] = FieldInfo(path, section, name, "table", item, columns=columns)
    return found


@lru_cache(maxsize=16384)
def field_of(path: str) -> FieldInfo:
    """Return the field, table or column of a draft's path; KeyError for an unknown one.

    `family.own.2.full_name` is a cell of the column `family.own.*.full_name`.
    """
    found = fields().get(path)
    if found is not None:
        return found
    cell = _CELL.match(path)
    if cell is None:
        raise KeyError(path)
    return _columns_of(cell[1])[cell[2]]


@lru_cache(maxsize=16384)
def table_of(path: str) -> FieldInfo | None:
    """Return the table of a draft's path, of the table itself or of one of its cells; else None."""
    info = fields().get(path)
    if info is None:
        cell = _CELL.match(path)
        info = fields().get(cell[1]) if cell else None
    return info if info is not None and info.kind == "table" else None


def field_at(pointer: str) -> FieldInfo | None:
    """Return the field or column that a JSON pointer into a record's line leads to, or None.

    `/sections/family/content/own/rows/2/full_name` leads to the column, with `*` for `2` too; the
    pointer to one code of several leads to their field. Source: exchange contract, annex 43.
    """
    match = _POINTER.match(pointer)
    if match is None:
        return None
    section, name, column = match.groups()
    path = f"{section}.{name}"
    return _columns_of(path).get(column) if column and path in fields() else fields().get(path)


def pointer_of(info: FieldInfo) -> str:
    """Return the pointer to the values of a field or column, `*` for each element of an array."""
    section, name, *column = info.path.split(".")
    place = f"/sections/{section}/content/{name}"
    if column:
        place = f"{place}/rows/*/{column[1]}"
    return f"{place}/*" if info.kind == "codes" else place


@cache
def _columns_of(table: str) -> dict[str, FieldInfo]:
    return {column.name: column for column in fields()[table].columns}


def _members(model: type[BaseModel]) -> list[tuple[str, Item, Any]]:
    """Return name, item and type hint of each field of the form in the model."""
    hints = get_type_hints(model, include_extras=True)
    return [
        (name, mark, hints[name].__origin__)
        for name, field in model.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, Item)
    ]


def _field(path: str, section: str, name: str, item: Item, hint: Any) -> FieldInfo:
    first = get_args(hint)[0]
    choices = get_args(first) if get_origin(first) is Literal else ()
    kind = "choice" if choices and choices != ("yes", "no") else kind_of(hint)
    return FieldInfo(path, section, name, kind, item, choices)


def _columns(table: str, section: str, item: Item, row: type[Row]) -> list[FieldInfo]:
    return [
        _field(f"{table}.*.{name}", section, name, replace(
            own, number=item.number, sensitivity=item.sensitivity, filled_by=item.filled_by,
            since=item.since), hint)
        for name, own, hint in _members(row)
    ]  # fmt: skip


def _row_of(hint: Any) -> type[Row] | None:
    """Return the model of a table's rows; None when the hint is of a single field."""
    first = get_args(hint)[0]
    if not (isinstance(first, type) and issubclass(first, Rows)):
        return None
    row: type[Row] = get_args(first.model_fields["rows"].annotation)[0]
    return row
