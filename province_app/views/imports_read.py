"""A workbook on its way in words."""

from datetime import date

from flask import url_for

from province_app.record.entry import Fault
from province_app.record.schema import field_of, fields
from province_app.record.values import code_of
from province_app.services.exporting import UnitExport
from province_app.services.import_page import PAGE, ImportDesk, ShownRow
from province_app.views import formats
from province_app.views.imports_page import (
    BatchPage,
    CodeOffer,
    ColumnChoice,
    Progress,
    RowLine,
    SheetColumns,
    UnitOption,
)
from province_app.views.page import Act, Change, Count, FieldError, Link, Note, Pager
from province_app.views.quality_messages import fault_sentence
from province_app.views.record_tables import place_of_cell
from province_app.views.record_values import shown
from province_app.workbooks.layout import plan_of
from province_app.workbooks.mapping import SheetMap
from province_app.workbooks.preview import CellFault
from tiers.two_person import USABLE_FOR

_STATES = {
    "wrong": ("Có lỗi", "bad"),
    "refused": ("Chưa ghi được", "bad"),
    "insert": ("Khai mới", ""),
    "update": ("Cập nhật", ""),
    "same": ("Không đổi", ""),
    "entered": ("Đã ghi và gửi", "done"),
}


_WITH_PROGRESS = ("comparing", "entering", "entered")


def unit_option(one: UnitExport) -> UnitOption:
    """Return the unit with how its records may be taken out."""
    until = one.waiting.expires_at if one.waiting else None
    if one.release and one.release.decided_at:
        until = one.release.decided_at + USABLE_FOR
    release = str(one.release.id) if one.release else ""
    return UnitOption(one.unit_id, one.name, one.people, one.alone, release, until)


def batch_page(desk: ImportDesk, only: str, page: int, today: date, error: str = "") -> BatchPage:
    """Return the page; `only`: the state whose rows are shown, "" for all."""
    batch = desk.batch
    address = url_for("imports.show_batch", batch_id=batch.id)
    wrong = desk.counts.get("wrong", 0) + desk.counts.get("refused", 0)
    compared = batch.state == "compared"
    return BatchPage(
        id=str(batch.id),
        name=batch.name,
        state=batch.state,
        sheets=tuple(_sheet(place, one) for place, one in enumerate(desk.maps))
        if batch.state == "columns"
        else (),
        counts=_counts(desk, address),
        rows=tuple(_line(row, today) for row in desk.rows),
        rows_title=_STATES[only][0] if only else "Tất cả",
        pager=_pager(desk, only, page, address),
        progress=progress_of(desk) if batch.state in _WITH_PROGRESS else None,
        enter=_enter(desk) if compared else None,
        enter_all=_enter_all(desk) if compared else None,
        error_file=Link("Tải tệp các dòng có lỗi", url_for("imports.errors", batch_id=batch.id))
        if wrong
        else None,
        notes=_notes(desk),
        errors=(FieldError(error, ""),) if error else (),
    )


def _notes(desk: ImportDesk) -> tuple[Note, ...]:
    """Return how many changes need a document, and where it is attached. Source: Quy chế Đ.6.2b."""
    if not desk.unproved:
        return ()
    text = (
        f"{formats.number(desk.unproved)} thay đổi cần tài liệu kèm theo nên tệp không ghi được. "
        "Mục của đơn vị: mở tên từng người ở trang Đơn vị, ghi rồi đính kèm. "
        "Mục của người khai: người đó đính kèm và gửi."
    )
    link = Link("Mở trang Đơn vị", url_for("unit.show", unit=desk.batch.unit_id))
    return (Note(text, "Cần tài liệu:", "wait", link),)


def progress_of(desk: ImportDesk) -> Progress:
    """Return how far the entering is."""
    url = url_for("imports.progress", batch_id=desk.batch.id)
    state = desk.batch.state
    if state == "comparing":
        return Progress(
            sum(desk.counts.values()), desk.batch.people, url, True, "đang so với hồ sơ"
        )
    done = desk.counts.get("entered", 0) + desk.counts.get("refused", 0)
    return Progress(done, done + desk.open, url, state == "entering", "đang ghi")


