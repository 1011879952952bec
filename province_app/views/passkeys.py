"""Passkeys (khóa bảo mật) of the own account: made, taken away, asked for at the code's pages."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, session
from flask import url_for as address_of
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length

from province_app.auth import current_account, current_session, current_visit, policy, public
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import passkeys as service
from province_app.services import sign_in
from province_app.services.errors import Missing, Refused
from province_app.services.passkey_check import Party
from province_app.services.sessions import key_of
from province_app.views import key_answer
from province_app.views.account import HALF
from province_app.views.account_page import NewPasskeyPage
from province_app.views.forms.sections import refuse_unknown
from province_app.views.fresh import require_fresh
from province_app.views.messages import message

bp = Blueprint("passkeys", __name__)
NAME_LENGTH = 60


class AddForm(FlaskForm):  # type: ignore[misc]
    """The authenticator's answer, and what the person calls the key."""

    name = StringField(
        validators=[InputRequired(), Length(max=NAME_LENGTH)],
        filters=[lambda text: text and text.strip()],
    )
    made = StringField(validators=[InputRequired()])  # not the field of a key that is shown


class RemoveForm(FlaskForm):  # type: ignore[misc]
    """Which passkey."""

    id = IntegerField(validators=[InputRequired()])


class NoField(FlaskForm):  # type: ignore[misc]
    """The token alone."""


@bp.get("/devices/passkeys/new")
@policy("home.read")
@require_fresh()
def new() -> str:
    """Show how a passkey is made."""
    _party()
    return render_template("account/new_passkey.html", page=NewPasskeyPage())


@bp.post("/devices/passkeys/options")
@policy("home.read")
@require_fresh()
def ask_new() -> dict[str, Any]:
    """Return what the browser tells the authenticator that makes a key."""
    refuse_unknown(NoField())
    return service.ask_new(db.session(), current_session(), _party(), system_now())


@bp.post("/devices/passkeys/add")
@policy("home.read")
@require_fresh()
def add() -> Response | tuple[str, int]:
    """Keep the key that was made."""
    form = AddForm()
    refuse_unknown(form)
    answer = key_answer.sent("made")
    if answer is None or not form.validate():
        page = NewPasskeyPage(form.name.data or "", message("passkey_name"))
        return render_template("account/new_passkey.html", page=page), 400
    try:
        service.add(
            db.session(), current_session(), form.name.data, answer, current_visit(),
            business_now(), system_now(),
        )  # fmt: skip
    except Refused as error:
        page = NewPasskeyPage(form.name.data, message(error.decision.code))
        return render_template("account/new_passkey.html", page=page), 409
    return _back("Đã thêm khóa bảo mật. Lần đăng nhập sau, dùng khóa thay mã xác thực.")


@bp.post("/devices/passkeys/remove")
@policy("home.read")
@require_fresh()
def remove() -> Response:
    """Take a key away."""
    form = RemoveForm()
    refuse_unknown(form)
    if not form.validate():
        abort(400)
    service.remove(
        db.session(), current_session(), form.id.data, current_visit(), business_now(), system_now()
    )
    return _back("Đã gỡ khóa bảo mật.")


@bp.post("/sign-in/passkey")
@public
def ask() -> dict[str, Any]:
    """Return what the browser asks the key, after the password."""
    token, now = session.get(HALF, ""), system_now()
    half = sign_in.half(db.session(), token, now)
    if half is None:
        raise Missing
    return service.ask(db.session(), half.account, key_of(token), _party(), now)


@bp.post("/sign-in/again/passkey")
@policy("home.read")
def ask_again() -> dict[str, Any]:
    """Return what the browser asks the key before an act that needs it once more."""
    key = current_session().key
    return service.ask(db.session(), current_account(), key, _party(), system_now())


def _party() -> Party:
    party = key_answer.party()
    if party is None:
        raise Missing
    return party


def _back(said: str) -> Response:
    flash(said, "done")
    return current_app.make_response(redirect(address_of("devices.show")))
