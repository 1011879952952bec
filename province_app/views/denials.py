"""Every refusal goes into the log, also one that a page shows without an error of its own."""

from uuid import UUID

from flask import Flask, Response, request
from flask_login import current_user

from province_app.auth.identity import current_account
from province_app.clock import system_now
from province_app.extensions import db
from province_app.services import audit_denials
from province_app.services.errors import forget_denial, last_denial

_REFUSALS = (403, 404, 409)
_READING = ("GET", "HEAD")


def register(app: Flask) -> None:
    """Let the app watch for refusals."""
    app.before_request(forget_denial)
    app.after_request(_note)


def _note(response: Response) -> Response:
    denial = last_denial()
    seen = response.status_code in _REFUSALS or request.method not in _READING
    if denial is None or not seen or not current_user.is_authenticated:
        return response
    forget_denial()
    actor = current_account().person_id
    db.session.rollback()  # what the act left open; its own transaction is over
    asked = audit_denials.Asked(request.endpoint or "", request.method, _subject())
    audit_denials.note(db.session(), actor, asked, denial, system_now())
    return response


def _subject() -> str:
    """Return the first id in the address; what else stands there may be anything."""
    found = (one for one in (request.view_args or {}).values() if isinstance(one, UUID))
    return str(next(found, ""))
