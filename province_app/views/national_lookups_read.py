"""A unit's requests to the national database → what their pages show."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from flask import current_app, url_for

from province_app.record.catalogues import label_on, labels
from province_app.record.schema import SECTIONS
from province_app.services.national_lookups import ROWS, Desk, Line, Opened
from province_app.views import formats
from province_app.views.changed import in_full
from province_app.views.messages import message
from province_app.views.national_lookups_page import (
    Beginning,
    LookupPage,
    LookupRow,
    LookupsPage,
    Waiting,
)
from province_app.views.page import Act, Link, Pager
from province_app.views.record_history_page import ShownField, ShownSection
from province_app.views.record_page import Option
from tiers.calendar import local_day
from tiers.moves import NEAR_PAST
from tiers.national_lookups import A_DAY, KEPT, LookupState

TITLE = "Tra cứu từ CSDL quốc gia"
_LAST_DIGITS = 4


def is_connected() -> bool:
    """Whether this node asks the national database at all."""
    return bool(current_app.config["SETTINGS"].asks_nationally)


def lookups_page(desk: Desk, page: int, now: datetime) -> LookupsPage:
    """Return the unit's requests, and the form for another."""
    return LookupsPage(
        desk.unit.name,
        desk.unit.unit_id,
        tuple(
            Link(one.name, url_for("national_lookups.show", unit=one.unit_id))
            for one in desk.others
        ),
        tuple(_row(one) for one in desk.lines),
        local_day(now).isoformat(),
        is_connected(),
        A_DAY.tries,
        KEPT.days,
        _pager(desk, page),
    )


def lookup_page(opened: Opened, now: datetime) -> LookupPage:
    """Return one request with what came of it."""
    row, state = opened.line.lookup, opened.state
    kept = row.answered_at is not None and row.personal_id is not None
    unit_id = opened.unit.unit_id
    return LookupPage(
        str(row.id),
        opened.unit.name,
        Link(TITLE, url_for("national_lookups.show", unit=unit_id)),
        replace(_row(opened.line), state=_state(row.begun_at is not None, state, kept=kept)),
        kept_until=local_day(row.answered_at + KEPT) if kept and row.answered_at else None,
        waiting=waiting(row.id, row.tries) if state is LookupState.REQUESTED else None,
        fault=message(row.fault) if row.fault else "",
        again=Act("Hỏi lại") if state is LookupState.FAILED and kept else None,
        person=_name(opened),
        released=opened.released,
        sections=_sections(opened, local_day(now)),
        unread="; ".join(SECTIONS[name].label for name in opened.unread),
        begin=_beginning(opened, local_day(now)) if opened.stands else None,
        sheet=Link("Ghi phần của đơn vị", url_for("unit.person", person_id=row.record_id))
        if opened.here
        else None,
        moves=Link("Điều chuyển, thôi làm việc", url_for("moves.show", unit=unit_id)),
    )


def waiting(lookup_id: UUID, tries: int) -> Waiting:
    """Return how far a request is that has no answer yet."""
    url = url_for("national_lookups.progress", lookup_id=lookup_id)
    if tries < 2:  # the first is on its way
        return Waiting(url, "Đang hỏi CSDL quốc gia. Trang tự cập nhật; rời trang cũng được.")
    told = f"CSDL quốc gia chưa trả lời, đã hỏi {tries} lần. Hệ thống tự hỏi lại."
    return Waiting(url, told)


def _row(line: Line) -> LookupRow:
    row = line.lookup
    kept = row.personal_id is not None
    return LookupRow(
        url_for("national_lookups.read", lookup_id=row.id),
        row.personal_id[-_LAST_DIGITS:] if row.personal_id else "",
        row.purpose,
        f"{row.basis_number}, {formats.day(row.basis_date)}",
        line.asked_by,
        row.asked_at,
        _state(row.begun_at is not None, LookupState(row.state), kept=kept),
        line.full_name,
    )


def _state(begun: bool, state: LookupState, *, kept: bool) -> str:
    """Return a code of `words.LOOKUP`; `kept`: the number is still here, and what was answered."""
    if begun:
        return "begun"
    return "over" if state is LookupState.FOUND and not kept else str(state)


def _name(opened: Opened) -> str:
    found = (one.new for one in opened.stands if one.path == "identity.birth_full_name")
    return opened.line.full_name or str(next(found, ""))


def _sections(opened: Opened, day: date) -> tuple[ShownSection, ...]:
    return tuple(
        ShownSection(
            section.name,
            section.label,
            tuple(
                ShownField(one.info.item.number, one.info.item.label, one.text, one.lines)
                for one in group
            ),
        )
        for section, group in in_full(opened.stands, day, opened.unit_names)
    )


def _beginning(opened: Opened, day: date) -> Beginning:
    return Beginning(
        tuple(Option(code, label_on("loai_can_bo", code, day)) for code in labels("loai_can_bo")),
        opened.category,
        "",
        (day - NEAR_PAST).isoformat(),
        day.isoformat(),
    )


def _pager(desk: Desk, page: int) -> Pager | None:
    if desk.total <= ROWS:
        return None

    def address(number: int) -> str:
        return url_for("national_lookups.show", unit=desk.unit.unit_id, page=number)

    first = (page - 1) * ROWS + 1
    last = first + len(desk.lines) - 1
    before = address(page - 1) if page > 1 else ""
    return Pager(first, last, before, address(page + 1) if last < desk.total else "")
