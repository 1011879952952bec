"""Error class → status, page, log level, for the whole app."""

import logging

from flask import Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from province_app import request_id
from province_app.auth import KeyOwed
from province_app.database import UNREACHABLE
from province_app.extensions import db
from province_app.hardening import RETRY_AFTER_S, ForeignOrigin
from province_app.services.attempts import TooManyTries
from province_app.services.errors import Denial, Missing, Refused, UnknownField, deny
from province_app.views import busy, fresh, kept_text
from province_app.views.messages import message, wait_message
from province_app.views.page import ErrorPage

logger = logging.getLogger(__name__)

_TITLES = {
    400: "Chưa nhận được yêu cầu này",
    403: "Bạn không có quyền làm việc này",
    404: "Không tìm thấy",
    405: "Chưa nhận được yêu cầu này",
    409: "Chưa làm được lúc này",
    429: "Phải đợi một lát",
    413: "Tệp hoặc nội dung quá lớn",
    503: "Hệ thống đang tạm dừng",
}
_KINDS = {"who": 403, "when": 409, "state": 409}

Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


def register(app: Flask) -> None:
    """Give the app a page for every error that a view may raise."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(KeyOwed, _key_owed)
    app.register_error_handler(TooManyTries, _too_many)
    app.register_error_handler(Missing, lambda error: _page(404, "not_found"))
    app.register_error_handler(UnknownField, lambda error: _page(400, "unknown_field"))
    app.register_error_handler(CSRFError, _without_token)
    app.register_error_handler(ForeignOrigin, _of_another_site)
    app.register_error_handler(SecurityError, _wrong_host)
    app.register_error_handler(HTTPException, _http)
    for unreachable in UNREACHABLE:
        app.register_error_handler(unreachable, _unavailable)
    app.register_error_handler(Exception, _internal)


def _refused(error: Refused) -> Answer:
    decision = error.decision
    status = _KINDS[decision.kind]
    page = ErrorPage(
        status,
        _TITLES[status],
        message(decision.code),
        article=decision.article,
        until=decision.until,
        kept="" if status == 403 else "Những gì bạn đã lưu vẫn còn nguyên.",
        code=decision.code,
    )
    return render_template("error.html", page=page), status


def _key_owed(error: KeyOwed) -> ResponseReturnValue:
    """Ask for the passkey, or lead to where the first one is made."""
    deny(Denial("passkey_required", "state", ""))
    if not error.has_any:
        return redirect(url_for("passkeys.new"))
    back = request.full_path.rstrip("?") if request.method == "GET" else url_for("home.show")
    return fresh.page(next_address=back), 401


def _of_another_site(error: ForeignOrigin) -> Answer:
    deny(Denial("foreign_page", "request", ""))
    return _page(403, "foreign_page")


def _without_token(error: CSRFError) -> Answer:
    """Say that the page is old; what was typed in a section of the own record comes back."""
    deny(Denial("csrf", "request", ""))
    return kept_text.brought_back() or _page(400, "csrf")


def _too_many(error: TooManyTries) -> tuple[str, int, dict[str, str]]:
    page = ErrorPage(429, _TITLES[429], wait_message(error.until), code="too_many_tries")
    return render_template("error.html", page=page), 429, {"Retry-After": str(error.wait_s)}


def _page(status: int, code: str) -> Answer:
    page = ErrorPage(status, _TITLES[status], message(code), code=code)
    return render_template("error.html", page=page), status


def _wrong_host(error: SecurityError) -> Answer:
    """Answer without a page: no address can be built for a host that is not ours."""
    return "400 Bad Request\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _unavailable(error: Exception) -> Answer:
    """Say that the database does not answer; the page asks it for nothing, not even the user.

    Where it does, and only another transaction was in the way, that is said.
    """
    if busy.is_busy(error):
        return busy.busy(error)
    logger.error("database unreachable", exc_info=error)
    g.database_down = True
    g._login_user = AnonymousUserMixin()  # where Flask-Login looks first
    page = ErrorPage(
        503, _TITLES[503], message("unavailable"), request_code=request_id.of_request()
    )
    return render_template("error.html", page=page), 503, {"Retry-After": RETRY_AFTER_S}


def _http(error: HTTPException) -> Answer:
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, UNREACHABLE):
        return _unavailable(error.original_exception)
    status = error.code or 500
    code = "not_found" if status == 404 else "bad_request"
    title = _TITLES.get(status, _TITLES[400])
    return render_template("error.html", page=ErrorPage(status, title, message(code))), status


def _internal(error: Exception) -> Answer:
    """Log the fault whole under a code that the user can read out; show nothing of it."""
    logger.exception("request failed")
    db.session.rollback()
    page = ErrorPage(
        500, "Hệ thống gặp lỗi", message("internal"), request_code=request_id.of_request()
    )
    return render_template("error.html", page=page), 500
