"""Signed requests to another node, their answers verified, what a moment may mend tried again.

Source: exchange contract, annex 17-29.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from threading import local
from typing import Any

import orjson
import requests
import urllib3
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from province_app.clock import system_now
from province_app.exchange.message_signatures import (
    Answer,
    MessageRefused,
    origin,
    sign_request,
    verify_answer,
)
from province_app.exchange.node import Node
from province_app.exchange.strict_json import DEEPEST, require_shallow
from province_app.outbound import safely_calling, within

PREFIX = "/exchange/v1"
JSON, NDJSON = "application/json", "application/x-ndjson"
TIMEOUTS_S = (5, 60)  # to connect, between two bytes of the answer
LONGEST_S = 90  # a whole call; with its repeats still shorter than a run is held
MOST_ANSWER_BYTES = 64 * 1024 * 1024
ATTEMPTS = 3
LONGEST_PAUSE_S = 2
LONGEST_ASKED_S = 3600
_SECONDS = re.compile(r"[0-9]{1,18}")
# What happened to the message on its way, not what it says: a new signature mends it (annex 25,
# 26). Somebody between us may repeat a request, hold it up, or damage it.
ON_THE_WAY = frozenset({"nonce_replayed", "created_out_of_range", "content_digest_mismatch"})
JITTER = wait_random_exponential(multiplier=0.2, max=LONGEST_PAUSE_S)


class NationalUnavailable(Exception):
    """No answer that counts: try again, after `retry_after_s` seconds where it is named."""

    def __init__(self, detail: str, retry_after_s: int | None = None) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class NationalRefused(Exception):
    """A refusal, or an answer that breaks the contract: kept for people, never retried as it is."""

    def __init__(
        self, status: int, code: str, detail: str = "", problem: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(f"{status} {code} {detail}".rstrip())
        self.status, self.code, self.detail = status, code, detail
        self.problem = dict(problem or {})  # `path`, `parts` and `catalogues` stand here


def fault_of(error: NationalUnavailable | NationalRefused) -> str:
    """Return the fault for the log: never the peer's own words, which may quote a record."""
    if isinstance(error, NationalRefused):
        return f"refused {error.status} {error.code if error.code.isidentifier() else ''}".rstrip()
    cause = error.__cause__
    return f"unavailable {type(cause).__name__ if cause else ''}".rstrip()


@dataclass(frozen=True)
class Answered:
    """A 2xx answer: its content, and who signed it."""

    status: int
    value: Any
    agency: str  # who signed the answer


class SignedClient:
    """Speaks as one node to another. Every call may be repeated, and made by any thread."""

    def __init__(self, node: Node, url: str) -> None:
        """Speak as `node` to the node at `url` (scheme and host)."""
        self._node = node
        self._base = origin(url) + PREFIX
        self._own = local()  # a connection for each thread

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        """Return the content of the 2xx answer to a request; what a moment may mend is tried again.

        A longer pause that the receiver asks for is left to the caller: no worker sleeps it away.
        """
        attempts = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=_pause,
            retry=retry_if_exception(_is_momentary),
            reraise=True,
        )
        return attempts(self._call_once, method, path, body, content_type, headers)

    def _call_once(
        self,
        method: str,
        path: str,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] | None,
    ) -> Answered:
        """Send one request with a signature of its own and return the content of its 2xx answer."""
        request = requests.Request(
            method,
            self._base + path,
            headers={"Content-Type": content_type, **(headers or {})},
            data=body,
        ).prepare()
        request.headers["Content-Length"] = str(len(body))  # also where there is no body
        sign_request(request, body, self._node.key, system_now())
        response, content = self._exchange(request)
        return self._accepted(Answer(response.status_code, response.headers, request), content)

    @property
    def _http(self) -> requests.Session:
        if not hasattr(self._own, "http"):
            self._own.http = safely_calling(requests.Session())
        http: requests.Session = self._own.http
        return http

    def _exchange(self, request: requests.PreparedRequest) -> tuple[requests.Response, bytes]:
        try:
            with (
                within(LONGEST_S),
                self._http.send(
                    request, timeout=TIMEOUTS_S, allow_redirects=False, stream=True
                ) as response,
            ):
                content = response.raw.read(MOST_ANSWER_BYTES + 1, decode_content=False)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise NationalUnavailable(f"no answer: {type(error).__name__}") from error
        if len(content) > MOST_ANSWER_BYTES:
            raise NationalRefused(response.status_code, "answer_invalid", "the answer is too large")
        return response, content

    def _accepted(self, answer: Answer, content: bytes) -> Answered:
        status = answer.status_code
        try:
            signed = verify_answer(answer, content, self._node.peers, system_now())
            if not self._node.is_above(signed.agency):
                raise MessageRefused("key_unknown")
        except MessageRefused as error:  # annex 19: as if no answer had come
            raise NationalUnavailable(f"answer {status} not signed: {error.code}") from error
        pause = _asked_s(answer.headers.get("Retry-After", ""))
        if status == 429 or not (200 <= status < 300 or 400 <= status < 500):
            raise NationalUnavailable(f"answer {status}", pause)
        answered = Answered(status, _json(status, content), signed.agency)
        if status >= 400:
            problem = answered.value if isinstance(answered.value, dict) else {}
            code, detail = str(problem.get("code", "")), str(problem.get("detail", ""))
            if code in ON_THE_WAY:
                raise NationalUnavailable(f"answer {status} {code}", pause)
            raise NationalRefused(status, code, detail, problem)
        return answered


def _is_momentary(error: BaseException) -> bool:
    """Tell whether trying again at once makes sense: never for a refusal (annex 26, 27)."""
    return isinstance(error, NationalUnavailable) and (error.retry_after_s or 0) <= LONGEST_PAUSE_S


def _pause(state: RetryCallState) -> float:
    """Return the seconds before the next attempt: by chance, and not less than was asked for."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after_s if isinstance(error, NationalUnavailable) else None
    return max(JITTER(state), asked or 0)


def _asked_s(retry_after: str) -> int | None:
    """Return the pause that is asked for, an hour at most; None for what is no number of seconds.

    A longer one would let a stage sleep past its month, and nobody be called.
    """
    return min(int(retry_after), LONGEST_ASKED_S) if _SECONDS.fullmatch(retry_after) else None


def _json(status: int, content: bytes) -> Any:
    try:
        value = orjson.loads(content)
        require_shallow(value, DEEPEST + 2)  # a list of records may stand around one
    except ValueError as error:
        raise NationalRefused(status, "answer_invalid", "the answer is not JSON") from error
    return value
