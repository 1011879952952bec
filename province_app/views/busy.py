"""Somebody else was writing at the very same moment: nothing was saved, and it can be sent again.

Of transactions that wait for each other the server ends one. Nothing of it is kept, and the next
try finds the way free; what was typed stands on the page that says so. It is not tried again by
itself: a request may be more than one transaction, and some of it may stand already.
"""

import logging

from flask import render_template, request
from psycopg2.errors import DeadlockDetected, SerializationFailure

from province_app import request_id
from province_app.extensions import db
from province_app.views import kept_text
from province_app.views.messages import message
from province_app.views.page import ErrorPage, SentAgain

logger = logging.getLogger(__name__)

STATUS = 409
# What was a secret when it was typed is typed again.
_SECRET = frozenset(("pin", "password", "old", "new", "again", "code", "passkey"))

Answer = tuple[str, int]


def is_busy(error: BaseException) -> bool:
    """Tell whether another transaction was in the way, and not the server away."""
    return isinstance(getattr(error, "orig", None), DeadlockDetected | SerializationFailure)


def busy(error: BaseException) -> Answer:
    """Return the section of the own record, or a page that sends the same form again."""
    logger.warning("another was writing", exc_info=error)
    db.session.rollback()
    if request.method == "POST" and (answer := kept_text.brought_back("busy")):
        return answer
    page = ErrorPage(
        STATUS, "Chưa lưu được", message("busy"), code="busy", again=_again(),
        request_code=request_id.of_request(),
    )  # fmt: skip
    return render_template("error.html", page=page), STATUS


def _again() -> SentAgain | None:
    """Return the form as it was sent; None for a file or a secret, which the person gives anew."""
    names = set(request.form)
    if request.method != "POST" or any(one.filename for one in request.files.values()):
        return None
    if names & _SECRET:
        return None
    kept = tuple(
        (name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"
    )
    return SentAgain(request.full_path.rstrip("?"), kept)
