"""Đồng ý cho xem hồ sơ: given, revoked, and what others gave to me. Source: TT 06/2023 Đ.7.6."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import InputRequired

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import consents
from province_app.services.errors import Refused
from province_app.views.consents_page import ConsentRow, ConsentsPage
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message

bp = Blueprint("consents", __name__)

Answer = Response | tuple[str, int]
_DAY = timedelta(days=1)


class ConsentForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Whom the person lets in, why, from when to when."""

    username = StringField()
    purpose = StringField()
    starts_on = DateField(validators=[InputRequired()])
    ends_on = DateField(validators=[InputRequired()])
    whole = BooleanField()


class RevokeForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Nothing but the token."""


@bp.get("/my-record/consents")
@policy("consent.give")
def show() -> str:
    """Show whom I let in, and whose record I may read."""
    return render_template("rights/consents.html", page=_page())


@bp.post("/my-record/consents")
@policy("consent.give")
def give() -> Answer:
    """Let a named reader in."""
    form = ConsentForm()
    refuse_unknown(form)
    if not form.validate():
        return _again(form, "invalid_date")
    try:
        consents.give(
            db.session(),
            current_officer(),
            form.username.data or "",
            form.purpose.data or "",
            form.starts_on.data,
            form.ends_on.data,
            form.whole.data,
            business_now(),
        )
    except Refused as error:
        return _again(form, error.decision.code)
    flash("Đã đồng ý. Rút lại lúc nào cũng được, có hiệu lực ngay.", "done")
    return redirect(url_for("consents.show"))


@bp.post("/my-record/consents/<uuid:consent_id>/revoke")
@policy("consent.give")
def revoke(consent_id: UUID) -> Answer:
    """Take the consent back."""
    refuse_unknown(RevokeForm())
    try:
        consents.revoke(db.session(), current_officer(), consent_id, business_now())
    except Refused as error:
        page = replace(_page(), error=message(error.decision.code))
        return render_template("rights/consents.html", page=page), 409
    flash("Đã rút sự đồng ý. Người đó không mở được hồ sơ của bạn nữa.", "done")
    return redirect(url_for("consents.show"))


def _again(form: ConsentForm, code: str) -> Answer:
    page = replace(
        _page(),
        username=form.username.data or "",
        purpose=form.purpose.data or "",
        starts_on=form.starts_on.data.isoformat() if form.starts_on.data else "",
        ends_on=form.ends_on.data.isoformat() if form.ends_on.data else "",
        whole=bool(form.whole.data),
        error=message(code),
    )
    return render_template("rights/consents.html", page=page), 409


def _page() -> ConsentsPage:
    desk = consents.consent_desk(db.session(), current_officer(), business_now())
    today = desk.today.isoformat()
    return ConsentsPage(
        tuple(_row(one) for one in desk.given),
        tuple(
            _row(one, url_for("record_history.show", person_id=one.consent.person_id))
            for one in desk.received
        ),
        today,
        consents.MOST_CHARACTERS,
        starts_on=today,
    )


def _row(one: consents.Given, url: str = "") -> ConsentRow:
    row = one.consent
    return ConsentRow(
        str(row.id),
        one.other,
        row.purpose,
        row.starts_on,
        row.ends_on - _DAY,
        row.whole,
        one.standing,
        row.revoked_at,
        url,
    )
