"""Signing in by the province's single sign-on, and binding it to the own account.

The way back from the provider is a GET and so changes nothing: its page has a form that goes on.
What must come back is kept in the browser's cookie, once.
"""

import hmac

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
)
from flask import url_for as address_of
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from config.single_sign_on import Provider
from province_app import openid
from province_app.auth import current_session, current_visit, policy, public
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.openid import Identity, NoAnswer, NotBelieved
from province_app.services import single_sign_on as service
from province_app.views.account import enter, owe
from province_app.views.account_page import LeavePage, ReturnPage
from province_app.views.forms.sections import refuse_unknown
from province_app.views.fresh import require_fresh
from province_app.views.messages import message
from province_app.views.page import SignInPage

bp = Blueprint("single_sign_on", __name__)
KEPT = "province"
SIGN_IN, BIND = "sign_in", "bind"


class ReturnForm(FlaskForm):  # type: ignore[misc]
    """What the provider sent the browser back with."""

    state = StringField(validators=[InputRequired(), Length(max=200)])
    code = StringField(validators=[InputRequired(), Length(max=4000)])


class NoField(FlaskForm):  # type: ignore[misc]
    """A button alone."""


@bp.get("/sign-in/province")
@public
def start() -> Response | tuple[str, int]:
    """Send the browser to the provider."""
    try:
        return current_app.make_response(redirect(_begin(SIGN_IN)))
    except (NoAnswer, NotBelieved):
        return _refused("sso_no_answer", 503)


@bp.get("/devices/province")
@policy("home.read")
@require_fresh()
def begin_binding() -> str | Response:
    """Show the link to the provider, to bind who signs in there to the own account.

    A link: browsers follow no redirect to another site after a form, such as that of the code.
    """
    try:
        page = LeavePage(_begin(BIND))
    except (NoAnswer, NotBelieved):
        flash(message("sso_no_answer"), "bad")
        return _to("devices.show")
    return render_template("account/to_province.html", page=page)


@bp.get("/sign-in/province/return")
@public
def come_back() -> str | tuple[str, int]:
    """Show the form that goes on with what the provider said."""
    kept = session.get(KEPT, {})
    state, code = request.args.get("state", ""), request.args.get("code", "")
    if not code or not _same(state, kept.get("state", "")):
        return _refused("sso_refused")
    action = "single_sign_on.bind" if kept["purpose"] == BIND else "single_sign_on.sign_in"
    page = ReturnPage(address_of(action), state, code, kept["purpose"] == BIND)
    return render_template("account/province.html", page=page)


@bp.post("/sign-in/province")
@public
def sign_in() -> Response | tuple[str, int]:
    """Let the bound account in; by default the code is asked for next."""
    try:
        found = _identity(SIGN_IN)
    except NoAnswer:
        return _refused("sso_no_answer", 503)
    except NotBelieved:
        return _refused("sso_refused")
    strong = bool(found.strength & _provider().strong)
    opened = service.sign_in(
        db.session(), found.issuer, found.subject, current_visit(), business_now(), system_now(),
        strong=strong,
    )  # fmt: skip
    if opened is None:
        return _refused("sso_unknown")
    if opened.owes:
        owe(opened.token)
        return _to("account.code")
    enter(opened.token)
    return _to("home.show")


@bp.post("/devices/province/bind")
@policy("home.read")
@require_fresh()
def bind() -> Response | tuple[str, int]:
    """Bind who signed in at the provider to the own account."""
    try:
        found = _identity(BIND)
    except (NoAnswer, NotBelieved) as error:
        flash(message("sso_no_answer" if isinstance(error, NoAnswer) else "sso_refused"), "bad")
        return _to("devices.show")
    service.bind(
        db.session(), current_session(), found.issuer, found.subject, current_visit(),
        business_now(), system_now(),
    )  # fmt: skip
    flash("Đã gắn đăng nhập của tỉnh với tài khoản này.", "done")
    return _to("devices.show")


@bp.post("/devices/province/unbind")
@policy("home.read")
@require_fresh()
def unbind() -> Response:
    """Take the binding away."""
    form = NoField()
    refuse_unknown(form)
    service.unbind(db.session(), current_session(), current_visit(), business_now(), system_now())
    flash("Đã bỏ gắn đăng nhập của tỉnh.", "done")
    return _to("devices.show")


def _begin(purpose: str) -> str:
    """Return where the browser goes; what must come back is kept. NoAnswer, NotBelieved."""
    begun = openid.start(_provider(), _back())
    session[KEPT] = {
        "state": begun.state,
        "nonce": begun.nonce,
        "verifier": begun.verifier,
        "purpose": purpose,
    }
    return begun.address


def _identity(purpose: str) -> Identity:
    """Return who signed in at the provider; what was kept for it is used up. NotBelieved."""
    form = ReturnForm()
    refuse_unknown(form)
    kept = session.pop(KEPT, {})
    if not form.validate() or kept.get("purpose") != purpose:
        raise NotBelieved("no such sign-in")
    if not _same(form.state.data, kept["state"]):
        raise NotBelieved("state")
    return openid.finish(
        _provider(), _back(), form.code.data, kept["verifier"], kept["nonce"], system_now()
    )


def _same(one: str, other: str) -> bool:
    return bool(other) and hmac.compare_digest(one.encode(), other.encode())


def _provider() -> Provider:
    found: Provider | None = current_app.config["SETTINGS"].provider
    if found is None:
        abort(404)
    return found


def _back() -> str:
    return f"{current_app.config['SETTINGS'].public_url}{address_of('single_sign_on.come_back')}"


def _refused(code: str, status: int = 401) -> tuple[str, int]:
    page = SignInPage(error=message(code), province=_provider() is not None)
    return render_template("account/sign_in.html", page=page), status


def _to(endpoint: str) -> Response:
    return current_app.make_response(redirect(address_of(endpoint)))
