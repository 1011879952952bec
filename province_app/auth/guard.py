"""The guard: closed by default. A route without a policy makes the start fail."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, g, request
from flask_login import current_user

from province_app.auth.identity import current_session
from province_app.auth.routes import PEER, PUBLIC, STATIC, action_of
from province_app.clock import business_now
from province_app.extensions import db, login_manager
from province_app.services import accounts, passkeys
from province_app.services.errors import require
from province_app.stores import scope
from province_app.stores.asked import remember
from tiers.policy import DOORS, may_enter
from tiers.units import Officer

View = Callable[..., Any]

# Open to a session that owes a passkey: showing one, going; and making the account's first one.
WITHOUT_KEY = frozenset({"account.prove", "account.sign_out", "passkeys.ask_again"})
FIRST_KEY = frozenset({"passkeys.new", "passkeys.ask_new", "passkeys.add"})


class KeyOwed(Exception):
    """A passkey comes first: one that is registered is shown, or the first one is made."""

    def __init__(self, *, has_any: bool) -> None:
        super().__init__("passkey_required")
        self.has_any = has_any


def policy(action: str) -> Callable[[View], View]:
    """Open the view to accounts that have the action's door; others get 403, strangers sign in."""
    if action not in DOORS:
        raise KeyError(f"no row for {action} in tiers/policy.py")

    def guarded(view: View) -> View:
        @wraps(view)
        def answer(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return login_manager.unauthorized()
            if request.method == "GET":
                remember(db.session())
            _require_key()
            require(may_enter(current_officer(), action))
            return view(*args, **kwargs)

        answer.policy = action  # type: ignore[attr-defined]
        return answer

    return guarded


def _require_key() -> None:
    """Raise KeyOwed where only a passkey opens the account and this session has shown none.

    Without any, one can be registered after the code, and nothing else be done.
    """
    entered = current_session()
    if not entered.owes_key or request.endpoint in WITHOUT_KEY:
        return
    has_any = passkeys.has_any(db.session(), entered.account.id)
    if has_any or request.endpoint not in FIRST_KEY:
        raise KeyOwed(has_any=has_any)


def public(view: View) -> View:
    """Open the view to everybody; for sign-in and health. It sees accounts and nothing else."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Any:
        scope.enter(db.session(), scope.GATE)
        return view(*args, **kwargs)

    answer.policy = "public"  # type: ignore[attr-defined]
    return answer


def current_officer() -> Officer:
    """Return who acts in this request: role and posts of today, read once a request."""
    if "officer" not in g:
        entered = current_session()
        g.officer = accounts.officer(db.session(), entered.account, business_now(), entered.grants)
    officer: Officer = g.officer
    return officer


def require_policies(app: Flask) -> None:
    """Raise RuntimeError naming the first endpoint that no row of the table guards."""
    for endpoint in app.view_functions:
        action = action_of(app, endpoint)
        if action not in DOORS and action not in (PUBLIC, STATIC, PEER):
            raise RuntimeError(f"endpoint {endpoint} has no policy; see province_app/auth/guard.py")
