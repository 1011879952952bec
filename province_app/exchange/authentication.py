"""Who sends a request, and the signature of every answer. Source: exchange contract, annex 17-27.

The hooks act on every address below the prefix, also on those that do not exist: nothing there
is read or answered without a signature.
"""

import logging
from typing import Any, cast

from flask import Request, Response, current_app, g, request
from http_message_signatures import HTTPMessageSignaturesException
from requests.structures import CaseInsensitiveDict
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from config.settings import SettingError
from province_app.clock import system_now
from province_app.exchange.message_signatures import (
    Answer,
    MessageRefused,
    ReceivedRequest,
    Signed,
    check_digest,
    sign_answer,
    verify_request,
)
from province_app.exchange.node import Node, node_of
from province_app.exchange.parts import MOST_BYTES
from province_app.exchange.problems import CONTENT_TYPE, Problem, not_found
from province_app.exchange.strict_json import NotStrict
from province_app.extensions import db
from province_app.services import audit_denials
from province_app.stores import exchange as store
from province_app.stores import scope
from province_app.stores.transaction import transaction

PREFIX = "/exchange/v1"
JSON, NDJSON = "application/json", "application/x-ndjson"
METHODS = ("GET", "PUT", "POST")
RETRY_AFTER_S = 5
logger = logging.getLogger(__name__)


def guard() -> Response | None:
    """Let the request pass to its view once it is authentic; else answer."""
    if not _ours(request.path):
        return None
    scope.enter(db.session(), scope.NODE)  # nonces and submissions, no page of a person
    try:
        g.exchange_sender = _authenticate(node(), request)
        if isinstance(request.routing_exception, HTTPException):
            raise _routing_problem(request.routing_exception)
        if request.method not in METHODS:  # Flask adds HEAD and OPTIONS by itself
            raise Problem(405, "method_not_allowed")
        _require_media_type(request)
    except Exception as error:
        return refusal(error)
    return None


def _ours(path: str) -> bool:
    return path == PREFIX or path.startswith(PREFIX + "/")


def _require_media_type(request: Request) -> None:
    """Refuse another content type than the address has, compared to the byte (annex 20-22)."""
    is_part = request.endpoint == "exchange.put_part"
    expected = NDJSON if is_part else JSON
    if request.headers["Content-Type"] != expected:
        raise Problem(415, "media_type", f"the content type here is {expected}")
    if "Content-Encoding" in request.headers and not is_part:
        raise Problem(415, "media_type", "only parts may be encoded")


def _routing_problem(error: HTTPException) -> Problem:
    return Problem(405, "method_not_allowed") if error.code == 405 else not_found()


def node() -> Node:
    """Return this node, built at the first request; SettingError names what it lacks."""
    found = current_app.extensions.get("exchange_node")
    if found is None:
        found = current_app.extensions["exchange_node"] = node_of(current_app.config["SETTINGS"])
    return cast(Node, found)


def _authenticate(node: Node, request: Request) -> str:
    """Return the agency code of the sender; refused in the order of annex 26."""
    received = _received(node, request)
    now = system_now()
    signed = verify_request(received, node.peers, now)
    if (request.content_length or 0) > MOST_BYTES:
        raise Problem(413, "too_large", f"a body has at most {MOST_BYTES} bytes")
    if "Transfer-Encoding" in request.headers:
        raise MessageRefused("content_digest_mismatch", "a body has a Content-Length (annex 21)")
    request.max_content_length = MOST_BYTES  # whatever the pages' own limit is
    check_digest(received.headers, request.get_data())
    _use_once(signed)
    return signed.agency


def _use_once(signed: Signed) -> None:
    session = db.session()
    with transaction(session):
        fresh = store.remember_nonce(session, signed.key_id, signed.nonce, signed.kept_until)
    if not fresh:
        raise MessageRefused("nonce_replayed")


def _received(node: Node, request: Request) -> ReceivedRequest:
    """Rebuild the request as it was signed: our own address, the target as on the wire."""
    target: str = request.environ["RAW_URI"]
    if not target.startswith("/"):  # absolute form, as proxies may be sent
        target = "/" + target.partition("://")[2].partition("/")[2]
    headers = CaseInsensitiveDict(request.headers.items())
    return ReceivedRequest(request.method, node.origin + target, headers)


def refusal(error: Exception) -> Response:
    """Return the problem document of whatever went wrong."""
    problem = _problem(error)
    if problem.status in (401, 403):
        try:
            _note_refused(problem)
        except (OperationalError, PoolTimeout) as away:
            return refusal(away)
    extra: dict[str, Any] = {"code": problem.code, "status": problem.status}
    if problem.status >= 500:
        logger.error("exchange request failed", extra=extra, exc_info=error)
    else:
        logger.info("exchange request refused", extra=extra)
    response = Response(problem.body(), problem.status, content_type=CONTENT_TYPE)
    if problem.status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _note_refused(problem: Problem) -> None:
    session = db.session()
    session.rollback()  # what was begun is undone, and this is kept
    agency = g.get("exchange_sender", "")
    audit_denials.note_node(session, agency, request.method, problem.code, system_now())


def _problem(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, MessageRefused):
        return Problem(error.status, error.code, error.detail)
    if isinstance(error, NotStrict):
        return Problem(422, "schema_invalid", error.detail, path=error.path)
    if isinstance(error, OperationalError | PoolTimeout | SettingError):
        return Problem(503, "unavailable")
    return Problem(500, "internal")


def sign(response: Response) -> Response:
    """Sign the answer and bind it to its request (annex 19, 20)."""
    if not _ours(request.path):
        return response
    body = response.get_data()
    try:
        node_ = node()
        headers = CaseInsensitiveDict({"Content-Type": response.headers["Content-Type"]})
        answer = Answer(response.status_code, headers, _received(node_, request))
        sign_answer(answer, body, node_.key, system_now())
    except (HTTPMessageSignaturesException, SettingError) as error:
        # The request cannot even be named in a signature: its sender takes this as no answer.
        logger.warning("exchange answer not signed", extra={"reason": type(error).__name__})
        return response
    for name in ("Content-Digest", "Signature-Input", "Signature"):
        response.headers[name] = headers[name]
    return response
