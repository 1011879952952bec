"""The signed-in account: its session is looked up anew for each request."""

from typing import cast

from flask import request
from flask_login import UserMixin, current_user

from province_app.clock import system_now
from province_app.extensions import db, login_manager
from province_app.models.people import Account
from province_app.services import sessions
from province_app.services.sessions import Entered, Visit


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
    """Return the session of the token, or None when it has ended."""
    entered = sessions.entered(db.session(), token, system_now())
    return SignedIn(token, entered) if entered else None


def current_session() -> Entered:
    """Return the session of this request; only behind the guard."""
    return cast(SignedIn, current_user).entered


def current_account() -> Account:
    """Return the signed-in account; only behind the guard."""
    return current_session().account


def current_visit() -> Visit:
    """Return where this request comes from."""
    return Visit(request.remote_addr or "", request.headers.get("User-Agent", ""))
