"""The signed-in account: its session is looked up anew for each request."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import cast

from flask import Response, after_this_request, current_app, g, request
from flask_login import UserMixin, current_user

from province_app.clock import business_now, system_now
from province_app.extensions import db, login_manager
from province_app.models.people import Account
from province_app.services import kept_catalogues, sessions
from province_app.services.sessions import TOKEN_BYTES, Entered, Visit
from province_app.stores import scope
from tiers.calendar import local_day

BROWSER_LENGTH = len(token_urlsafe(TOKEN_BYTES))
BROWSER_KEPT = timedelta(days=365)


class SignedIn(UserMixin):  # type: ignore[misc]
    """A session and its account as Flask-Login wants them."""

    def __init__(self, token: str, entered: Entered) -> None:
        self.token = token
        self.entered = entered

    def get_id(self) -> str:
        """Return the session's token; nothing personal stands in the cookie."""
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> SignedIn | None:
    """Return the session of the token, or None when it has ended; what follows is the person's."""
    session, at = db.session(), business_now()
    scope.enter(session, scope.GATE)
    key_roles = current_app.config["SETTINGS"].passkey_roles
    entered = sessions.entered(session, token, at, system_now(), key_roles)
    if entered is None:
        return None
    scope.enter(session, scope.person_scope(entered.account.person_id, local_day(at)))
    kept_catalogues.refresh(session)
    return SignedIn(token, entered)


def current_session() -> Entered:
    """Return the session of this request; only behind the guard."""
    return cast(SignedIn, current_user).entered


def current_account() -> Account:
    """Return the signed-in account; only behind the guard."""
    return current_session().account


def current_visit() -> Visit:
    """Return where this request comes from; a browser without a token of its own gets one."""
    if "visit" not in g:
        kept = request.cookies.get(_browser_cookie(), "")
        token = kept if len(kept) == BROWSER_LENGTH else token_urlsafe(TOKEN_BYTES)
        device = request.headers.get("User-Agent", "")
        g.visit = Visit(request.remote_addr or "", device, token)
    visit: Visit = g.visit
    return visit


def remember_browser() -> None:
    """Let the browser keep its token, by which the account knows it again next time."""
    settings = current_app.config["SETTINGS"]
    token = current_visit().browser

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _browser_cookie(),
            token,
            max_age=BROWSER_KEPT,
            secure=settings.https,
            httponly=True,
            samesite="Lax",
        )
        return response


def _browser_cookie() -> str:
    return "__Host-browser" if current_app.config["SETTINGS"].https else "browser"
