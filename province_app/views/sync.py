"""Đồng bộ: how the stages of the month stand, the push, the receipt and its approval.

Source: Quy chế Đ.8; TT 06/2023 Đ.13.
"""

import re
from datetime import datetime
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug import Response as BaseResponse

from config.settings import Settings
from province_app.auth import current_officer, current_visit, policy
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import (
    exceptional_windows,
    monitor,
    receipts,
    reminding,
    runs,
    sync_policy,
)
from province_app.services.errors import Missing
from province_app.services.monitor import Frame
from province_app.services.pins import pin_tried
from province_app.services.reminding import Late
from province_app.signing.keystore import KeystoreRefused
from province_app.views import formats, words
from province_app.views import sync_parts as parts
from province_app.views.account_page import PIN
from province_app.views.broken_rules import broken_line
from province_app.views.event_changes import event_part
from province_app.views.forms.sync import ApproveForm, PushForm
from province_app.views.fresh import require_fresh
from province_app.views.messages import MESSAGES, message
from province_app.views.page import Link, Pager
from province_app.views.progress import part
from province_app.views.sync_alarm import audit_alarm
from province_app.views.sync_page import ItemsPage, SyncPage
from province_app.views.sync_policy_page import EventPart
from province_app.views.sync_receipts import receipt_panels
from province_app.views.sync_words import ARRIVED, TARGET, cause_of, place_of
from tiers.calendar import period_of
from tiers.policy import may_enter
from tiers.stages import Outcome, Stage, climb_of
from tiers.syncing import may_approve_receipt

bp = Blueprint("sync", __name__)

_PERIOD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@bp.get("/sync")
@policy("sync.read")
def show() -> str:
    """Show the month with one stage opened."""
    now = business_now()
    return render_template("sync/show.html", page=_page(_frame(now), now))


@bp.get("/sync/progress")
@policy("sync.read")
def progress() -> Response:
    """Show the part that changes while a run goes on; the page asks again until it has ended.

    Then all else on the page has changed too, so the whole is loaded once more.
    """
    now, session = business_now(), db.session()
    frame = _frame(now)
    decision, _ = monitor.start_decision(session, current_officer(), frame.stage, now)
    moving = monitor.moving(session, frame, monitor.runs(session, frame, now), now)
    sums = monitor.sums_of(session, frame, frame.stage)
    run = parts.run_part(frame, sums, moving, decision, now)
    html = render_template("sync/_progress.html", part=run)
    return part(html, running=moving is not None or "HX-Request" not in request.headers)


@bp.post("/sync/push")
@policy("sync.start")
def push() -> BaseResponse:
    """Ask for a run of the stage now; the next tick does it."""
    form = PushForm()
    if not form.validate():
        abort(400)
    now = business_now()
    stage = Stage(form.stage.data)
    run = runs.ask_for_stage(db.session(), current_officer(), stage, form.basis.data, now)
    asked_now = run.requested_at == now
    flash(
        "Đã ghi yêu cầu. Chặng bắt đầu trong ít giây." if asked_now else "Chặng này đang chạy rồi.",
        "done" if asked_now else "wait",
    )
    return redirect(url_for("sync.show", period=run.period, stage=stage))


@bp.get("/sync/items")
@policy("sync.read")
def items() -> str:
    """Show the records behind one number."""
    now = business_now()
    frame = _frame(now)
    counted = request.args.get("outcome", "owed")
    cause, unit_id = request.args.get("cause"), _whole_number("unit")
    session = db.session()
    found, more = monitor.records(session, frame, counted, cause, unit_id, _after())
    contacts = monitor.contacts_for(session, found, now)
    first = _whole_number("from") or 1
    pager = None
    if found and (more or first > 1):
        kept = {"cause": cause, "unit": unit_id, "after": found[-1].record_id}
        following = parts.list_url(frame, counted, **kept, **{"from": first + len(found)})
        pager = Pager(first, first + len(found) - 1, next_url=following if more else "")
    page = ItemsPage(
        period=frame.period,
        stage_label=words.STAGE[frame.stage],
        outcome=counted,
        stage_url=parts.stage_url(frame),
        rows=tuple(parts.item_row(item, contacts, now) for item in found),
        pager=pager,
        filters=_filters(frame, counted, cause, unit_id),
    )
    return render_template("sync/items.html", page=page)


