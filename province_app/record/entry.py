"""From text as a person types it to typed content, and back for display.

A draft is `{path: text}`, the cells of its tables among them, and may be wrong; it becomes content
when it is sent. Each fault comes back with its path and a code; the sentence for people is chosen
by the pages.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pydantic import ValidationError

from province_app.record.schema import SECTIONS, FieldInfo, Section, field_of, fields, table_of
from province_app.record.tables import TableText, flat, tables_in, too_many
from province_app.record.values import NONE, EntryError, as_typed, clean, value_of

__all__ = [
    "Fault",
    "as_typed",
    "clean",
    "missing",
    "read_entry",
    "read_numbered",
    "typed_of",
    "unanswered",
]


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field: its path and a code of `views/messages.py`."""

    path: str
    code: str


def read_entry(typed: Mapping[str, str]) -> tuple[dict[str, dict[str, object]], list[Fault]]:
    """Return `{section: content}` of all sections and the faults by path.

    Absent, empty and faulty texts become `None`, a row without a right cell is left out. An
    unknown path raises KeyError: forms refuse it first.
    Required fields are judged by `missing()`, not here: a draft may be incomplete.
    """
    content, faults, _ = read_numbered(typed)
    return content, faults


def read_numbered(
    typed: Mapping[str, str],
) -> tuple[dict[str, dict[str, object]], list[Fault], dict[str, list[int]]]:
    """Return what `read_entry` does, and under which numbers each table's rows were typed."""
    values: dict[str, dict[str, object]] = {name: {} for name in SECTIONS}
    faults: list[Fault] = []
    cleaned = {path: clean(text) for path, text in typed.items()}
    known = fields()
    for path, text in cleaned.items():
        if table_of(path) is None:
            info = known.get(path) or field_of(path)
            values[info.section][info.name] = _read_field(info, info.section, text, faults)
    numbers: dict[str, list[int]] = {}
    for path, table in tables_in(cleaned).items():
        info = fields()[path]
        answer, numbers[path] = _read_table(info, table, faults)
        values[info.section][info.name] = answer
    content = {
        name: _validated(section.model, name, values[name], numbers, faults)
        for name, section in SECTIONS.items()
    }
    return content, faults, numbers


def missing(content: Mapping[str, Mapping[str, object]]) -> list[Fault]:
    """Return a fault for each field that keeps the person from sending, in form order.

    Who must answer what depends on the staff category. What HR alone fills is left out: it
    cannot keep a person from sending.
    """
    category: Any = content.get("service", {}).get("staff_category")
    return [
        Fault(info.path, "required")
        for info in _owed(category)
        if not _answered(info, content.get(info.section, {}).get(info.name))
        and not (info.item.unless and _value_at(content, info.item.unless))
    ]


@lru_cache(maxsize=64)
def _owed(category: str | None) -> tuple[FieldInfo, ...]:
    """Return the fields that keep such a person from sending when they are empty."""
    return tuple(
        info
        for info in fields().values()
        if info.item.required_of(category) and info.item.filled_by != "hr"
    )


def unanswered(content: Mapping[str, Mapping[str, object]], paths: Collection[str]) -> list[str]:
    """Return those of the paths that are asked of the person and have no answer, in form order.

    A table declared to have no rows is answered: nobody can be required to have something.
    """
    category = content.get("service", {}).get("staff_category")
    return [
        path
        for path, info in fields().items()
        if path in paths
        and SECTIONS[info.section].asked_from(category)
        and _value_at(content, path) in (None, "", [])
    ]


