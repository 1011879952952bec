"""HR checks one record: confirms it, or returns it with reasons. Source: Quy chế Đ.7.1a, 7.2a."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.record.schema import field_of, fields, table_of
from province_app.services import checking
from province_app.services.check_page import (
    CheckDesk,
    Queued,
    check_desk,
    following,
    name_of,
    to_check,
)
from province_app.services.errors import InvalidEntry, Refused, refuse_state
from province_app.views import formats
from province_app.views.checking_page import KeptPart
from province_app.views.checking_read import read_desk
from province_app.views.forms.checking import CheckForm, ManyForm, check_form
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message
from province_app.views.page import FieldError
from province_app.views.quality_messages import fault_sentence
from province_app.views.record_tables import place_of_cell

bp = Blueprint("checking", __name__)

Answer = Response | tuple[str, int]


@bp.get("/drafts/<uuid:draft_id>")
@policy("draft.check")
def show(draft_id: UUID) -> str:
    """Show what changed in the record."""
    return render_template("checking/show.html", page=read_desk(_desk(draft_id)))


@bp.post("/drafts/<uuid:draft_id>/confirm")
@policy("draft.check")
def confirm(draft_id: UUID) -> Answer:
    """Confirm the draft as the record's next version and open the next one."""
    officer, at = current_officer(), business_now()
    queue, form = to_check(db.session(), officer, at), _form()
    try:
        if form.returns:
            raise refuse_state("returns_chosen", "Đ.7.1a")
        checking.confirm_drafts(
            db.session(), officer, [draft_id], at, {draft_id: form.revision.data}, form.ticks
        )
    except (Refused, InvalidEntry) as error:
        return _again(draft_id, form, error)
    return _onwards(following(queue, draft_id), "Đã xác nhận hồ sơ.")


@bp.post("/drafts/<uuid:draft_id>/fields")
@policy("draft.check")
def check_fields(draft_id: UUID) -> Answer | str:
    """Keep which fields are confirmed so far; the page does so by itself after each tick."""
    officer, form = current_officer(), _form()
    by_itself = request.headers.get("HX-Request") == "true"
    try:
        checking.check_fields(
            db.session(), officer, draft_id, form.ticks, business_now(), form.revision.data
        )
    except Refused as error:
        if error.decision.kind == "who" or not by_itself:
            return _again(draft_id, form, error)
        part = KeptPart((), fault=f"Chưa lưu. {message(error.decision.code)}")
        return render_template("checking/_kept.html", part=part), 409
    if by_itself:
        part = KeptPart(tuple(sorted(form.ticks.right)), business_now())
        return render_template("checking/_kept.html", part=part)
    flash("Đã lưu các mục đã xác nhận.", "done")
    return redirect(url_for("checking.show", draft_id=draft_id))


@bp.post("/drafts/confirm")
@policy("draft.check")
def confirm_many() -> Answer:
    """Confirm the drafts chosen in the inbox, as they were listed: all or none."""
    form = ManyForm()
    refuse_unknown(form)
    if not form.validate():
        abort(400)
    chosen = form.revisions
    try:
        if not chosen:
            raise refuse_state("nothing_chosen", "Đ.7.1a")
        number = checking.confirm_drafts(
            db.session(), current_officer(), list(chosen), business_now(), chosen
        )
    except InvalidEntry as error:
        name = name_of(db.session(), error.person_id) if error.person_id else ""
        flash(f"Chưa xác nhận hồ sơ nào. Hồ sơ {name}: {_errors(error)[0].text}", "bad")
    except Refused as error:
        if error.decision.kind == "who":
            raise
        flash(f"Chưa xác nhận hồ sơ nào. {message(error.decision.code)}", "bad")
    else:
        flash(f"Đã xác nhận {formats.number(number)} hồ sơ.", "done")
    return redirect(url_for("home.show", _anchor="cho-kiem-tra"))


@bp.post("/drafts/<uuid:draft_id>/return")
@policy("draft.check")
def return_(draft_id: UUID) -> Answer:
    """Send the draft back with a reason for each field chosen and open the next one."""
    officer, at = current_officer(), business_now()
    queue, form = to_check(db.session(), officer, at), _form()
    try:
        checking.return_draft(
            db.session(), officer, draft_id, form.returns, at, form.revision.data, form.ticks
        )
    except Refused as error:
        return _again(draft_id, form, error)
    return _onwards(following(queue, draft_id), "Đã trả lại hồ sơ để bổ sung.")


def _desk(draft_id: UUID) -> CheckDesk:
    return check_desk(db.session(), current_officer(), draft_id, business_now())


def _form() -> CheckForm:
    form = check_form()()
    refuse_unknown(form)
    if not form.validate():
        abort(400)
    return form


def _again(draft_id: UUID, form: CheckForm, error: Refused | InvalidEntry) -> Answer:
    """Show the record as it stands now, with what was chosen and why nothing was done."""
    if isinstance(error, Refused) and error.decision.kind == "who":
        raise error
    chosen = {one["path"]: one for one in form.returns}
    page = read_desk(_desk(draft_id), chosen, _errors(error), form.ticks)
    return render_template("checking/show.html", page=page), 409


def _errors(error: Refused | InvalidEntry) -> tuple[FieldError, ...]:
    if isinstance(error, InvalidEntry):
        return tuple(
            FieldError(
                f"{place_of_cell(one.path)}: {fault_sentence(one)}",
                f"#ten-{(table_of(one.path) or field_of(one.path)).path}",
            )
            for one in error.faults
        )
    paths = error.detail.split(", ") if error.decision.code == "reason_missing" else []
    return tuple(
        FieldError(f"{fields()[path].item.label}: chọn và ghi rõ lý do.", f"#ly-do-{path}")
        for path in paths
        if path
    ) or (FieldError(message(error.decision.code), ""),)


def _onwards(next_one: Queued | None, done: str) -> Answer:
    """Open the next record of the officer's list as it was before the act."""
    if next_one is None:
        flash(f"{done} Không còn hồ sơ nào chờ bạn kiểm tra.", "done")
        return redirect(url_for("home.show"))
    flash(f"{done} Đây là hồ sơ tiếp theo.", "done")
    return redirect(url_for("checking.show", draft_id=next_one.id))
