"""The sheets and columns of a workbook of records, made from the schema.

One sheet has a row a person and a column a field; each table has a sheet with a row for each of a
person's rows. The first column is always the identity number. Source: Quy chế Đ.6.1.
"""

import re
from dataclasses import dataclass
from functools import cache

from province_app.record.schema import SECTIONS, FieldInfo, fields

KEY = "identity.personal_id"
NAME = "identity.birth_full_name"
PEOPLE = "Hồ sơ"
CHOICES = "Danh mục"  # hidden: what the lists offer
ERRORS = "Lỗi"
DECLARED_NONE = "Khai không có"
HEAD_ROWS = 2  # the headings, and the hidden paths under them


@dataclass(frozen=True)
class Column:
    """A column of a sheet; `path` is a field's, a column's with `*`, or a table's own."""

    path: str
    heading: str
    info: FieldInfo


@dataclass(frozen=True)
class SheetPlan:
    """A sheet: `table` is the path of its table, "" for the sheet of people."""

    title: str
    table: str
    columns: tuple[Column, ...]

    def column(self, path: str) -> Column | None:
        """Return the column of the path, or None."""
        return next((one for one in self.columns if one.path == path), None)


@cache
def plans() -> tuple[SheetPlan, ...]:
    """Return all sheets: of what a person or HR fills; what the system fills has no column."""
    key = Column(KEY, _heading(fields()[KEY]), fields()[KEY])
    asked = [info for info in fields().values() if info.item.filled_by != "system"]
    single = [info for info in asked if info.kind != "table" and info.path not in (KEY, NAME)]
    people = [key, *(Column(one.path, _heading(one), one) for one in (fields()[NAME], *single))]
    found = [SheetPlan(PEOPLE, "", tuple(people))]
    for info in asked:
        if info.kind == "table":
            columns = [Column(one.path, one.item.label, one) for one in info.columns]
            none = Column(info.path, DECLARED_NONE, info)
            found.append(SheetPlan(_title(info), info.path, (key, none, *columns)))
    return tuple(found)


@cache
def plan_of(table: str) -> SheetPlan:
    """Return the sheet of the table, "" for people; KeyError for an unknown one."""
    return {plan.table: plan for plan in plans()}[table]


def _heading(info: FieldInfo) -> str:
    number = info.item.number
    place = f"mục {number}" if number[0].isdigit() else SECTIONS[info.section].label
    return f"{info.item.label} ({place})"


def _title(info: FieldInfo) -> str:
    """Return a sheet's name as workbooks allow it: at most 31 characters, some not among them."""
    return re.sub(r"[\[\]:*?/\\]", " ", f"{info.item.number} {info.item.label}")[:31].strip()
