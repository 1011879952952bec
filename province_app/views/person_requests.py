"""Khiếu nại, yêu cầu about the own data: asked, followed and answered.

Whose data it is comes from the session. Source: TT 06/2023 Đ.23; Quy chế Đ.13.2.
"""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import Response as File
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import StringField

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import corrections, own_copy, person_requests
from province_app.services.errors import Refused
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message
from province_app.views.person_requests_read import answer_page, requests_page
from province_app.views.photos import vault_of

bp = Blueprint("person_requests", __name__)

Answer = Response | tuple[str, int]


class RequestForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What the person asks."""

    kind = StringField()
    path = StringField()
    said = StringField()


class AnswerForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """The answer, its reason, its article."""

    answer = StringField()
    reason = StringField()
    article = StringField()


@bp.get("/my-record/requests")
@policy("request.ask")
def show() -> str:
    """Show the own requests with their clocks and answers, and the form."""
    return _requests()


@bp.post("/my-record/requests")
@policy("request.ask")
def ask() -> Answer:
    """Hand the request to who answers it."""
    form = RequestForm()
    refuse_unknown(form)
    typed = (form.kind.data or "", form.path.data or "", form.said.data or "")
    try:
        person_requests.ask(db.session(), current_officer(), *typed, business_now())
    except Refused as error:
        return _requests(typed, message(error.decision.code)), 409
    flash("Đã gửi. Người giải quyết và hạn trả lời hiện ở danh sách dưới.", "done")
    return redirect(url_for("person_requests.show"))


@bp.post("/my-record/requests/<uuid:request_id>/end")
@policy("request.ask")
def end(request_id: UUID) -> Answer:
    """End the own restriction of use."""
    refuse_unknown(FlaskForm())
    try:
        person_requests.end_restriction(db.session(), current_officer(), request_id, business_now())
    except Refused as error:
        return _requests(error=message(error.decision.code)), 409
    flash("Đã kết thúc hạn chế. Dữ liệu được dùng lại như thường.", "done")
    return redirect(url_for("person_requests.show"))


@bp.get("/my-record/requests/<uuid:request_id>/copy.<string(maxlength=4):form>")
@policy("request.ask")
def copy(request_id: UUID, form: str) -> File:
    """Give out the granted copy of the own data: `copy.pdf` or `copy.json`."""
    made = own_copy.copy_for(
        db.session(), vault_of(), current_officer(), request_id, form, business_now()
    )
    answer = File(made.data, mimetype=made.mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=made.file_name)
    answer.headers["Cache-Control"] = "no-store"  # it stays in no cache
    return answer


@bp.get("/requests/<uuid:request_id>")
@policy("request.answer")
def read(request_id: UUID) -> str:
    """Show a request to who answers it."""
    return _desk(request_id)


@bp.post("/requests/<uuid:request_id>/answer")
@policy("request.answer")
def answer(request_id: UUID) -> Answer:
    """Grant or refuse it."""
    form = AnswerForm()
    refuse_unknown(form)
    typed = (form.answer.data or "", form.reason.data or "", form.article.data or "")
    try:
        person_requests.answer(db.session(), current_officer(), request_id, *typed, business_now())
    except Refused as error:
        return _desk(request_id, typed, message(error.decision.code)), 409
    flash("Đã trả lời. Người yêu cầu thấy câu trả lời trong hồ sơ của mình.", "done")
    return redirect(url_for("home.show"))


def _requests(typed: tuple[str, str, str] = ("", "", ""), error: str = "") -> str:
    now, officer = business_now(), current_officer()
    asked = person_requests.own_requests(db.session(), officer, now)
    reports = list(corrections.own_reports(db.session(), officer).values())
    page = requests_page(asked, reports, now, typed, error)
    return render_template("rights/requests.html", page=page)


def _desk(request_id: UUID, typed: tuple[str, str, str] = ("", "", ""), error: str = "") -> str:
    now = business_now()
    desk = person_requests.request_desk(db.session(), current_officer(), request_id, now)
    return render_template("rights/request.html", page=answer_page(desk, now, typed, error))
