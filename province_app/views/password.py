"""The own password is changed by its person alone; nobody else can see or set it."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template
from flask import url_for as address_of
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired

from province_app.auth import current_account, current_session, current_visit, policy
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import accounts
from province_app.services.errors import Refused
from province_app.views.account import enter
from province_app.views.account_page import PasswordPage
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message

bp = Blueprint("password", __name__)

_PLACES = {"password_wrong": "cu", "password_not_same": "lai"}


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The password in use, the new one, and the new one again."""

    old = PasswordField(validators=[InputRequired()])
    new = PasswordField(validators=[InputRequired()])
    again = PasswordField(validators=[InputRequired()])


@bp.get("/password")
@policy("home.read")
def show() -> str:
    """Show the form."""
    page = PasswordPage(current_account().username)
    return render_template("account/password.html", page=page)


@bp.post("/password")
@policy("home.read")
def change() -> Response | tuple[str, int]:
    """Change the password; other browsers have to sign in anew."""
    form = PasswordForm()
    refuse_unknown(form)
    if not form.validate():
        return _refused("password_wrong" if not form.old.data else "password_short", 400)
    if form.new.data != form.again.data:
        return _refused("password_not_same", 400)
    try:
        token = accounts.change_password(
            db.session(),
            current_session(),
            form.old.data,
            form.new.data,
            current_visit(),
            business_now(),
            system_now(),
        )
    except Refused as error:
        return _refused(error.decision.code, 409)
    enter(token)
    flash("Đã đổi mật khẩu. Các thiết bị khác phải đăng nhập lại.", "done")
    return current_app.make_response(redirect(address_of("password.show")))


def _refused(code: str, status: int) -> tuple[str, int]:
    page = PasswordPage(current_account().username, message(code), _PLACES.get(code, "moi"))
    return render_template("account/password.html", page=page), status
