"""Kích hoạt tài khoản: identity number, code, and the person's own password. Source: Đ.5."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug import Response as Redirect

from province_app.auth import current_visit, public
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import activation
from province_app.services.attempts import TooManyTries
from province_app.services.errors import Refused
from province_app.views.accounts_page import ActivatePage
from province_app.views.forms.accounts import ActivateForm
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message, wait_message

bp = Blueprint("activation", __name__)


@bp.get("/activate")
@public
def show() -> str:
    """Show the form."""
    return render_template("accounts/activate.html", page=ActivatePage())


@bp.post("/activate")
@public
def activate() -> Redirect | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Set the password; whatever is wrong with number or code is answered alike."""
    form = ActivateForm()
    refuse_unknown(form)
    if not form.validate():
        return _again(form, message("activation_refused"), 400)
    if form.password.data != form.again.data:
        return _again(form, message("passwords_differ"), 400)
    try:
        username = activation.activate(
            db.session(),
            form.number.data,
            form.code.data,
            form.password.data,
            current_visit(),
            business_now(),
            system_now(),
        )
    except TooManyTries as error:
        wait = {"Retry-After": str(error.wait_s)}
        return *_again(form, wait_message(error.until), 429), wait
    except Refused as error:
        return _again(form, message(error.decision.code), 400)
    flash(f"Đã kích hoạt. Tên đăng nhập của bạn: {username}", "done")
    return redirect(url_for("account.sign_in"))


def _again(form: ActivateForm, said: str, status: int) -> tuple[str, int]:
    page = ActivatePage(form.number.data or "", said)
    return render_template("accounts/activate.html", page=page), status
