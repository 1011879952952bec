"""Desks of movements → what their pages show."""

from datetime import date, datetime, timedelta

from flask import url_for

from province_app.record.catalogues import label_on, labels
from province_app.services.move_desk import ROWS, FilingDesk, Gone, Line, MoveDesk
from province_app.views import formats
from province_app.views.messages import why
from province_app.views.moves_page import (
    ArrivalRow,
    BackPage,
    GoneRow,
    LeavingRow,
    MovePage,
    MovesPage,
)
from province_app.views.page import Act, Link, Pager
from province_app.views.record_page import Option
from province_app.views.words import MOVE, MOVE_REFUSAL
from tiers.calendar import local_day
from tiers.moves import FAR_AHEAD, FILED, NEAR_PAST, MoveKind, MoveState


def moves_page(desk: MoveDesk, page: int, now: datetime, error: str = "") -> MovesPage:
    """Return the unit's movements."""
    day = local_day(now)
    total = desk.gone[0].total if desk.gone else 0
    return MovesPage(
        unit=desk.unit.name,
        unit_id=desk.unit.unit_id,
        others=tuple(
            Link(one.name, url_for("moves.show", unit=one.unit_id)) for one in desk.others
        ),
        arrivals=tuple(_arrival(one) for one in desk.arriving),
        leaving=tuple(_leaving(one) for one in desk.leaving),
        gone=tuple(_gone(desk, one) for one in desk.gone),
        total=total,
        categories=tuple(
            Option(code, label_on("loai_can_bo", code, day)) for code in labels("loai_can_bo")
        ),
        refusals=tuple(Option(code, text) for code, text in MOVE_REFUSAL.items()),
        pager=_pager(desk, page, total),
        error=error,
    )


def move_page(
    desk: FilingDesk,
    typed: dict[str, str] | None = None,
    error: str = "",
    prolong: dict[str, str] | None = None,
) -> MovePage:
    """Return the form for one person; `typed` or `prolong` is kept after a refusal."""
    ends = desk.term_ends_on
    earliest = min(desk.today, ends or desk.today) - NEAR_PAST
    return MovePage(
        person=desk.full_name,
        person_id=str(desk.person_id),
        unit=Link(desk.unit.name, url_for("unit.show", unit=desk.unit.unit_id)),
        back=Link("Điều chuyển, thôi làm việc", url_for("moves.show", unit=desk.unit.unit_id)),
        kinds=tuple(
            Option(str(kind), MOVE[kind].text)
            for kind in FILED
            if kind is not MoveKind.TRANSFER or not ends
        ),
        receivers=tuple(Option(one.code, one.name) for one in desk.receivers),
        today=desk.today.isoformat(),
        earliest=max(earliest, desk.employed_from + timedelta(days=1)).isoformat(),
        latest=(desk.today + FAR_AHEAD).isoformat(),
        act=Act("Lưu", desk.decision.allowed, why(desk.decision)),
        term_ends_on=ends,
        typed=typed or ({"effective_on": ends.isoformat()} if ends else {}),
        error=error,
        prolong=prolong or {"again_on": ends.isoformat()} if ends and desk.lapsed else None,
        prolong_act=Act("Đưa lại vào danh sách", desk.decision.allowed, why(desk.decision)),
    )


def back_page(desk: MoveDesk, connected: bool, now: datetime) -> BackPage:
    """Return the form by which somebody who left the province is taken in again."""
    day = local_day(now)
    return BackPage(
        desk.unit.name,
        desk.unit.unit_id,
        Link("Điều chuyển, thôi làm việc", url_for("moves.show", unit=desk.unit.unit_id)),
        tuple(Option(code, label_on("loai_can_bo", code, day)) for code in labels("loai_can_bo")),
        day.isoformat(),
        (day - NEAR_PAST).isoformat(),
        (day + FAR_AHEAD).isoformat(),
        connected,
    )


def _arrival(one: Line) -> ArrivalRow:
    row = one.movement
    return ArrivalRow(
        str(row.id),
        one.full_name,
        one.category,
        one.from_name,
        row.effective_on,
        _basis(row.basis_number, row.basis_date),
        row.proposed_at,
        Act("Tiếp nhận", one.decision.allowed, why(one.decision)),
    )


def _leaving(one: Line) -> LeavingRow:
    row = one.movement
    proposed, refused = row.state == MoveState.PROPOSED, row.state == MoveState.REFUSED
    return LeavingRow(
        str(row.id),
        one.full_name,
        row.kind,
        row.state,
        one.to_name,
        row.effective_on,
        _basis(row.basis_number, row.basis_date),
        MOVE_REFUSAL[row.reason] if row.reason else "",
        url_for("moves.new", person_id=row.person_id) if refused else "",
        Act("Rút lại", one.decision.allowed, why(one.decision)) if proposed else None,
    )


def _gone(desk: MoveDesk, one: Gone) -> GoneRow:
    return GoneRow(
        one.full_name,
        url_for("record_history.show", person_id=one.person_id) if one.versions else "",
        one.kind or "",
        desk.unit_names.get(one.to_unit_id or 0, ""),
        one.ends_on,
        _basis(one.basis_number, one.basis_date),
        one.versions,
        url_for("moves.new", person_id=one.person_id) if one.person_id in desk.undecided else "",
    )


def _basis(number: str | None, day: date | None) -> str:
    return f"{number}, {formats.day(day)}" if number and day else ""


def _pager(desk: MoveDesk, page: int, total: int) -> Pager | None:
    if total <= ROWS:
        return None

    def address(number: int) -> str:
        return url_for("moves.show", unit=desk.unit.unit_id, page=number) + "#da-di"

    first = (page - 1) * ROWS + 1
    last = first + len(desk.gone) - 1
    before = address(page - 1) if page > 1 else ""
    return Pager(first, last, before, address(page + 1) if last < total else "")
