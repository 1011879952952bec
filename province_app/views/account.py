"""Signing in, by password and code, and out."""

from datetime import datetime
from urllib.parse import urlsplit

import segno
from flask import Blueprint, Response, current_app, g, redirect, render_template, request, session
from flask import url_for as address_of
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from province_app.auth import current_session, current_visit, load, policy, public, remember_browser
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import sessions, totp
from province_app.services import sign_in as service
from province_app.services.attempts import TooManyTries
from province_app.services.errors import Missing, Refused
from province_app.services.passkeys import KeyAnswer
from province_app.services.sign_in import Half
from province_app.views import fresh, kept_text, key_answer
from province_app.views.account_page import CodePage, RecoveryPage
from province_app.views.messages import message, wait_message
from province_app.views.page import Link, SignInPage
from tiers.units import Role

bp = Blueprint("account", __name__)
HALF = "half"
QR_MARGIN = 4  # of light squares, as readers demand

Answer = Response | tuple[str, int] | tuple[str, int, dict[str, str]] | str


class SignInForm(FlaskForm):  # type: ignore[misc]
    """User name and password."""

    username = StringField(validators=[InputRequired(), Length(max=100)])
    password = PasswordField(validators=[InputRequired(), Length(max=500)])


class CodeForm(FlaskForm):  # type: ignore[misc]
    """Six digits of the authenticator app, or a recovery code."""

    code = StringField(validators=[InputRequired(), Length(max=50)])


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Answer:
    """Show the form; take user name and password."""
    if request.method == "GET":
        return render_template(
            "account/sign_in.html", page=SignInPage(next=_next(), province=_province())
        )
    form = SignInForm()
    if not form.validate():
        return _first_page(form.username.data or "", message("wrong_credentials"))
    try:
        token = service.with_password(
            db.session(), form.username.data, form.password.data, current_visit(), *_clocks()
        )
    except TooManyTries as error:
        return (*_first_page(form.username.data, wait_message(error.until))[:1], *_wait(error))
    if token is None:
        return _first_page(form.username.data, message("wrong_credentials"))
    owe(token)
    if kept_text.posted():
        return _code_page()
    return _to(address_of("account.code", next=_next() or None))


@bp.get("/sign-in/code")
@public
def code() -> Answer:
    """Ask for the code; whoever has none yet sets the authenticator app up here."""
    return _code_page()


@bp.post("/sign-in/code")
@public
def enter_code() -> Answer:
    """Take the code: only now the person is signed in."""
    shown = _shown()
    if not shown:
        return _code_page(message("wrong_code"), 401)
    try:
        done = service.with_code(
            db.session(), session.get(HALF, ""), shown, current_visit(), *_clocks(), _key_roles()
        )
    except Refused as error:
        return _code_page(message(error.decision.code), 401)
    except TooManyTries as error:
        answer = _code_page(wait_message(error.until))
        return (answer, *_wait(error)) if isinstance(answer, str) else answer
    except Missing:
        return _first_page("", message("half_ended"))
    if done is None:
        return _code_page(key_answer.refusal(shown), 401)
    enter(done.token)
    if done.recovery_codes:
        go_on = Link("Tiếp tục", _next() or address_of("home.show"))
        page = RecoveryPage(done.recovery_codes, go_on)
        return render_template("account/recovery.html", page=page)
    if current_session().owes_key:
        return _to(address_of("passkeys.new"))
    return kept_text.taken_up() or _to(_next() or address_of("home.show"))


@bp.post("/sign-in/again")
@policy("home.read")
def prove() -> Answer:
    """Take the code once more, then go on where it was asked for."""
    shown = _shown()
    try:
        right = shown and fresh.prove(shown)
    except TooManyTries as error:
        return (fresh.page(wait_message(error.until), (), _next()), *_wait(error))
    if not right:
        return fresh.page(key_answer.refusal(shown), (), _next()), 401
    return _to(_next() or address_of("home.show"))


@bp.post("/sign-out")
@policy("home.read")
def sign_out() -> Response:
    """End the session, before every worker."""
    sessions.sign_out(db.session(), current_session(), business_now())
    logout_user()
    session.clear()
    answer = _to(address_of("account.sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def enter(token: str) -> None:
    """Let the browser have the session; what its cookie held before is not carried in."""
    _clear()
    login_user(load(token))
    remember_browser()


def _shown() -> str | KeyAnswer:
    """Return what was shown as second factor: a passkey's answer, or a code; "" when neither."""
    form = CodeForm()
    return key_answer.sent() or (form.code.data if form.validate() else "")


def owe(token: str) -> None:
    """Let the browser have the session that owes the code, and nothing of the one before."""
    _clear()
    session[HALF] = token


def _province() -> bool:
    return current_app.config["SETTINGS"].provider is not None


def _clear() -> None:
    session.clear()
    g.pop("csrf_token", None)  # it was of the session before


def _key_roles() -> frozenset[Role]:
    return frozenset(current_app.config["SETTINGS"].passkey_roles)


def _clocks() -> tuple[datetime, datetime]:
    return business_now(), system_now()


def _first_page(username: str, error: str) -> tuple[str, int]:
    page = SignInPage(username, error, _next(), kept_text.posted(), _province())
    return render_template("account/sign_in.html", page=page), 401


def _code_page(error: str = "", status: int = 200) -> Answer:
    half = service.half(db.session(), session.get(HALF, ""), system_now())
    if half is None:
        if request.method == "GET":
            return _to(address_of("account.sign_in", next=_next() or None))
        return _first_page("", message("half_ended"))
    passkey = half.offered is None and key_answer.possible(half.account.id)
    key_only = service.by_key_alone(db.session(), half.account, _key_roles(), business_now())
    page = CodePage(error, _next(), kept_text.posted(), *_offer(half), passkey, key_only)
    shown = render_template("account/code.html", page=page)
    return shown if status == 200 else (shown, status)


def _offer(half: Half) -> tuple[str, str, int]:
    """Return the secret for typing, its QR code and how wide that is; nothing where it is owed."""
    if half.offered is None:
        return "", "", 0
    said = totp.address_of(half.offered, half.account.username)
    groups = [half.offered[place : place + 4] for place in range(0, len(half.offered), 4)]
    squares = [bytes(row) for row in segno.make(said, error="m").matrix_iter(border=QR_MARGIN)]
    dark = [
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(squares) for x, one in enumerate(row) if one
    ]
    return " ".join(groups), "".join(dark), len(squares)


def _wait(error: TooManyTries) -> tuple[int, dict[str, str]]:
    return 429, {"Retry-After": str(error.wait_s)}


def _to(address: str) -> Response:
    return current_app.make_response(redirect(address))


def _next() -> str:
    """Return where to go afterwards if it is a path of this site: no redirect to strangers."""
    address = request.values.get("next", "")
    parts = urlsplit(address)
    inside = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if inside and not address.startswith(("//", "/\\")) else ""
