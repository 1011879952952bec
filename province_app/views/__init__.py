"""The pages: each view translates between people and one service."""

from flask import Flask, Response, request

from province_app.auth import require_policies
from province_app.extensions import login_manager
from province_app.views import (
    account,
    catalogues,
    certificates,
    checking,
    corrections,
    errors,
    evidence,
    formats,
    home,
    imports,
    kept_text,
    record,
    record_history,
    required_fields,
    signing,
    sync,
    unit,
    words,
)
from province_app.views.shell import shell

_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
_POLICY += "form-action 'self'; frame-ancestors 'none'"


def register(app: Flask) -> None:
    """Give the app its pages; RuntimeError when one has no policy."""
    login_manager.login_view = "account.sign_in"
    login_manager.login_message = None
    login_manager.unauthorized_handler(kept_text.sent_to_sign_in)
    for module in (
        account,
        home,
        record,
        record_history,
        corrections,
        evidence,
        catalogues,
        certificates,
        checking,
        imports,
        signing,
        unit,
        sync,
        required_fields,
    ):
        app.register_blueprint(module.bp)
    errors.register(app)
    formats.register(app)
    words.register(app)
    app.context_processor(shell)
    app.after_request(_harden)
    require_policies(app)


def _harden(response: Response) -> Response:
    """Pages of people are never cached, framed, or fed from elsewhere."""
    response.headers.setdefault("Content-Security-Policy", _POLICY)  # a served file has its own
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
