"""From what the services say of the stages to what the pages show."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import url_for

from province_app.services.exceptional_windows import Opened
from province_app.services.monitor import (
    PAGE,
    Cause,
    Frame,
    Item,
    Moving,
    RunState,
    StageState,
    Sums,
)
from province_app.services.monitor import UnitLine as UnitNumbers
from province_app.services.reminding import Late
from province_app.views import formats, words
from province_app.views.messages import why
from province_app.views.page import Act, Link, Note, Pager, Term
from province_app.views.sync_page import (
    CauseGroup,
    ItemRow,
    LateLine,
    Progress,
    RunLine,
    RunPart,
    StageCard,
    UnitLine,
    WindowLine,
)
from province_app.views.sync_words import TARGET, cause_of, fault_text, place_of, reason_of
from tiers.calendar import Opening, period_of
from tiers.decision import Decision
from tiers.stages import SETTLED, Outcome, Stage

OTHERS = "Cán bộ đơn vị khác"
_BY_ITSELF = {None: "Lịch tự chạy", "event": "Theo sự kiện, tự chạy"}
_COLUMNS = ("owed", "entered", "checked", "signed", "arrived", "stopped")


def list_url(frame: Frame, counted: str, **filters: Any) -> str:
    """Return the address of the list behind a number."""
    return url_for("sync.items", period=frame.period, stage=frame.stage, outcome=counted, **filters)


def stage_url(frame: Frame, stage: Stage | None = None, **values: Any) -> str:
    """Return the address of a stage of the frame's period; of the frame's own by default."""
    return url_for("sync.show", period=frame.period, stage=stage or frame.stage, **values)


def card(state: StageState, frame: Frame, now: datetime) -> StageCard:
    """Return the stage's card: how it stands, in words."""
    number = list(Stage).index(state.stage) + 1
    shown = StageCard(
        stage=state.stage,
        label=f"{number}. {words.STAGE[state.stage]}",
        state="ahead",
        text="",
        url=stage_url(frame, state.stage),
        records=state.sums.owed if state.sums else None,
        chosen=state.stage is frame.stage,
    )
    if state.sums and not state.sums.balanced:
        return replace(shown, state="failed", text="Các số không cộng lại bằng nhau")
    if state.run:
        return _card_of_run(shown, state, now)
    return _card_of_span(shown, state, now)


def _card_of_run(shown: StageCard, state: StageState, now: datetime) -> StageCard:
    run = state.run
    assert run is not None  # noqa: S101  asked for only where there is a run
    if run.state == "failed":
        return replace(shown, state="failed", text="Nơi nhận từ chối, xem nguyên nhân bên dưới")
    if run.state == "missed":
        return replace(shown, state="failed", text="Bỏ lỡ vì máy chủ ngừng, không chạy bù")
    if run.fault and run.finished_at is None:
        return replace(shown, state="failed", text="Chưa gửi được, đang thử lại")
    if run.finished_at is None:
        since = formats.ago(run.started_at or run.requested_at, now)
        return replace(shown, state="open", text=f"Đang chạy, từ {since}")
    day, hour = formats.day_month(run.finished_at), formats.clock(run.finished_at)
    if run.late:
        return replace(shown, state="late", text=f"Xong muộn {day} lúc {hour}")
    return replace(shown, state="done", text=f"Xong {day} lúc {hour}")


def _card_of_span(shown: StageCard, state: StageState, now: datetime) -> StageCard:
    span = state.span
    if span is None:
        return replace(shown, text="Kỳ này không có ngày đồng bộ")
    if now < span.opens:
        return replace(shown, text=f"Mở ngày {formats.day_month(span.opens)}")
    end = formats.end(span.closes)
    if now < span.closes:
        return replace(shown, state="open", text=f"Đang mở đến {end}")
    return replace(shown, state="late", text=f"Qua {end} vẫn chưa chạy")


def lead(frame: Frame, opening: Opening, now: datetime) -> str:
    """Return the sentence under the heading: until when the stage may be pushed, or from when."""
    target = TARGET[frame.stage]
    if frame.period != period_of(now):
        return f"Kỳ đã qua; kỳ này là {formats.period(period_of(now))}."
    if opening.current:
        return f"Chặng lên {target} mở đến {formats.end(opening.current.closes)}."
    if opening.following:
        return f"Chặng lên {target} mở lúc {formats.moment(opening.following.opens)}."
    return "Chặng này chưa có lịch."


