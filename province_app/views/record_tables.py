"""A table of the record as the form shows it: cards of fields, one card a row."""

from collections.abc import Callable, Mapping
from datetime import date

from province_app.record.schema import FieldInfo, fields, table_of
from province_app.record.tables import TableText, replaced, tables_in
from province_app.record.values import NONE
from province_app.views.record_page import Field, Returned, Said, TableField, TableRow
from province_app.views.record_values import shown


def table_field(
    info: FieldInfo,
    typed: Mapping[str, str],
    said: Said,
    *,
    one_more: bool,
    cell: Callable[[FieldInfo, str], Field],
    required: bool,
    returned: Returned | None,
) -> TableField:
    """Return the table to type in; `cell` makes the field of a column at a path.

    A table without an answer starts with one empty row; `one_more`: so does one that was added to.
    """
    text = tables_in(typed).get(info.path, TableText())
    numbers = sorted(text.rows)
    declared = text.declared == NONE
    added = one_more or not (numbers or declared)
    if added:
        numbers.append(max(numbers, default=-1) + 1)
    rows = tuple(
        TableRow(
            f"{info.path}.{number}",
            place,
            tuple(cell(column, f"{info.path}.{number}.{column.name}") for column in info.columns),
            fresh=one_more and number == numbers[-1],
        )
        for place, number in enumerate(numbers, 1)
    )
    return TableField(
        info.path,
        info.item.number,
        info.item.label,
        rows,
        declared_none=declared,
        required=required,
        hint=_hint(info, required),
        errors=said.errors,
        returned=returned,
        warnings=said.warnings,
    )


def table_to_read(
    info: FieldInfo, typed: Mapping[str, str], why: str, day: date, returned: Returned | None
) -> TableField:
    """Return the table to read: each row as one line of text."""
    text = tables_in(typed).get(info.path, TableText())
    return TableField(
        info.path,
        info.item.number,
        info.item.label,
        declared_none=text.declared == NONE,
        lines=tuple(row_text(info, row, day) for _, row in text.filled),
        read_only=why,
        returned=returned,
        closed=True,
    )


def row_text(info: FieldInfo, cells: Mapping[str, str], day: date) -> str:
    """Return a row as one line: `Từ tháng, năm: 09/2011; Chức danh, chức vụ: Giáo viên`."""
    return "; ".join(
        f"{column.item.label}: {shown(column, text, day)}"
        for column in info.columns
        if (text := cells.get(column.name, ""))
    )


def place_of_cell(path: str) -> str:
    """Return how people call a field or a cell: `Quá trình công tác, dòng 2, Từ tháng, năm`."""
    table = table_of(path)
    if table is None or path == table.path:
        return fields()[path].item.label
    row, name = path[len(table.path) + 1 :].split(".")
    column = next(one for one in table.columns if one.name == name)
    return f"{table.item.label}, dòng {int(row) + 1}, {column.item.label}"


def tables_that_differ(
    posted: Mapping[str, str], saved: Mapping[str, str]
) -> list[tuple[FieldInfo, int, int]]:
    """Return each posted table that is not the saved one, with the rows saved and posted."""
    now, before = tables_in(replaced(saved, posted)), tables_in(saved)
    found = []
    for path in tables_in(posted):
        new, old = now.get(path, TableText()), before.get(path, TableText())
        rows = [[{k: v for k, v in row.items() if v} for _, row in t.filled] for t in (old, new)]
        if rows[0] != rows[1] or old.declared != new.declared:
            found.append((fields()[path], len(rows[0]), len(rows[1])))
    return found


def _hint(info: FieldInfo, required: bool) -> str:
    if required and info.item.fewest_rows > 1:
        return f"Ít nhất {info.item.fewest_rows} dòng."
    return "" if required else "Không có gì để khai thì chọn Không có."