@bp.get("/sync/<uuid:submission_id>/receipt.<any(json, p7s):form>")
@policy("sync.read")
def receipt(submission_id: UUID, form: str) -> Response:
    """Hand out the receipt's bytes as they were sealed, or the seal over them."""
    found = receipts.receipt_of(db.session(), current_officer(), submission_id)
    body = found.receipt if form == "json" else found.receipt_signature
    kind = "application/json" if form == "json" else "application/pkcs7-signature"
    answer = Response(body, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{submission_id}.{form}")
    return answer


@bp.post("/sync/<uuid:submission_id>/approve")
@policy("receipt.approve")
@require_fresh(PIN)
def approve(submission_id: UUID) -> BaseResponse | tuple[str, int]:
    """Seal the receipt; the next tick hands the approval to the national node."""
    now, session, officer = business_now(), db.session(), current_officer()
    found = receipts.receipt_of(session, officer, submission_id)
    frame = monitor.frame_of(session, officer, _pushed(), found.period, now)
    form = ApproveForm()
    try:
        if not form.validate():
            raise KeystoreRefused("wrong_pin")
        with pin_tried(session, officer, current_visit(), system_now()):
            done = receipts.approve(
                session, officer, submission_id, form.pin.data, _settings(), now,
                waiting_too=form.waiting_too.data,
            )  # fmt: skip
    except KeystoreRefused as refused:
        code = refused.code if refused.code in MESSAGES else "keystore_unreadable"
        page = _page(frame, now, approval_error=message(code))
        return render_template("sync/show.html", page=page), 422
    above = TARGET[_pushed()]
    what = "biên nhận" if len(done) == 1 else f"{formats.number(len(done))} biên nhận"
    flash(f"Đã ký số {what}. Hệ thống chuyển phê duyệt cho {above} trong ít giây.", "done")
    return redirect(parts.stage_url(frame, _anchor="bien-nhan"))


def _page(frame: Frame, now: datetime, approval_error: str = "") -> SyncPage:
    session, officer = db.session(), current_officer()
    found = monitor.states(session, frame)
    chosen = next(state for state in found if state.stage is frame.stage)
    causes = monitor.causes(session, frame)
    firsts = monitor.first_of_causes(session, frame) if causes else []
    contacts = monitor.contacts_for(session, firsts, now)
    number = _whole_number("page") or 1
    lines, more = monitor.unit_lines(session, frame, number, now)
    sealed = receipts.receipts(session, officer, frame, _settings(), now)
    panel, others = receipt_panels(sealed, _pushed(), may_approve_receipt(officer), approval_error)
    history = monitor.runs(session, frame, now)
    decision, opening = monitor.start_decision(session, officer, frame.stage, now)
    moving = monitor.moving(session, frame, history, now)
    wrong, first_wrong = monitor.broken(session, frame)
    late = _late(frame, now)
    return SyncPage(
        period=frame.period,
        note=audit_alarm(officer, _settings().audit_places, system_now()),
        lead=parts.lead(frame, opening, now),
        stages=tuple(parts.card(state, frame, now) for state in found),
        run=parts.run_part(frame, chosen.sums, moving, decision, now),
        rejected=parts.cause_groups(frame, Outcome.REJECTED, causes, firsts, contacts, now),
        withheld=parts.cause_groups(frame, Outcome.WITHHELD, causes, firsts, contacts, now),
        units=tuple(parts.unit_line(line, frame, chosen, now) for line in lines),
        arrived_label=ARRIVED[frame.stage],
        pager=parts.unit_pager(frame, number, len(lines), more),
        receipt=panel,
        receipts=others,
        broken=wrong,
        broken_lines=tuple(
            (one.unit_name, broken_line(one.full_name, one.errors)) for one in first_wrong
        ),
        runs=tuple(parts.run_line(run) for run in history),
        events=_events(frame, now),
        hand_url=_hand_url(frame),
        deliveries_url=_deliveries_url(frame),
        late=tuple(parts.late_line(one, frame) for one in late[: monitor.PAGE]),
        late_total=len(late),
        windows=parts.window_lines(
            exceptional_windows.opened_in(session, frame.period, frame.unit_ids, now)
        ),
    )


def _late(frame: Frame, now: datetime) -> list[Late]:
    """Return who will be late, of the month that is under way."""
    if frame.period != period_of(now):
        return []
    return reminding.late_units(db.session(), frame.unit_ids, frame.hidden, now)


def _pushed() -> Stage:
    """Return the stage that ends at the node above this one."""
    return climb_of(_settings().role).pushed


def _hand_url(frame: Frame) -> str:
    may = may_enter(current_officer(), "receipt.approve").allowed
    last = frame.stage is _pushed()
    return url_for("hand_delivery.show") if may and last else ""


def _deliveries_url(frame: Frame) -> str:
    here = _settings().role == "province"
    may = here and may_enter(current_officer(), "delivery.read").allowed
    return url_for("deliveries.show") if may and frame.stage is Stage.DEPARTMENT_TO_PROVINCE else ""


def _events(frame: Frame, now: datetime) -> EventPart | None:
    """Return what waits by the event policy within the scope; of the present month alone."""
    officer = current_officer()
    if frame.period != period_of(now):
        return None
    found = sync_policy.open_changes(db.session(), frame.unit_ids, now, frame.hidden)
    chooses = may_enter(officer, "sync_policy.read").allowed
    policy_url = url_for("sync_policy.show") if chooses else ""
    return event_part(found, now, _pushed(), policy_url)


def _frame(now: datetime) -> Frame:
    """Return what the query names, within the officer's scope; Missing for what does not exist."""
    session = db.session()
    period = request.args.get("period", period_of(now))
    if not _PERIOD.fullmatch(period):
        raise Missing
    named = request.args.get("stage")
    if named is not None and named not in set(Stage):
        raise Missing
    stage = Stage(named) if named else monitor.stage_to_show(session, period, now)
    return monitor.frame_of(session, current_officer(), stage, period, now)


def _filters(
    frame: Frame, counted: str, cause: str | None, unit_id: int | None
) -> tuple[Link, ...]:
    """Return the list's filters as chips: each leads to the list without it."""
    chips = []
    if unit_id is not None:
        name = monitor.unit_name(db.session(), frame, unit_id)
        chips.append(Link(name, parts.list_url(frame, counted, cause=cause)))
    if cause is not None:
        code, slash, path = cause.partition("/")
        label = ", ".join(part for part in (cause_of(code)[0], place_of(slash + path)) if part)
        chips.append(Link(label, parts.list_url(frame, counted, unit=unit_id)))
    return tuple(chips)


def _whole_number(name: str) -> int | None:
    """Return a number of the query, 1 to 9 digits; Missing for anything else under the name."""
    text = request.args.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise Missing
    return int(text)


def _after() -> UUID | None:
    text = request.args.get("after")
    try:
        return UUID(text) if text is not None else None
    except ValueError as error:
        raise Missing from error


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
