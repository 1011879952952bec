"""Signing in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from province_app.auth import current_session, current_visit, load, policy, public
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import accounts, sessions
from province_app.views import kept_text
from province_app.views.messages import message
from province_app.views.page import SignInPage

bp = Blueprint("account", __name__)


class SignInForm(FlaskForm):  # type: ignore[misc]
    """User name and password."""

    username = StringField(validators=[InputRequired(), Length(max=100)])
    password = PasswordField(validators=[InputRequired(), Length(max=500)])


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response | str | tuple[str, int]:
    """Show the form; take user name and password."""
    wanted = _own_path(request.values.get("next", ""))
    if request.method == "GET":
        return render_template("account/sign_in.html", page=SignInPage(next=wanted))
    form = SignInForm()
    if form.validate():
        token = accounts.sign_in(
            db.session(),
            form.username.data,
            form.password.data,
            current_visit(),
            business_now(),
            system_now(),
        )
        if token is not None:
            _enter(token)
            return kept_text.taken_up() or redirect(wanted or url_for("home.show"))
    page = SignInPage(
        form.username.data or "", message("wrong_credentials"), wanted, kept_text.posted()
    )
    return render_template("account/sign_in.html", page=page), 401


@bp.post("/sign-out")
@policy("home.read")
def sign_out() -> Response:
    """End the session."""
    sessions.sign_out(db.session(), current_session(), business_now())
    logout_user()
    session.clear()
    answer = redirect(url_for("account.sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _enter(token: str) -> None:
    """Let the browser have the session; what its cookie held before is not carried in."""
    session.clear()
    g.pop("csrf_token", None)  # it was of the session before
    login_user(load(token))


def _own_path(address: str) -> str:
    """Return the address if it is a path of this site, else nothing: no redirect to strangers."""
    parts = urlsplit(address)
    inside = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if inside and not address.startswith(("//", "/\\")) else ""
