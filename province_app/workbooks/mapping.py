"""Step 1 of an import: which column of the file is which field, proposed by its heading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from province_app.workbooks.cells import fold
from province_app.workbooks.layout import ERRORS, KEY, NAME, SheetPlan, plan_of, plans
from province_app.workbooks.reading import Cell, Sheet, Workbook

_LOOKED_AT = 10  # rows in which the headings may stand
# What people call the columns that they must fill.
_ALSO = {
    "cccd": KEY, "so cccd": KEY, "so dinh danh": KEY, "so dinh danh ca nhan": KEY,
    "ma dinh danh": KEY, "can cuoc cong dan": KEY, "so can cuoc": KEY,
    "ho va ten": NAME, "ho ten": NAME,
}  # fmt: skip


@dataclass(frozen=True)
class SheetMap:
    """What a sheet of the file holds: `table` as in SheetPlan, None when it is left out."""

    sheet: str
    table: str | None
    headings: tuple[str, ...]
    columns: tuple[str, ...]  # path of each column, "" for one that is left out
    first: int  # row of the first person, from 0

    @property
    def unknown(self) -> tuple[int, ...]:
        """The columns with a heading that no field was found for."""
        return tuple(
            number
            for number, (heading, path) in enumerate(zip(self.headings, self.columns, strict=True))
            if heading and not path and heading != ERRORS
        )


def proposed(book: Workbook) -> list[SheetMap]:
    """Return what each sheet seems to hold."""
    return [_proposed(sheet) for sheet in book.sheets]


def corrected(maps: Sequence[SheetMap], chosen: Mapping[tuple[int, int], str]) -> list[SheetMap]:
    """Return the maps with the headings chosen for (sheet, column); "" leaves a column out.

    ValueError names a heading that the sheet has no field for, or one that is chosen twice.
    """
    found = []
    for place, one in enumerate(maps):
        columns = list(one.columns)
        for number in range(len(columns)):
            if (place, number) in chosen and one.table is not None:
                columns[number] = _path(plan_of(one.table), chosen[place, number])
        used = [path for path in columns if path]
        if len(set(used)) != len(used):
            raise ValueError(one.sheet)
        found.append(SheetMap(one.sheet, one.table, one.headings, tuple(columns), one.first))
    return found


def _path(plan: SheetPlan, heading: str) -> str:
    if not heading.strip():
        return ""
    found = _by_heading(plan.table).get(fold(heading))
    if found is None:
        raise ValueError(heading)
    return found


@cache
def _by_heading(table: str) -> Mapping[str, str]:
    """Return the paths by folded heading, with and without what stands in brackets."""
    plan = plan_of(table)
    short: dict[str, list[str]] = {}
    for one in plan.columns:
        short.setdefault(fold(one.info.item.label), []).append(one.path)
    found = {name: paths[0] for name, paths in short.items() if len(paths) == 1}
    found |= {name: path for name, path in _ALSO.items() if plan.column(path)}
    return found | {fold(one.heading): one.path for one in plan.columns}


def _proposed(sheet: Sheet) -> SheetMap:
    rows: list[list[str]] = []
    for cells in sheet.rows():
        rows.append([_text(cell) for cell in cells])
        if len(rows) == _LOOKED_AT:
            break
    if by_path := _by_paths(sheet.name, rows):
        return by_path
    best: tuple[int, int, str, list[str]] = (0, 0, "", [])
    tables = [plan.table for plan in plans() if fold(plan.title) == fold(sheet.name)] or [""]
    for table in tables:
        for number, row in enumerate(rows):
            paths = _without_doubles([_by_heading(table).get(fold(cell), "") for cell in row])
            best = max(
                best, (sum(map(bool, paths)), -number, table, paths), key=lambda one: one[:2]
            )
    count, place, table, paths = best
    if count == 0:
        return SheetMap(sheet.name, None, (), (), 0)
    return SheetMap(sheet.name, table, tuple(rows[-place]), tuple(paths), 1 - place)


def _by_paths(name: str, rows: Sequence[Sequence[str]]) -> SheetMap | None:
    """Return the map of a sheet of ours: the paths stand under the headings."""
    for number, row in enumerate(rows[1:], 1):
        for plan in plans():
            known = {one.path for one in plan.columns}
            if KEY in row and set(filter(None, row)) <= known and len(set(row)) > 1:
                heads = list(rows[number - 1])
                width = max(len(heads), len(row))
                paths = _without_doubles([*row, *[""] * (width - len(row))])
                heads += [""] * (width - len(heads))
                return SheetMap(name, plan.table, tuple(heads), tuple(paths), number + 1)
    return None


def _without_doubles(paths: Sequence[str]) -> list[str]:
    """Return the paths, each where it stands first."""
    return [path if path not in paths[:number] else "" for number, path in enumerate(paths)]


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[1]