def run_part(
    frame: Frame, sums: Sums | None, moving: Moving | None, decision: Decision, now: datetime
) -> RunPart:
    """Return the equation, the run that goes on, and the push with its reason when closed."""
    return RunPart(
        stage=frame.stage,
        terms=_terms(frame, sums) if sums else (),
        updated_at=now,
        push=_push(frame, moving, decision, now),
        progress=_progress(moving, now) if moving else None,
        period=frame.period,
        notes=_notes(frame, sums, moving),
        balanced=sums is None or sums.balanced,
    )


def _terms(frame: Frame, sums: Sums) -> tuple[Term, ...]:
    bad = {Outcome.REJECTED, Outcome.WITHHELD}
    whole = Term(sums.owed, "phải gửi", list_url(frame, "owed"), bad=not sums.balanced)
    return whole, *(
        Term(
            getattr(sums, outcome),
            words.OUTCOME[outcome].text.lower(),
            list_url(frame, outcome),
            bad=outcome in bad,
        )
        for outcome in Outcome
    )


def _notes(frame: Frame, sums: Sums | None, moving: Moving | None) -> tuple[Note, ...]:
    notes = []
    if sums and not sums.balanced:
        counted = sum(getattr(sums, outcome) for outcome in Outcome)
        text = (
            f"Phải gửi {formats.number(sums.owed)} hồ sơ nhưng các mục cộng lại là"
            f" {formats.number(counted)}. Có hồ sơ không nằm ở đâu cả; báo quản trị kiểm tra."
        )
        link = Link("Mở danh sách", list_url(frame, "unaccounted"))
        notes.append(Note(text, "Tổng không khớp.", "bad", link))
    if moving and moving.run.run.fault:
        text = fault_text(moving.run.run.fault, Stage(moving.run.run.stage))
        notes.append(Note(text, "Chưa gửi được.", "bad"))
    return tuple(notes)


def _push(frame: Frame, moving: Moving | None, decision: Decision, now: datetime) -> Act:
    label = f"Đẩy lên {TARGET[frame.stage]}"
    if moving:
        asked = formats.capital(_asked(moving.run, now))
        return Act(label, False, f"{asked}. Có thể rời trang, việc vẫn chạy.")
    if frame.period != period_of(now):
        return Act(label, False, f"Chỉ đẩy được kỳ {formats.period(period_of(now))}")
    return Act(label, decision.allowed, why(decision))


def _progress(moving: Moving, now: datetime) -> Progress:
    run = moving.run.run
    doing = "Đang đẩy" if run.started_at else "Đã ghi yêu cầu, bắt đầu trong ít giây"
    doing = "Chờ thử lại" if run.fault else doing
    return Progress(moving.done, moving.total, f"{doing}: {_asked(moving.run, now)}", moving.left_s)


def _asked(state: RunState, now: datetime) -> str:
    """Return who asked for the run and when: `Phạm Quang Huy bấm hôm nay 09:12`."""
    when = formats.ago(state.run.requested_at, now)
    if state.run.requested_by is None:
        return f"{_BY_ITSELF[state.run.policy].lower()} {when}"
    return f"{state.by or OTHERS} bấm {when}"


def run_line(state: RunState) -> RunLine:
    """Return one line of the history; the reason that was typed is for those in scope."""
    run = state.run
    by_hand = run.requested_by is not None
    return RunLine(
        by=(state.by or OTHERS) if by_hand else _BY_ITSELF[run.policy],
        basis=run.basis if by_hand and state.by else "",
        asked_at=run.requested_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        late=run.late,
        fault=_fault(state),
        tries=run.fence or (1 if run.started_at else 0),
        payload=state.payload,
    )


def late_line(late: Late, frame: Frame) -> LateLine:
    """Return one unit that will be late, in words."""
    need = late.needs
    counts = (
        (need.absent, "chưa khai hoặc chưa gửi"),
        (need.returned, "bị trả lại"),
        (need.to_check, "chờ kiểm tra"),
        (need.to_sign, "chờ ký"),
    )
    holders = (
        (need.to_check, late.checker or "chưa có người", "kiểm tra"),
        (need.to_sign, late.signer or "chưa có người", "ký"),
    )
    held = [f"{who} {verb}" for count, who, verb in holders if count]
    owing = need.absent + need.returned
    if owing:
        others = owing - len(need.people)
        more = f" và {formats.number(others)} người khác" if others else ""
        held.append(f"{', '.join(need.people)}{more} khai")
    return LateLine(
        need.name,
        list_url(frame, "owed", unit=need.unit_id),
        ", ".join(f"{formats.number(count)} {said}" for count, said in counts if count),
        formats.capital("; ".join(held)),
        late.a_day,
        formats.end(late.closes),
    )