def sentences(row: ShownRow) -> tuple[str, ...]:
    """Return what is wrong in the row, a sentence a fault."""
    return tuple(_sentence(one) for one in row.faults)


def _sentence(fault: Fault) -> str:
    said = f"{place_of_cell(fault.path)}: {fault_sentence(fault)}"
    if isinstance(fault, CellFault) and fault.suggestions:
        return f"{said} Có thể là: {'; '.join(fault.suggestions)}."
    return said


def _sheet(place: int, one: SheetMap) -> SheetColumns:
    plan = plan_of(one.table) if one.table is not None else None
    headings = {column.path: column.heading for column in plan.columns} if plan else {}

    def choice(number: int) -> ColumnChoice:
        name = f"column-{place}-{number}"
        path = one.columns[number]
        return ColumnChoice(name, one.headings[number], headings.get(path, ""))

    matched = [number for number, path in enumerate(one.columns) if path]
    return SheetColumns(
        f"cot-{place}",
        one.sheet,
        plan is None,
        len(matched),
        tuple(choice(number) for number in one.unknown),
        tuple(choice(number) for number in matched),
        tuple(headings.values()),
    )


def _counts(desk: ImportDesk, address: str) -> tuple[Count, ...]:
    return tuple(
        Count(desk.counts[state], label, f"{address}?only={state}#dong")
        for state, (label, _) in _STATES.items()
        if desk.counts.get(state)
    )


def _line(row: ShownRow, today: date) -> RowLine:
    label, tone = _STATES[row.state]
    changes = tuple(_change(one.path, one.old, one.new, today) for one in row.changes)
    return RowLine(
        row.number,
        row.row,
        row.full_name or "Chưa rõ là ai",
        row.key,
        label,
        tone,
        changes,
        sentences(row),
        _offers(row) if row.state == "wrong" else (),
    )


def _offers(row: ShownRow) -> tuple[CodeOffer, ...]:
    return tuple(
        CodeOffer(one.path, code_of(offered), offered, place_of_cell(one.path))
        for one in row.faults
        if isinstance(one, CellFault) and field_of(one.path).kind != "codes"
        for offered in one.suggestions
    )


def _change(path: str, old: str, new: str, today: date) -> Change:
    info = fields()[path]
    if info.kind == "table":
        lines = tuple(new.split("\n")) if new and new != "none" else ()
        told = "Không có" if new == "none" else f"{len(lines)} dòng"
        before = "Không có" if old == "none" else (f"{len(old.splitlines())} dòng" if old else "")
        return Change(info.item.label, before, told, info.item.number, lines)
    before, after = (shown(field_of(path), one, today) for one in (old, new))
    return Change(info.item.label, before, after, info.item.number)


def _pager(desk: ImportDesk, only: str, page: int, address: str) -> Pager | None:
    total = desk.counts.get(only, 0) if only else sum(desk.counts.values())
    if total <= PAGE:
        return None
    first = (page - 1) * PAGE + 1
    last = min(page * PAGE, total)
    query = f"{address}?only={only}&page=" if only else f"{address}?page="
    return Pager(
        first,
        last,
        f"{query}{page - 1}#dong" if page > 1 else "",
        f"{query}{page + 1}#dong" if last < total else "",
    )


def _enter(desk: ImportDesk) -> Act:
    if not desk.open:
        return Act("Ghi và gửi để kiểm tra", False, "Không có dòng nào để ghi")
    label = f"Ghi và gửi {formats.number(desk.open)} dòng đúng"
    return Act(label, reason="Người khác của đơn vị kiểm tra, không phải bạn")


def _enter_all(desk: ImportDesk) -> Act | None:
    if not desk.open:
        return None
    wrong = desk.counts.get("wrong", 0) + desk.counts.get("refused", 0)
    reason = f"Còn {formats.number(wrong)} dòng có lỗi" if wrong else ""
    return Act("Ghi tất cả, hoặc không ghi dòng nào", not wrong, reason)
