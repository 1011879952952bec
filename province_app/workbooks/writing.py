"""Workbooks written row by row: the template, the records of a unit, rows with their errors.

All have one layout, so that each of them can be filled in and uploaded. Every cell is text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from province_app.record.schema import FieldInfo, fields
from province_app.record.tables import tables_in
from province_app.record.values import NONE, YES_NO
from province_app.workbooks.cells import guarded, pieces_of, shown
from province_app.workbooks.layout import (
    CHOICES,
    ERRORS,
    HEAD_ROWS,
    KEY,
    SheetPlan,
    plans,
)

_LAST_ROW = 5_000  # up to here the lists are offered
_WIDE, _NARROW = 24, 16
_LONGEST_COMMENT = 400


@dataclass(frozen=True)
class Line:
    """One person's text by path, as a draft has it, and what is wrong in it."""

    typed: Mapping[str, str]
    errors: tuple[str, ...] = field(default=())


def workbook(lines: Iterable[Line], day: date, with_errors: bool = False) -> bytes:
    """Return the workbook of those people; without any it is the template."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": False})
    writer = _Writer(book, day, with_errors)
    for line in lines:
        writer.add(line)
    writer.close()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any, day: date, with_errors: bool) -> None:
        self.book, self.day, self.with_errors = book, day, with_errors
        self.text = book.add_format({"num_format": "@"})
        self.bold = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF7", "border": 1}
        )
        self.red = book.add_format({"num_format": "@", "font_color": "#A61B1B", "text_wrap": True})
        self.offered = self._offered()
        self.sheets = {plan.table: book.add_worksheet(plan.title) for plan in plans()}
        self.next = dict.fromkeys(self.sheets, HEAD_ROWS)
        for plan in plans():
            self._head(plan, self.sheets[plan.table])

    def add(self, line: Line) -> None:
        """Write a person's row, and the rows of the tables that are answered."""
        people = plans()[0]
        cells = [shown(one.info, line.typed.get(one.path, ""), self.day) for one in people.columns]
        self._row("", [*cells, *(["\n".join(line.errors)] if self.with_errors else [])])
        key = line.typed.get(KEY, "")
        for table, text in tables_in(line.typed).items():
            plan = next(one for one in plans() if one.table == table)
            if text.declared == NONE:
                self._row(table, [key, shown(fields()[table], NONE, self.day)])
            for _, row in text.filled:
                self._row(table, [key, "", *(
                    shown(one.info, row.get(one.info.path.rpartition(".")[2], ""), self.day)
                    for one in plan.columns[2:]
                )])  # fmt: skip

    def close(self) -> None:
        """Write the lists and finish."""
        sheet = self.book.add_worksheet(CHOICES)
        sheet.hide()
        lists = list(enumerate(self.offered.values()))
        for number in range(max(len(texts) for _, texts in lists)):
            # Row by row, as the file is written; most lists are over after some lines.
            lists = [(column, texts) for column, texts in lists if number < len(texts)]
            for column, texts in lists:
                sheet.write_string(number, column, guarded(texts[number]))
        self.book.close()

    def _row(self, table: str, cells: list[str]) -> None:
        number = self.next[table]
        self.next[table] += 1
        for column, text in enumerate(cells):
            if text:
                is_error = table == "" and column == len(plans()[0].columns)
                style = self.red if is_error else self.text
                self.sheets[table].write_string(number, column, guarded(text), style)

    def _head(self, plan: SheetPlan, sheet: Any) -> None:
        wanted = [(one.heading, one.path) for one in plan.columns]
        if self.with_errors and not plan.table:
            wanted.append((ERRORS, ""))
        for number, (heading, _) in enumerate(wanted):
            sheet.set_column(number, number, _WIDE if number < 2 else _NARROW, self.text)
            sheet.write_string(0, number, heading, self.bold)
        for number, (_, path) in enumerate(wanted):
            if path:
                sheet.write_string(1, number, path, self.text)
        sheet.set_row(0, 48)
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.freeze_panes(HEAD_ROWS, 1 if plan.table else 2)
        for number, one in enumerate(plan.columns):
            if note := _note(one.info):
                sheet.write_comment(0, number, note)
            if source := self._source(one.info):
                sheet.data_validation(
                    HEAD_ROWS, number, _LAST_ROW, number,
                    {"validate": "list", "source": source, "error_type": "warning",
                     "error_title": "Chưa có trong danh mục",
                     "error_message": "Chọn một dòng của danh sách."},
                )  # fmt: skip

    def _offered(self) -> dict[str, list[str]]:
        """Return what the lists offer, by catalogue; the order gives their columns."""
        names = {one.info.item.catalogue for plan in plans() for one in plan.columns}
        found = {name: list(pieces_of(name, self.day)) for name in sorted(filter(None, names))}
        return {"": ["Không có"], "yes_no": list(YES_NO.values()), **found}

    def _source(self, info: FieldInfo) -> str:
        if info.kind == "codes":
            return ""  # several at once: no list can offer that
        name = "" if info.kind == "table" else info.item.catalogue or info.kind
        if name not in self.offered:
            return ""
        column = xlsxwriter.utility.xl_col_to_name(list(self.offered).index(name))
        return f"='{CHOICES}'!${column}$1:${column}${len(self.offered[name])}"


def _note(info: FieldInfo) -> str:
    """Return what the heading's comment says."""
    said = []
    if info.kind == "table":
        said.append("Chọn Không có nếu người này không có dòng nào. Một dòng cho mỗi người.")
    if info.item.example:
        said.append(f"Ví dụ: {info.item.example}")
    if info.kind == "codes":
        said.append("Nhiều giá trị: cách nhau bằng dấu chấm phẩy, mỗi giá trị ghi Tên (mã).")
    elif info.item.catalogue:
        said.append("Chọn trong danh sách: gõ vài chữ để tìm. Ghi Tên (mã) hoặc mã.")
    said += {
        "date": ["Ngày/tháng/năm, ví dụ 17/05/1987."],
        "any_date": ["Ngày/tháng/năm; chỉ biết năm thì ghi năm."],
        "month": ["Tháng/năm, ví dụ 05/2019."],
        "personal_id": ["Đủ 12 chữ số, kể cả số 0 ở đầu."],
    }.get(info.kind, [])
    return " ".join(said)[:_LONGEST_COMMENT]
