"""Báo sai: a person reports a field that others fill; HR of the unit answers.

Whose record is reported comes from the session. Source: Quy chế Đ.6.2a, 7.1a.
"""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import StringField

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.record.schema import FieldInfo, fields
from province_app.services import corrections, own_record
from province_app.services.errors import Missing, Refused
from province_app.views.correction_page import AnswerPage, AskPage
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message, why
from province_app.views.page import Act, Link
from province_app.views.record_tables import table_to_read
from province_app.views.record_values import shown
from tiers.calendar import local_day

bp = Blueprint("corrections", __name__)

Answer = Response | tuple[str, int]


class AskForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What the person says is right."""

    said = StringField()


class AnswerForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """HR's answer and its reason."""

    answer = StringField()
    reason = StringField()


@bp.get("/my-record/<section>/<name>/correction")
@policy("correction.ask")
def new(section: str, name: str) -> str:
    """Show the field of the own record, and a place to say what is right."""
    page = _ask_page(_info(section, name), business_now())
    return render_template("corrections/ask.html", page=page)


@bp.post("/my-record/<section>/<name>/correction")
@policy("correction.ask")
def ask(section: str, name: str) -> Answer:
    """Hand the report to HR of the unit."""
    info, now = _info(section, name), business_now()
    form = AskForm()
    refuse_unknown(form)
    said = form.said.data or ""
    try:
        corrections.ask(db.session(), current_officer(), info.path, said, now)
    except Refused as error:
        page = _ask_page(info, now, said, message(error.decision.code))
        return render_template("corrections/ask.html", page=page), 409
    flash(f"Đã gửi báo sai mục {info.item.label}. Trả lời sẽ hiện ở mục này.", "done")
    return redirect(_place(info))


@bp.get("/corrections/<uuid:request_id>")
@policy("correction.answer")
def show(request_id: UUID) -> str:
    """Show HR what is reported and what stands in the record."""
    return render_template("corrections/show.html", page=_answer_page(request_id))


@bp.post("/corrections/<uuid:request_id>/answer")
@policy("correction.answer")
def answer(request_id: UUID) -> Answer:
    """Give the person the answer."""
    form = AnswerForm()
    refuse_unknown(form)
    word, reason = form.answer.data or "", form.reason.data or ""
    try:
        corrections.answer(
            db.session(), current_officer(), request_id, word, reason, business_now()
        )
    except Refused as error:
        if error.decision.kind == "who":
            raise
        said = message(error.decision.code)
        page = _answer_page(request_id, word, reason, said)
        return render_template("corrections/show.html", page=page), 409
    flash("Đã trả lời báo sai.", "done")
    return redirect(url_for("home.show"))


def _info(section: str, name: str) -> FieldInfo:
    """Return the field that the address names, if others fill it."""
    info = fields().get(f"{section}.{name}")
    if info is None or info.item.filled_by == "person":
        raise Missing
    return info


def _ask_page(info: FieldInfo, now: datetime, said: str = "", error: str = "") -> AskPage:
    text = own_record.text_of(db.session(), current_officer(), now)
    corrections.field_asked(info.path, text.typed.get("service.staff_category", ""))
    if request.method == "GET" and info.path in text.reports:
        waits = text.reports[info.path].request.answer is None
        error = message("correction_open") if waits else ""
    return AskPage(
        info.item.label,
        info.item.number,
        _value(info, dict(text.typed), now),
        url_for("corrections.ask", section=info.section, name=info.name),
        Link("Quay lại", _place(info)),
        corrections.MOST_CHARACTERS,
        said,
        error,
    )


def _answer_page(request_id: UUID, word: str = "", reason: str = "", error: str = "") -> AnswerPage:
    now = business_now()
    desk = corrections.report_desk(db.session(), current_officer(), request_id, now)
    one = desk.report.request
    info = fields().get(one.path)
    if info is None:
        abort(404)
    return AnswerPage(
        desk.report.full_name,
        info.item.label,
        info.item.number,
        _value(info, {one.path: desk.text}, now),
        one.said,
        one.asked_at,
        url_for("corrections.answer", request_id=request_id),
        Act("Trả lời", desk.decision.allowed, why(desk.decision)),
        corrections.MOST_CHARACTERS,
        word,
        reason,
        error,
        one.version is not None,
    )


def _value(info: FieldInfo, typed: dict[str, str], now: datetime) -> str:
    day = local_day(now)
    if info.kind == "table":
        return "; ".join(table_to_read(info, typed, "", day, None).lines)
    return shown(info, typed.get(info.path, ""), day)


def _place(info: FieldInfo) -> str:
    return url_for("record.edit_section", section=info.section) + f"#xem-{info.path}"
