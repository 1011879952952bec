"""The inbox in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from flask import url_for

from province_app.record.schema import SECTIONS, fields
from province_app.services.corrections import Report
from province_app.services.inbox import PAGE, Inbox, Syncing, ToCheck, ToSign
from province_app.services.move_desk import Lapsed, Line
from province_app.services.own_record import OwnRecord
from province_app.views import formats, words
from province_app.views.changed import title_of
from province_app.views.event_changes import change_row
from province_app.views.home_asked import act_task, issue_task, request_task
from province_app.views.home_page import (
    CheckTask,
    Deadline,
    HomePage,
    OwnTask,
    PersonTask,
    ReportTask,
    SignTask,
    SyncTask,
)
from province_app.views.home_returned import returned_tasks
from province_app.views.messages import why
from province_app.views.page import Act, Count, Link, Pager
from province_app.views.sync_words import TARGET
from tiers.calendar import Opening, last_stage, local_day, period_of, span_of
from tiers.checking import DraftState
from tiers.policy import may_enter
from tiers.stages import Stage
from tiers.units import Officer, PostKind, Tier

_NOWHERE = "#noi-dung"  # where the number of an empty list leads
_ARRIVALS = {
    Stage.FACILITY_TO_DEPARTMENT: "Hồ sơ đã ký của cấp cơ sở lên {}.",
    Stage.DEPARTMENT_TO_PROVINCE: "Sở, huyện đồng bộ lên tỉnh.",
    Stage.PROVINCE_TO_NATIONAL: "Sở Nội vụ đẩy lên CSDL quốc gia, đến hết ngày {}.",
}

One = TypeVar("One")


def home_page(
    inbox: Inbox, own: OwnRecord, officer: Officer, pages: Mapping[str, int], now: datetime
) -> HomePage:
    """Return the page for one officer; `pages`: which page of which list is shown."""
    troubles = returned_tasks(inbox)
    returned, returned_pager = _paged(troubles, "returned", pages, "bi-tra-lai")
    unsent, unsent_pager = _paged(inbox.unsent, "unsent", pages, "chua-gui")
    return HomePage(
        lead=_lead(inbox, now),
        counts=_counts(inbox, officer, sum(task.records for task in troubles)),
        counts_label=f"{formats.number(inbox.roster)} người của đơn vị",
        to_check=tuple(_check_task(one, now) for one in inbox.to_check),
        to_check_total=inbox.check_total,
        to_check_pager=_pager("check", pages, inbox.check_total, "cho-kiem-tra"),
        to_sign=_sign_task(inbox.to_sign, now) if inbox.to_sign else None,
        returned=returned,
        returned_total=sum(task.records for task in troubles),
        returned_pager=returned_pager,
        unsent=unsent,
        unsent_total=len(inbox.unsent),
        unsent_pager=unsent_pager,
        sync=_sync_task(inbox.syncing, TARGET[last_stage(inbox.rules)]) if inbox.syncing else None,
        own=_own_task(own),
        reports=tuple(map(_report_task, inbox.reports)),
        arrivals=tuple(map(_arrival_task, inbox.arrivals)),
        lapsed=tuple(map(_lapsed_task, inbox.lapsed)),
        requests=tuple(request_task(one, now) for one in inbox.requests),
        issues=tuple(map(issue_task, inbox.issues)),
        acts=tuple(map(act_task, inbox.acts)),
        overdue=tuple(change_row(one, now) for one in inbox.overdue[:PAGE]),
        overdue_total=len(inbox.overdue),
        above=TARGET[last_stage(inbox.rules)],
        deadlines=_deadlines(inbox, now),
        reminds=bool(officer.hr_units) and may_enter(officer, "unit.write").allowed,
    )


def _counts(inbox: Inbox, officer: Officer, troubles: int) -> tuple[Count, ...]:
    if not officer.posts:
        return ()
    signs = any(post.kind is not PostKind.HR for post in officer.posts)
    waiting = sum(one.waiting for one in inbox.to_sign)
    counts = [_count(inbox.check_total, "Chờ kiểm tra", "cho-kiem-tra")]
    if signs:
        counts.insert(0, _count(waiting, "Chờ ký", "cho-ky", inbox.roster))
    if inbox.overdue:
        counts.append(_count(len(inbox.overdue), "Quá hạn", "qua-han"))
    if inbox.reports:
        counts.append(_count(len(inbox.reports), "Báo sai", "bao-sai"))
    if inbox.arrivals:
        counts.append(_count(len(inbox.arrivals), "Chờ tiếp nhận", "tiep-nhan"))
    if inbox.lapsed:
        counts.append(_count(len(inbox.lapsed), "Chưa có quyết định", "het-han"))
    counts.append(_count(troubles, "Bị trả lại", "bi-tra-lai"))
    counts.append(_count(len(inbox.unsent), "Chưa gửi", "chua-gui", inbox.roster))
    return tuple(counts)


def _count(value: int, label: str, place: str, of: int | None = None) -> Count:
    return Count(value, label, f"#{place}" if value else _NOWHERE, of=of)


def _check_task(one: ToCheck, now: datetime) -> CheckTask:
    known = fields()
    names = dict.fromkeys(known[change.path].section for change in one.changes)
    sent_at = one.draft.sent_at or one.draft.saved_at
    return CheckTask(
        str(one.draft.id),
        one.full_name,
        title_of(one.content, local_day(now)),
        tuple(SECTIONS[name].label for name in names),
        len(one.changes),
        sent_at,
        (local_day(now) - local_day(sent_at)).days,
        any(SECTIONS[name].restricted for name in names),
        one.first_entry,
        one.draft.revision,
    )


def _report_task(one: Report) -> ReportTask:
    item = fields()[one.request.path].item
    link = Link("Trả lời", url_for("corrections.show", request_id=one.request.id))
    objects = "Phản đối phần đơn vị ghi: " if one.request.version is not None else ""
    return ReportTask(
        one.full_name, f"{objects}{item.label} (mục {item.number})", one.request.asked_at, link
    )


def _arrival_task(one: Line) -> PersonTask:
    row = one.movement
    place = url_for("moves.show", unit=row.to_unit_id)
    sentence = f"Từ {one.from_name}, có hiệu lực từ {formats.day(row.effective_on)}."
    return PersonTask(one.full_name, sentence, Link("Tiếp nhận", place))


def _lapsed_task(one: Lapsed) -> PersonTask:
    sentence = (
        f"Hết thời hạn ở đơn vị từ {formats.day(one.ends_on)}, chưa ghi quyết định."
        " Hồ sơ vẫn ghi đang làm việc."
    )
    place = url_for("moves.new", person_id=one.person_id)
    return PersonTask(one.full_name, sentence, Link("Ghi quyết định", place))


def _sign_task(found: Sequence[ToSign], now: datetime) -> SignTask:
    first = found[0]
    opening = first.opening
    span = opening.current or opening.following
    period = formats.period(span.period if span else period_of(now))
    waiting = sum(one.waiting for one in found)
    unchanged = sum(one.unchanged for one in found)
    sentence = (
        f"{formats.number(waiting)} hồ sơ thay đổi, {formats.number(unchanged)} hồ sơ không thay"
        f" đổi trong kỳ {period}; đơn vị có {formats.number(sum(one.roster for one in found))}"
        " người."
    )
    return SignTask(sentence, Act("Xem và ký số", first.decision.allowed, why(first.decision)))


def _sync_task(one: Syncing, above: str) -> SyncTask:
    if one.catalogues:
        return SyncTask(
            f"{above} đổi {formats.number(one.catalogues)} danh mục. "
            "Xem và đề xuất dùng thì mới đẩy tiếp được.",
            Link("Mở trang danh mục", url_for("catalogues.show")),
        )
    if one.refused:
        period = formats.period(one.refused)
        page = url_for("sync.show", period=one.refused, _anchor="bien-nhan")
        sentence = f"{above} từ chối phê duyệt biên nhận kỳ {period}. Xem lý do rồi ký lại."
        return SyncTask(sentence, Link("Mở biên nhận", page))
    if one.missed:
        sentence = (
            f"Kỳ {formats.period(one.missed)} bị bỏ lỡ vì máy chủ ngừng quá lâu. "
            "Báo cơ quan cấp trên; hồ sơ đi cùng kỳ sau."
        )
        return SyncTask(sentence, Link("Mở kỳ đó", url_for("sync.show", period=one.missed)))
    link = Link("Mở trang đồng bộ", url_for("sync.show", stage=one.stage))
    label = words.STAGE[one.stage]
    if one.sums is None:
        return SyncTask(f"{label}: {_opens(one.opening)}.", link)
    sums = one.sums
    stopped = sums.rejected + sums.withheld
    moving = sums.queued + sums.sent
    return SyncTask(
        f"{label}: {formats.number(sums.owed)} hồ sơ phải gửi, {formats.number(moving)} chưa xong,"
        f" {formats.number(stopped)} vướng mắc.",
        link,
    )


def _opens(opening: Opening) -> str:
    if opening.current:
        return f"mở đến {formats.end(opening.current.closes)}"
    return f"mở {formats.moment(opening.following.opens)}" if opening.following else "chưa có lịch"


def _own_task(own: OwnRecord) -> OwnTask | None:
    draft = own.text.draft
    link = Link("Xem lại và gửi", url_for("record.show"))
    if draft is not None and draft.state == DraftState.RETURNED:
        count = len(own.text.returns)
        text = f"{own.text.checker} yêu cầu bổ sung {count} mục. Sửa rồi gửi lại."
        return OwnTask(draft.state, text, link)
    if draft is not None and draft.state == DraftState.WITH_PERSON:
        new = "Đã có sẵn một phần. Xem lại, bổ sung rồi gửi đơn vị kiểm tra."
        return OwnTask(draft.state, "Bạn đã sửa, chưa gửi." if own.version else new, link)
    if own.trouble is not None and own.trouble.outcome:
        text = "Hồ sơ đã ký không đi tiếp được. Mở ra để xem vì sao và ai sửa."
        return OwnTask(own.trouble.outcome, text, Link("Xem hồ sơ đang ở đâu", link.url))
    return None


def _lead(inbox: Inbox, now: datetime) -> str:
    if inbox.syncing and inbox.syncing.opening.current:
        return f"{words.STAGE[inbox.syncing.stage]}: {_opens(inbox.syncing.opening)}."
    if inbox.signing is None:
        return ""
    opening = inbox.signing
    if opening.current and opening.current.always:
        return "Đơn vị đồng bộ theo sự kiện: ký được hằng ngày, ký xong là gửi ngay."
    if opening.current:
        end = formats.end(opening.current.closes)
        if inbox.check_total:
            return f"Kiểm tra xong để người đứng đầu kịp ký trước {end}."
        return f"Thời hạn phê duyệt mở đến {end}."
    if opening.following:
        return f"Thời hạn phê duyệt mở ngày {formats.day_month(opening.following.opens)}."
    return ""


def _deadlines(inbox: Inbox, now: datetime) -> tuple[Deadline, ...]:
    """Return the month's days for the officer's own unit, as the calendar has them."""
    if inbox.signing and inbox.signing.current and inbox.signing.current.always:
        text = "Theo sự kiện: nghiệp vụ trên hệ thống trong 1 ngày, thay đổi khác trong 3 ngày"
        return (Deadline(local_day(now), f"{text} làm việc từ lúc xác nhận."),)
    period = period_of(now)
    tier = Tier(inbox.unit.tier) if inbox.unit else Tier.FACILITY
    manager = inbox.manager.name if inbox.manager else "sở, huyện"
    found: list[Deadline] = []
    for rule in inbox.rules:
        span = span_of(rule, period)
        if span is None or rule.tier not in (None, tier):
            continue
        first, last = local_day(span.opens), local_day(span.closes - timedelta(seconds=1))
        if rule.act == "sign":
            found.append(Deadline(first, f"Mở thời hạn phê duyệt của {words.TIER[tier]}."))
            found.append(Deadline(last, "Ngày cuối để người đứng đầu và cấp phó ký số."))
        else:
            found.append(Deadline(first, _arrival(Stage(rule.act), tier, manager, last)))
    return tuple(sorted(found, key=lambda one: one.day))


def _arrival(stage: Stage, tier: Tier, manager: str, last: date) -> str:
    if stage is Stage.FACILITY_TO_DEPARTMENT and tier is not Tier.FACILITY:
        return "Cấp cơ sở trực thuộc đồng bộ lên sở, huyện."
    return _ARRIVALS[stage].format(
        manager if stage is Stage.FACILITY_TO_DEPARTMENT else formats.day_month(last)
    )


def _paged(
    rows: Sequence[One], name: str, pages: Mapping[str, int], place: str
) -> tuple[tuple[One, ...], Pager | None]:
    page = pages[name]
    shown = tuple(rows[(page - 1) * PAGE : page * PAGE])
    return shown, _pager(name, pages, len(rows), place)


def _pager(name: str, pages: Mapping[str, int], total: int, place: str) -> Pager | None:
    """Return the pager of one list; the other lists stay on their page."""
    if total <= PAGE:
        return None
    page = pages[name]

    def address(number: int) -> str:
        others = {other: n for other, n in pages.items() if n > 1 and other != name}
        return url_for("home.show", **others, **{name: number}, _anchor=place)  # type: ignore[arg-type]

    first, last = (page - 1) * PAGE + 1, min(page * PAGE, total)
    previous = address(page - 1) if page > 1 else ""
    return Pager(first, last, previous, address(page + 1) if last < total else "")