def _fault(state: RunState) -> str:
    run = state.run
    if run.state == "missed":
        return "Bỏ lỡ; hồ sơ đi cùng kỳ sau"
    if not run.fault:
        return ""
    if run.state != "failed":
        return "Chưa gửi được, đang thử lại"
    return reason_of(run.fault, Stage(run.stage))


def cause_groups(
    frame: Frame,
    outcome: Outcome,
    causes: Sequence[Cause],
    firsts: Sequence[Item],
    contacts: Mapping[int, str],
    now: datetime,
) -> tuple[CauseGroup, ...]:
    """Return the causes of one outcome, the most frequent first, each with its first records."""
    return tuple(
        CauseGroup(
            cause=cause_of(cause.code, cause.message)[0],
            count=cause.count,
            url=list_url(frame, outcome, cause=f"{cause.code}{cause.path or ''}"),
            hint=_hint(cause),
            rows=tuple(
                item_row(item, contacts, now)
                for item in firsts
                if (item.outcome, item.code, item.path) == (outcome, cause.code, cause.path)
            ),
        )
        for cause in causes
        if cause.outcome == outcome
    )


def _hint(cause: Cause) -> str:
    used = f"mã đang dùng: {', '.join(cause.values)}" if cause.values else ""
    return "; ".join(part for part in (place_of(cause.path), used) if part)


def item_row(item: Item, contacts: Mapping[int, str], now: datetime) -> ItemRow:
    """Return one record: what became of it, why, where, what to do and who does it."""
    cause, todo = cause_of(item.code, item.message)
    if item.outcome is None:
        cause, todo = "Phải gửi nhưng chưa có trong chặng", "Báo quản trị kiểm tra."
    elif not item.is_owed:
        cause, todo = "Có trong chặng nhưng không thuộc diện phải gửi", "Báo quản trị kiểm tra."
    contact = None if item.outcome in SETTLED else contacts.get(item.unit_id or 0)
    return ItemRow(
        person=item.person,
        unit=item.unit or "",
        outcome=item.outcome or "unaccounted",
        changed_at=item.changed_at or now,
        version=item.version,
        cause=cause,
        field=place_of(item.path),
        todo=f"{todo} Phụ trách: {contact}." if todo and contact else todo,
    )


def unit_line(numbers: UnitNumbers, frame: Frame, state: StageState, now: datetime) -> UnitLine:
    """Return one unit's line: each of its numbers leads to its list."""
    month = numbers.month
    urls = tuple(list_url(frame, column, unit=month.unit_id) for column in _COLUMNS)
    return UnitLine(
        name=month.name or "Đơn vị đã giải thể",
        contact=numbers.contact,
        url=urls[0],
        **{column: getattr(month, column) for column in _COLUMNS},
        status=_status(numbers, state, now),
        closed=month.closed,
        urls=urls,
    )


def _status(numbers: UnitNumbers, state: StageState, now: datetime) -> str:
    month = numbers.month
    wanted = month.arrived if state.sums else month.signed
    if wanted == month.owed:
        return "complete"
    if month.blocked:
        return "no_signer"
    if month.withheld:
        return "stopped"
    if month.stopped:
        return "mending"
    if state.span and now >= state.span.closes:
        return "late"
    return "waiting" if month.checked > month.signed else "on_time"


def unit_pager(frame: Frame, page: int, shown: int, more: bool) -> Pager | None:
    """Return where the list of units stands; None when one page holds all."""
    if page == 1 and not more:
        return None
    first = (page - 1) * PAGE + 1

    def address(number: int) -> str:
        return stage_url(frame, page=number, _anchor="don-vi")

    return Pager(
        first,
        first + shown - 1,
        address(page - 1) if page > 1 else "",
        address(page + 1) if more else "",
    )


def window_lines(found: Sequence[Opened]) -> tuple[WindowLine, ...]:
    """Return the period's exceptional signing windows with their documents."""
    return tuple(
        WindowLine(
            one.unit,
            one.opens_at,
            one.closes_at,
            f"{one.basis_number}, {formats.day(one.basis_date)}",
            f"{one.proposed_by} đề xuất, {one.decided_by} xác nhận",
        )
        for one in found
    )
