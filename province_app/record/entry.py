"""From text as a person types it to typed content, and back for display.

A draft is `{path: text}`, the cells of its tables among them, and may be wrong; it becomes content
when it is sent. Each fault comes back with its path and a code; the sentence for people is chosen
by the pages.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from province_app.record.form import says_something
from province_app.record.schema import SECTIONS, FieldInfo, field_of, fields, table_of
from province_app.record.shape import Fault, validated, without_answers
from province_app.record.tables import Cells, TableText, flat, tables_in, too_many
from province_app.record.values import NONE, EntryError, as_typed, clean, reader_of, value_of

__all__ = [
    "Fault",
    "as_typed",
    "clean",
    "missing",
    "of_other_sections",
    "read_entry",
    "read_numbered",
    "read_spoken",
    "typed_of",
    "unanswered",
]

Sections = Mapping[str, Mapping[str, object]]
_NOTHING: Sections = {}


def read_entry(typed: Mapping[str, str]) -> tuple[dict[str, dict[str, object]], list[Fault]]:
    """Return `{section: content}` of all sections and the faults by path.

    Absent, empty and faulty texts become `None`, a row without a right cell is left out. An
    unknown path raises KeyError: forms refuse it first.
    Required fields are judged by `missing()`, not here: a draft may be incomplete.
    """
    content, faults, _ = read_numbered(typed)
    return content, faults


def read_numbered(
    typed: Mapping[str, str], known: Sections = _NOTHING
) -> tuple[dict[str, dict[str, object]], list[Fault], dict[str, list[int]]]:
    """Return what `read_entry` does, and under which numbers each table's rows were typed.

    `known`: the content of sections whose text is what `typed_of` makes of it; they are not read.
    """
    told = {path: text for path, text in typed.items() if path.partition(".")[0] not in known}
    spoken, faults, numbers = read_spoken(told if known else typed)
    content = {
        name: {**without_answers(section.model), **(known.get(name) or spoken.get(name, {}))}
        for name, section in SECTIONS.items()
    }
    for path, table in _tables().items():
        answer: Any = content[table.section][table.name] if table.section in known else None
        if answer is not None:
            numbers[path] = list(range(len(answer["rows"])))
    return content, faults, numbers


@cache
def _tables() -> Mapping[str, FieldInfo]:
    return {path: info for path, info in fields().items() if info.kind == "table"}


def of_other_sections(content: Sections, paths: Iterable[str]) -> Sections:
    """Return the content of those sections of which none of the paths speaks."""
    spoken = {path.partition(".")[0] for path in paths}
    return {name: one for name, one in content.items() if name not in spoken}


def read_spoken(
    typed: Mapping[str, str],
) -> tuple[dict[str, dict[str, object]], list[Fault], dict[str, list[int]]]:
    """Return what `read_numbered` does, the content only of sections of which the text speaks."""
    values: dict[str, dict[str, object]] = {}
    faults: list[Fault] = []
    cleaned = {path: clean(text) for path, text in typed.items()}
    known = fields()
    for path, text in cleaned.items():
        if table_of(path) is None:
            info = known.get(path) or field_of(path)
            here = values.setdefault(info.section, {})
            here[info.name] = _read_field(info, info.section, text, faults)
    numbers: dict[str, list[int]] = {}
    for path, table in tables_in(cleaned).items():
        info = fields()[path]
        answer, numbers[path] = _read_table(info, table, faults)
        values.setdefault(info.section, {})[info.name] = answer
    content = {
        name: validated(section.model, name, values[name], numbers, faults)
        for name, section in SECTIONS.items()
        if name in values
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
            row = _read_row(info.path, number, cells, faults)
            if says_something(row):
                rows.append(row)
                numbers.append(number)
        if rows:
            return {"declared_none": False, "rows": rows}, numbers
    return None, []


def _read_row(table: str, number: int, cells: Cells, faults: list[Fault]) -> dict[str, object]:
    readers = _readers(table)
    row: dict[str, object] = dict.fromkeys(readers)
    for name, read in readers.items():
        if text := cells.get(name):
            try:
                row[name] = read(text)
            except EntryError as error:
                faults.append(Fault(f"{table}.{number}.{name}", error.code))
    return row


@cache
def _readers(table: str) -> Mapping[str, Callable[[str], object]]:
    return {column.name: reader_of(column.kind) for column in fields()[table].columns}
