"""What every answer of a node owes, and what no request may be: one place, both roles.

The headers stand on pages, errors, files and redirects alike; what even the error page cannot
answer gets a bare answer with the same headers. Source: docs/security.md.
"""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.exceptions import SecurityError

from config.settings import Settings
from config.values import LOOPBACK
from province_app import request_id
from province_app.database import UNREACHABLE

logger = logging.getLogger(__name__)

# No page has a script or a style of its own, so none needs a nonce. Bootstrap draws with data:.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"
SIGN_OUT = "account.sign_out"
PEERS = "/exchange/v1/"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
SAFE = frozenset({"GET", "HEAD"})
MOST_FORM_PARTS = 100  # of a form with a file; the largest has four
RETRY_AFTER_S = "5"

StartResponse = Callable[..., Any]


class ForeignOrigin(Exception):
    """A form or a script of another site sent this request."""


def register(app: Flask, settings: Settings) -> None:
    """Harden every answer of the app; before the token is looked at, whatever else is added."""
    app.config.update(
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        WTF_CSRF_SSL_STRICT=False,  # asks for a Referer, which no page sends; see `_same_origin`
    )
    app.before_request(_begin)
    if settings.keeps_records:
        # A peer's signature names the address; its Host decides nothing (contract, annex 23).
        app.config["TRUSTED_HOSTS"] = trusted_hosts(settings)
        app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
        app.before_request(_known_method)
        app.before_request(_same_origin)
    app.after_request(_finish)
    app.wsgi_app = LastResort(app.wsgi_app, settings)  # type: ignore[method-assign]


def trusted_hosts(settings: Settings) -> list[str]:
    """Return the hosts by which the node may be called: its own, on loopback all of loopback."""
    own = urlsplit(settings.public_url).hostname or ""
    return [own] if settings.secure else sorted({own, *LOOPBACK, "[::1]"} - {"::1"})


def _begin() -> None:
    g.began = time.perf_counter()
    request_id.of_request()


def _known_method() -> None:
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception  # a host that is not ours: nothing else is looked at
    if request.method not in METHODS:
        abort(405)


def _same_origin() -> None:
    """Raise ForeignOrigin for an unsafe request that does not come from a page of this node.

    Pages send no referrer, and so browsers write `Origin: null` on their forms; whether such a
    form is ours is then told by Sec-Fetch-Site alone. A node that others reach takes no request
    without either; on loopback a client that is no browser may leave both out.
    """
    if request.method in SAFE or request.path.startswith(PEERS):  # a peer signs what it sends
        return
    settings: Settings = _settings()
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    own = {settings.public_url} if settings.secure else {settings.public_url, _called_as()}
    if site is not None and site not in ("same-origin", "none"):
        raise ForeignOrigin
    if origin is not None and origin != "null" and origin not in own:
        raise ForeignOrigin
    if site is None and (origin == "null" or (origin is None and settings.secure)):
        raise ForeignOrigin


def _called_as() -> str:
    return f"{request.scheme}://{request.host}"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _finish(response: Response) -> Response:
    for name, value in headers(_settings()).items():
        response.headers.setdefault(name, value)  # a served file has a stricter policy
    response.headers["X-Request-Id"] = request_id.of_request()
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    if request.endpoint == SIGN_OUT and response.status_code < 400:
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    _log(response.status_code)
    return response


def headers(settings: Settings) -> dict[str, str]:
    """Return the headers that every answer of the node has."""
    strict = {"Strict-Transport-Security": STRICT_TRANSPORT} if settings.https else {}
    return {**HEADERS, **strict}


def _log(status: int) -> None:
    """Write one line a request: the pattern of its address, never the address or its query."""
    began = g.get("began")
    extra = {
        "method": request.method if request.method in METHODS else "other",
        "route": request.url_rule.rule if request.url_rule else "",
        "status": status,
        "ms": round((time.perf_counter() - began) * 1000) if began else None,
    }
    level = logging.DEBUG if request.endpoint == "static" else logging.INFO
    logger.log(level, "request", extra=extra)


class LastResort:
    """Answers when nothing else can: the error page itself failed, or the session was not read."""

    def __init__(self, app: Callable[..., Iterable[bytes]], settings: Settings) -> None:
        self.app = app
        self.headers = headers(settings)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on; turn what falls through into a bare answer."""
        try:
            return self.app(environ, start_response)
        except Exception as error:
            code = request_id.new()
            logger.exception("request fell through", extra={"request_id": code})
            down = isinstance(error, UNREACHABLE)
            status = "503 Service Unavailable" if down else "500 Internal Server Error"
            body = f"{status}\nX-Request-Id: {code}\n".encode()
            told = {
                **self.headers,
                "Content-Type": "text/plain; charset=utf-8",
                "Content-Length": str(len(body)),
                "Cache-Control": "no-store",
                "X-Request-Id": code,
                **({"Retry-After": RETRY_AFTER_S} if down else {}),
            }
            start_response(status, list(told.items()))
            return [body]
