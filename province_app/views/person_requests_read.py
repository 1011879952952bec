"""Requests about the own data in words."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from flask import url_for

from province_app.record.schema import SECTIONS, fields
from province_app.services.corrections import Report
from province_app.services.person_requests import MOST_CHARACTERS, Asked, RequestDesk
from province_app.views import formats
from province_app.views.messages import why
from province_app.views.page import Act, Link
from province_app.views.person_requests_page import (
    EXPLAINED,
    KINDS,
    AnswerRequestPage,
    RequestCard,
    RequestsPage,
)
from province_app.views.record_page import Option

_ANSWERS = {
    "granted": "Chấp thuận",
    "refused": "Từ chối",
    "mended": "Đã sửa",
    "kept": "Giữ nguyên",
}
_PROVINCE = "Sở Nội vụ"


def requests_page(
    asked: Sequence[Asked],
    reports: Sequence[Report],
    now: datetime,
    typed: tuple[str, str, str] = ("", "", ""),
    error: str = "",
) -> RequestsPage:
    """Return the own requests and reports, newest first, and the form.

    `typed`: kind, path, text.
    """
    cards = [request_card(one, now) for one in asked] + [_report_card(one) for one in reports]
    cards.sort(key=lambda card: card.asked_at, reverse=True)
    kind, path, said = typed
    return RequestsPage(
        tuple(cards),
        tuple((value, name, EXPLAINED[value]) for value, name in KINDS.items()),
        _groups(),
        MOST_CHARACTERS,
        kind,
        path,
        said,
        error,
    )


def request_card(one: Asked, now: datetime) -> RequestCard:
    """Return one request: who answers it and until when, or what was answered."""
    request = one.request
    answered = request.answer is not None
    links: tuple[Link, ...] = ()
    if request.kind == "copy" and request.answer == "granted":
        links = tuple(
            Link(text, url_for("person_requests.copy", request_id=request.id, form=form))
            for form, text in (("pdf", "Tải bản PDF"), ("json", "Tải bản máy đọc được (JSON)"))
        )
    reason = request.reason or ""
    if request.article:
        reason = f"{reason} Căn cứ {request.article}.".strip()
    return RequestCard(
        str(request.id),
        KINDS[request.kind],
        request.said,
        request.asked_at,
        _field(request.path),
        one.answered_by or _handlers(one),
        "" if answered or not request.due_at else formats.hours_left(request.due_at, now),
        one.overdue,
        request.due_at,
        _ANSWERS[request.answer] if request.answer else "",
        reason,
        request.answered_at,
        links,
        *_effect(one),
    )


def _effect(one: Asked) -> tuple[str, bool]:
    """Return what a granted restriction does, and whether it is in force."""
    request = one.request
    if request.kind != "restriction" or request.answer != "granted":
        return "", False
    if one.ended_at:
        return f"Bạn đã kết thúc hạn chế lúc {formats.moment(one.ended_at)}.", False
    what = "Mục này" if request.path else "Hồ sơ"
    return (
        f"Đang có hiệu lực: {what.lower()} không được đưa vào tệp Excel của đơn vị. Kiểm tra, ký số"
        " và đồng bộ theo quy định vẫn làm.",
        True,
    )


def answer_page(
    desk: RequestDesk,
    now: datetime,
    typed: tuple[str, str, str] = ("", "", ""),
    error: str = "",
) -> AnswerRequestPage:
    """Return one request for who answers it; `typed`: answer, reason, article."""
    one = desk.asked
    return AnswerRequestPage(
        request_card(one, now),
        one.full_name,
        one.unit,
        Act("Trả lời", desk.decision.allowed, why(desk.decision)),
        MOST_CHARACTERS,
        url_for("person_requests.answer", request_id=one.request.id),
        one.request.kind == "restriction",
        *typed,
        error,
    )


def _handlers(one: Asked) -> str:
    return ", ".join((*one.handlers, *([_PROVINCE] if one.province else [])))


def _report_card(one: Report) -> RequestCard:
    request = one.request
    place = url_for("record.edit_section", section=request.path.partition(".")[0])
    return RequestCard(
        str(request.id),
        "Báo sai",
        request.said,
        request.asked_at,
        _field(request.path),
        one.answered_by or "Cán bộ tổ chức của đơn vị",
        answer=_ANSWERS[request.answer] if request.answer else "",
        reason=request.reason or "",
        answered_at=request.answered_at,
        links=(Link("Mở phần có mục này", f"{place}#xem-{request.path}"),),
    )


def _field(path: str | None) -> str:
    info = fields().get(path) if path else None
    return f"{info.item.label} (mục {info.item.number})" if info else ""


def _groups() -> tuple[tuple[str, tuple[Option, ...]], ...]:
    return tuple(
        (
            SECTIONS[section].label,
            tuple(Option(one.path, f"{one.item.number}. {one.item.label}") for one in found),
        )
        for section, found in groupby(fields().values(), key=lambda one: one.section)
    )
