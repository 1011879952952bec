"""Acts for which the second factor must have been shown within five minutes.

Where it was not, the page of the code is shown instead of the act, with all that was sent as
hidden fields; its form goes to the act itself, with the code. Secrets and files are asked for
again: they stand in no page. Source: docs/adr/0015-sign-in.md.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, render_template, request
from flask import url_for as address_of
from flask_login import login_user

from province_app.auth import current_account, current_session, current_visit, load
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import sign_in
from province_app.services.attempts import TooManyTries
from province_app.services.passkeys import KeyAnswer
from province_app.views import key_answer
from province_app.views.account_page import Again, FreshPage
from province_app.views.messages import wait_message
from tiers.sign_in import is_fresh

CODE = "code"

View = Callable[..., Any]
Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


def require_fresh(*again: Again) -> Callable[[View], View]:
    """Let the act wait for the code; `again`: what is not carried along but typed once more.

    Stands below `policy`. On a GET the code leads back to the page.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def answer(*args: Any, **kwargs: Any) -> Any:
            return _asked(again) or view(*args, **kwargs)

        answer.fresh = True  # type: ignore[attr-defined]
        return answer

    return guarded


def prove(code: str | KeyAnswer) -> bool:
    """Whether the code or the passkey's answer is right; the session has another token then.

    TooManyTries; Refused for a code where only a passkey counts.
    """
    token = sign_in.prove_again(
        db.session(), current_session(), code, current_visit(), business_now(), system_now()
    )
    if token is not None:
        login_user(load(token))
    return token is not None


def page(error: str = "", again: tuple[Again, ...] = (), next_address: str = "") -> str:
    """Return the page that asks for the code and carries along what was sent."""
    dropped = {"csrf_token", "next", CODE, key_answer.FIELD, *(one.name for one in again)}
    kept = tuple(pair for pair in request.form.items(multi=True) if pair[0] not in dropped)
    action = address_of("account.prove") if next_address else request.full_path.rstrip("?")
    passkey = key_answer.possible(current_account().id)
    key_only = passkey and current_session().keyed
    shown = FreshPage(action, kept, again, error, next_address, passkey, key_only)
    return render_template("account/fresh.html", page=shown)


def _asked(again: tuple[Again, ...]) -> Answer | None:
    """Return the page of the code; None when the act may go on."""
    if is_fresh(current_session().proved_at, system_now()):
        return None
    if request.method == "GET":
        return page(next_address=request.full_path.rstrip("?")), 401
    typed = key_answer.sent() or request.form.get(CODE, "")
    if not typed:
        return page(again=again), 401
    try:
        if not prove(typed):
            return page(key_answer.refusal(typed), again), 401
    except TooManyTries as error:
        wait = {"Retry-After": str(error.wait_s)}
        return page(wait_message(error.until), again), 429, wait
    g.answered = {CODE, key_answer.FIELD}  # fields of this page, not of the form that follows
    return None