def typed_of(content: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """Return a content as the text that reads back as the same: `{path: text}`."""
    typed = {}
    for path, info in fields().items():
        value = _value_at(content, path)
        if info.kind == "table":
            columns = {column.name: column for column in info.columns}
            for place, cell in flat(info, value).items():
                column = columns.get(place.rpartition(".")[2])
                typed[place] = as_typed(column, cell) if column else str(cell)
        elif text := as_typed(info, value):
            typed[path] = text
    return typed


def _value_at(content: Mapping[str, Mapping[str, object]], path: str) -> object:
    section, name = path.split(".")
    return content.get(section, {}).get(name)


def _answered(info: FieldInfo, value: object) -> bool:
    if info.kind != "table" or not isinstance(value, Mapping):
        return value not in (None, "", [])
    return len(value["rows"]) >= max(info.item.fewest_rows, 1)


def _read_field(info: FieldInfo, place: str, text: str, faults: list[Fault]) -> object:
    """Return the value; `place` is the path without its last part."""
    try:
        return value_of(info, text)
    except EntryError as error:
        faults.append(Fault(f"{place}.{info.name}", error.code))
        return None


def _read_table(
    info: FieldInfo, table: TableText, faults: list[Fault]
) -> tuple[dict[str, object] | None, list[int]]:
    """Return the table's answer, None when there is none, and the numbers of its rows."""
    filled = table.filled
    if table.declared not in ("", NONE):
        faults.append(Fault(info.path, "invalid_shape"))
    elif table.declared and filled:
        faults.append(Fault(info.path, "declared_none_with_rows"))
    elif table.declared:
        return {"declared_none": True, "rows": []}, []
    elif too_many(table):
        faults.append(Fault(info.path, "too_many_rows"))
    else:
        rows, numbers = [], []
        for number, cells in filled:
            place = f"{info.path}.{number}"
            row: dict[str, object] = {}
            for column in info.columns:
                text = cells.get(column.name)
                row[column.name] = _read_field(column, place, text, faults) if text else None
            if _says_something(row):
                rows.append(row)
                numbers.append(number)
        if rows:
            return {"declared_none": False, "rows": rows}, numbers
    return None, []


def _says_something(row: Mapping[str, object]) -> bool:
    return any(value is not None for value in row.values())


def _validated(
    model: type[Section],
    name: str,
    values: dict[str, object],
    numbers: dict[str, list[int]],
    faults: list[Fault],
) -> dict[str, object]:
    """Return the content of what is right; each wrong field and cell becomes None and a fault."""
    if not values:
        return _unanswered(model)
    try:
        return _of_valid(model, values)
    except ValidationError as error:
        wrong = {_place(problem["loc"]): problem["type"] for problem in error.errors()}
    for place, kind in wrong.items():
        path = f"{name}.{place[0]}"
        holder: Any = values
        if len(place) > 1:
            holder = values[str(place[0])]["rows"][place[2]]  # type: ignore[index]
            path = f"{path}.{numbers[path][int(place[2])]}.{place[3]}"
        holder[place[-1]] = None
        faults.append(Fault(path, _shape_code(field_of(path), kind)))
    for field in {str(place[0]) for place in wrong if len(place) > 1}:
        values[field] = _without_empty_rows(values[field], numbers[f"{name}.{field}"])
    return _of_valid(model, values)


def _unanswered(model: type[Section]) -> dict[str, object]:
    """Return the content of a section of which nothing is said."""
    return dict.fromkeys(_names(model)) | {"evidence": []}


def _of_valid(model: type[Section], values: dict[str, object]) -> dict[str, object]:
    """Return the content that the model would dump; ValidationError when the values are wrong.

    The schema checks and changes nothing, so what was handed in is the content already.
    """
    model.model_validate(values)
    return _unanswered(model) | values


@cache
def _names(model: type[Section]) -> tuple[str, ...]:
    return tuple(model.model_fields)


def _place(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return where a fault belongs: a field, or table, `rows`, row, column."""
    return loc[:4] if len(loc) > 2 and loc[1] == "rows" else loc[:1]


def _without_empty_rows(answer: Any, numbers: list[int]) -> dict[str, object] | None:
    kept = [index for index, row in enumerate(answer["rows"]) if _says_something(row)]
    numbers[:] = [numbers[index] for index in kept]
    rows = [answer["rows"][index] for index in kept]
    return {"declared_none": False, "rows": rows} if rows else None


def _shape_code(info: FieldInfo, kind: str) -> str:
    if info.item.catalogue:
        return "unknown_code"
    return "too_long" if kind == "string_too_long" else "invalid_shape"
