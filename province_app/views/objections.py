"""Phản đối what HR typed into the own record. Source: design decision 8; Quy chế Đ.6.2a."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import objections
from province_app.services.corrections import MOST_CHARACTERS
from province_app.services.errors import Refused
from province_app.views.correction_page import AskPage
from province_app.views.corrections import AskForm
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message
from province_app.views.page import Link
from province_app.views.typed_by_hr import in_words

bp = Blueprint("objections", __name__)

Answer = Response | tuple[str, int]


@bp.get("/my-record/<section>/<name>/objection")
@policy("correction.ask")
def new(section: str, name: str) -> str:
    """Show what HR typed, and a place to say why it is not right."""
    page = _page(section, name, business_now())
    return render_template("corrections/ask.html", page=page)


@bp.post("/my-record/<section>/<name>/objection")
@policy("correction.ask")
def file(section: str, name: str) -> Answer:
    """Hand the objection to HR of the unit."""
    form, now = AskForm(), business_now()
    refuse_unknown(form)
    said = form.said.data or ""
    try:
        objections.object_to(db.session(), current_officer(), f"{section}.{name}", said, now)
    except Refused as error:
        page = _page(section, name, now, said, message(error.decision.code))
        return render_template("corrections/ask.html", page=page), 409
    flash("Đã gửi phản đối. Trả lời của đơn vị sẽ hiện ở trang này.", "done")
    return redirect(url_for("record.show") + "#bao-sai")


def _page(section: str, name: str, now: datetime, said: str = "", error: str = "") -> AskPage:
    typed = objections.typed_field(db.session(), current_officer(), f"{section}.{name}", now)
    read = in_words(typed, now)
    if not typed.decision.allowed:
        error = error or message(typed.decision.code)
    return AskPage(
        read.info.item.label,
        read.info.item.number,
        read.new,
        url_for("objections.file", section=section, name=name),
        Link("Hồ sơ của tôi", url_for("record.show")),
        MOST_CHARACTERS,
        said,
        error,
        typed.last_day,
        read.old,
    )
