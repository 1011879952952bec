"""The pages of my record, put together from the text of the form and its faults."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import url_for

from province_app.record.entry import Fault
from province_app.record.schema import SECTIONS, FieldInfo, SectionInfo, field_of, fields, table_of
from province_app.services.own_record import OwnRecord, OwnText
from province_app.views import formats
from province_app.views.messages import message, why
from province_app.views.page import Act, FieldError, Note
from province_app.views.photo_page import photo_of
from province_app.views.record_fields import field_errors, lookups, section_fields
from province_app.views.record_page import (
    PathStep,
    PrintLink,
    RecordPage,
    SavedPart,
    SectionLine,
    SectionPage,
    SectionState,
)
from province_app.views.record_reports import report_lines
from province_app.views.record_said import NOT_REACHED, faults_to_say, said_of
from province_app.views.record_scores import scores
from province_app.views.record_values import shown
from province_app.views.reminder_words import reminder_lines
from tiers.calendar import local_day

_BY_UNIT = "Phần này do đơn vị và hệ thống ghi. Mục nào chưa đúng thì bấm Báo sai ở mục đó."
_STATES = {
    "none": "Chưa khai",
    "with_person": "Chưa gửi",
    "returned": "Chưa gửi lại",
    "with_hr": "Đã gửi, chờ kiểm tra",
}


def section_page(
    section: str,
    text: OwnText,
    now: datetime,
    *,
    every_fault: bool = False,
    form: bool = False,
    added: str = "",
) -> SectionPage:
    """Return one section; `form`: as a form even when it can no longer be saved.

    `added`: the path of a table that gets one empty row more.

    What is wrong is always said, what is missing only with `every_fault`: nobody is scolded for
    fields not reached yet.
    """
    day = local_day(now)
    faults = faults_to_say(text.faults, section, every_fault)
    ours = any(one.item.filled_by == "person" for one in _fields_of(section))
    closed = "" if ours else _BY_UNIT
    if not text.save.allowed and not form:
        closed = message(text.save.code)
    said = {one.path: one for one in said_of(section, text, every_fault)}
    found = section_fields(section, text, said, day, closed=bool(closed), added=added)
    info = SECTIONS[section]
    return SectionPage(
        section,
        info.label,
        section_lines(text),
        found,
        SavedPart(text.revision, _saved_at(text)),
        lookups(found, day),
        info.restricted,
        closed,
        () if closed else field_errors(faults),
        every_fault=every_fault,
    )


def record_page(
    record: OwnRecord,
    path: tuple[PathStep, ...],
    note: Note | None,
    now: datetime,
    *,
    refused: bool = False,
) -> RecordPage:
    """Return the whole record; `refused`: with every fault that kept it from being sent."""
    text = record.text
    state = record.status if text.draft is None else text.draft.state
    return RecordPage(
        record.full_name,
        record.title or _rank(text, local_day(now)) or (record.unit.name if record.unit else ""),
        text.typed.get("identity.staff_number", ""),
        record.status,
        path,
        section_lines(text),
        Act("Gửi đơn vị kiểm tra", text.send.allowed, _why_closed(text)),
        _STATES.get(state, "Không có thay đổi nào chưa gửi"),
        _hint(text.faults) if text.send.allowed else "",
        note,
        _saved_at(text),
        _all_errors(text.faults) if refused else (),
        _prints(record),
        url_for("record_history.show", person_id=record.person_id) if record.version else "",
        text.completion.whole.percent,
        text.completion.whole.missing,
        scores(text),
        report_lines(text.reports),
        photo=photo_of(text.photo, f"Ảnh của {record.full_name}"),
        reminders=reminder_lines(text.reminders, local_day(now)),
    )


def _prints(record: OwnRecord) -> tuple[PrintLink, ...]:
    """Return the PDFs that can be had: of the newest version, of the open draft."""
    found = []
    if record.version is not None:
        label = f"In phiên bản {record.version} (PDF)"
        found.append(PrintLink(label, url_for("record.print_own")))
    if record.text.draft is not None:
        found.append(PrintLink("In bản nháp (PDF)", url_for("record.print_own", draft=1)))
    return tuple(found)


def section_lines(text: OwnText) -> tuple[SectionLine, ...]:
    """Return the list of sections, each with what it still needs."""
    return tuple(section_line(name, text) for name in asked_sections(text))


def section_line(name: str, text: OwnText) -> SectionLine:
    """Return how far one section is."""
    state, number = _state(name, text)
    share = text.completion.of(name)
    percent = share.percent if share.asked else None
    return SectionLine(
        name, SECTIONS[name].label, state, number, SECTIONS[name].restricted, percent
    )


def asked_sections(text: OwnText) -> dict[str, SectionInfo]:
    """Return the sections that are asked of the person: the form, or the labour contract."""
    category = text.typed.get("service.staff_category", "")
    return {name: info for name, info in SECTIONS.items() if info.asked_from(category)}


def _fields_of(section: str) -> list[FieldInfo]:
    return [info for info in fields().values() if info.section == section]


def _rank(text: OwnText, day: date) -> str:
    return shown(fields()["salary.rank_code"], text.typed.get("salary.rank_code", ""), day)


def _why_closed(text: OwnText) -> str:
    if text.send.code == "already_sent" and text.draft is not None and text.draft.sent_at:
        sent = f"Đã gửi {formats.day_month(text.draft.sent_at)} lúc"
        return f"{sent} {formats.clock(text.draft.sent_at)} · {formats.article(text.send.article)}"
    return why(text.send)


def _state(section: str, text: OwnText) -> tuple[SectionState, int]:
    if all(info.item.filled_by != "person" for info in _fields_of(section)):
        return "by_unit", 0
    mine = [fault for fault in text.faults if field_of(fault.path).section == section]
    wrong = {(table_of(fault.path) or field_of(fault.path)).path for fault in mine}
    wrong -= {fault.path for fault in mine if fault.code in NOT_REACHED}
    lacking = {path for path in text.completion.missing if path.startswith(f"{section}.")}
    lacking &= set(text.completion.asked)
    lacking |= {fault.path for fault in mine if fault.code == "required_here"}
    counts: dict[SectionState, int] = {
        "returned": sum(field_of(path).section == section for path in text.returns),
        "faulty": len(wrong),
        "missing": len(lacking),
    }
    return next(((state, count) for state, count in counts.items() if count), ("complete", 0))


def _all_errors(faults: Sequence[Fault]) -> tuple[FieldError, ...]:
    places = {name: url_for("record.edit_section", section=name, check="all") for name in SECTIONS}
    return tuple(
        line
        for name, place in places.items()
        for line in field_errors(
            (fault for fault in faults if field_of(fault.path).section == name), place
        )
    )


def _hint(faults: Sequence[Fault]) -> str:
    missing = sum(fault.code in NOT_REACHED for fault in faults)
    wrong = len(faults) - missing
    parts = [f"{wrong} chỗ cần sửa" if wrong else "", f"thiếu {missing} mục" if missing else ""]
    said = ", ".join(part for part in parts if part)
    return formats.capital(said) if said else "Đã đủ các mục bắt buộc"


def _saved_at(text: OwnText) -> datetime | None:
    draft = text.draft
    return draft.saved_at if draft is not None and draft.revision > 1 else None
