"""The only module that speaks to the national node: a client of the exchange contract.

Every answer is verified: signed by a registered key, bound to the request it answers. Source:
Quy chế TT 06/2023 Đ.13; exchange contract §3, §4 and annex 17-29.
"""

import gzip
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import local
from typing import Any, NoReturn, Self, TypeVar
from urllib.parse import quote
from uuid import UUID

import orjson
import requests
import urllib3
from pydantic import TypeAdapter, ValidationError
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from config.settings import Settings
from province_app.clock import business_now, system_now
from province_app.exchange import documents
from province_app.exchange.disclosures import Fault, read_disclosure
from province_app.exchange.message_signatures import (
    Answer,
    MessageRefused,
    origin,
    sign_request,
    verify_answer,
)
from province_app.exchange.node import Node, node_of
from province_app.exchange.strict_json import NotStrict
from province_app.record.canonical import CanonicalError, canonical
from province_app.services.catalogues import catalogue_digest
from province_app.signing.trust import TrustList
from province_app.signing.verifier import SignatureRefused, Verified, verify_detached
from sync_jobs import national_answers as answers
from sync_jobs.national_answers import (
    Catalogue,
    Change,
    ListedCatalogue,
    Requirements,
    Result,
    Status,
)

__all__ = [
    "NationalGateway", "NationalRefused", "NationalUnavailable", "Receipt", "Result", "Status",
]  # fmt: skip

PREFIX = "/exchange/v1"
JSON, NDJSON = "application/json", "application/x-ndjson"
TIMEOUTS_S = (5, 60)  # to connect, between two bytes of the answer
MOST_ANSWER_BYTES = 64 * 1024 * 1024
RESULTS_PAGE = 1000
ATTEMPTS = 3
LONGEST_PAUSE_S = 2
JITTER = wait_random_exponential(multiplier=0.2, max=LONGEST_PAUSE_S)
T = TypeVar("T")


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


@dataclass(frozen=True)
class Receipt:
    """The national node's receipt: as sealed, its seal (DER CMS), and what it says."""

    body: bytes
    signature: bytes
    content: documents.Receipt


@dataclass(frozen=True)
class _Answered:
    status: int
    value: Any
    agency: str  # who signed the answer


class NationalGateway:
    """The national node as the jobs see it. Every call may be repeated, and made by any thread."""

    def __init__(self, node: Node, url: str) -> None:
        """Speak as `node` to the node at `url` (scheme and host)."""
        self._node = node
        self._base = origin(url) + PREFIX
        self._own = local()  # a connection for each thread
        self._listed: dict[str, ListedCatalogue] = {}  # as last listed, by code

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the gateway of the settings; SettingError names what is missing."""
        return cls(node_of(settings), settings.exchange_url)

    def catalogues(self) -> list[ListedCatalogue]:
        """Return the current version of every catalogue."""
        listed = _shaped(answers.LISTING, self._call("GET", "/catalogues"))
        self._listed = {one["code"]: one for one in listed}
        return listed

    def catalogue(self, code: str) -> Catalogue:
        """Return the listed version of a catalogue; NationalRefused when its digest differs.

        KeyError when the national node does not list the code.
        """
        if code not in self._listed:
            self.catalogues()
        listed = self._listed[code]
        place = f"{quote(code, safe='')}?version={quote(listed['version'], safe='')}"
        answered = self._call("GET", f"/catalogues/{place}")
        found = _shaped(answers.CATALOGUE, answered)
        try:
            digest = catalogue_digest(code, found["version"], answered.value["entries"]).hex()
        except CanonicalError as error:
            _break(answered, str(error))
        if (found["code"], found["version"], digest) != (
            code,
            listed["version"],
            listed["sha256"],
        ):
            _break(answered, f"catalogue {code} is not what its digest says")
        return found

    def requirements(self) -> Requirements:
        """Return which fields the national node requires, and by which catalogues it checks."""
        return _shaped(answers.REQUIREMENTS, self._call("GET", "/requirements"))

    def put_units(self, version: int, body: bytes) -> None:
        """Bring the tree of units, JCS; NationalRefused 404 where none is taken."""
        self._call("PUT", f"/units/{version}", body)

    def open(self, submission: Mapping[str, Any]) -> None:
        """Open a submission: `submission_id` and the members of the contract's body but sender."""
        body = {**submission, "sender": self._node.agency}
        del body["submission_id"]
        self._call("PUT", f"/submissions/{submission['submission_id']}", canonical(body))

    def put_manifest(
        self, submission_id: UUID, manifest_id: UUID, manifest: bytes, signature: bytes
    ) -> None:
        """Bring a manifest as signed and its CMS; NationalRefused 422 when it does not stand."""
        body = {
            "manifest": b64encode(manifest).decode(),
            "signature": b64encode(signature).decode(),
        }
        path = f"/submissions/{submission_id}/manifests/{manifest_id}"
        self._call("PUT", path, canonical(body))

    def put_part(self, submission_id: UUID, number: int, lines: bytes) -> None:
        """Bring a part: NDJSON of up to 1,000 lines and 8 MiB; it travels as gzip."""
        packed = gzip.compress(lines, compresslevel=1, mtime=0)
        path = f"/submissions/{submission_id}/parts/{number}"
        self._call("PUT", path, packed, NDJSON, {"Content-Encoding": "gzip"})

    def commit(self, submission_id: UUID) -> None:
        """Close the submission: from now on it can be judged."""
        self._call("POST", f"/submissions/{submission_id}/commit")

    def status(self, submission_id: UUID) -> Status:
        """Return how far the submission has come."""
        return _shaped(answers.STATUS, self._call("GET", f"/submissions/{submission_id}"))

    def results(self, submission_id: UUID) -> Iterator[Result]:
        """Yield every record's outcome, by record id; the pages are fetched on the way."""
        seen: set[str] = set()
        after = ""
        while True:
            query = f"?limit={RESULTS_PAGE}" + (f"&after={quote(after, safe='')}" if after else "")
            answered = self._call("GET", f"/submissions/{submission_id}/results{query}")
            page = _shaped(answers.PAGE, answered)
            yield from map(answers.whole, page["results"])
            if page["next"] is None:
                return
            if page["next"] in seen:
                _break(answered, "the results do not end")
            seen.add(after := page["next"])

    def receipt(self, submission_id: UUID, items_digest: bytes) -> Receipt:
        """Return the submission's receipt once its seal and what it speaks of are verified.

        NationalRefused `receipt_invalid` when it is of another submission or other items, or is
        not sealed by the node that answered.
        """
        answered = self._call("GET", f"/submissions/{submission_id}/receipt")
        sealed = _shaped(answers.SEALED, answered)
        try:
            body = b64decode(sealed["receipt"], validate=True)
            signature = b64decode(sealed["signature"], validate=True)
            content = documents.read_signed(documents.Receipt, body)
            verified = _verified(body, signature, self._node.trust.get())
        except (ValueError, NotStrict, SignatureRefused) as error:
            raise NationalRefused(answered.status, "receipt_invalid", str(error)) from error
        said = (content.submission_id, content.sender, content.receiver, content.items_digest)
        expected = (str(submission_id), self._node.agency, answered.agency, items_digest.hex())
        seals = self._node.seals.get().get(answered.agency, frozenset())
        if said != expected or verified.certificate_sha256 not in seals:
            raise NationalRefused(answered.status, "receipt_invalid", "not the receipt asked for")
        return Receipt(body, signature, content)

    def approve(self, submission_id: UUID, signature: bytes) -> None:
        """Hand over the agency's seal (DER CMS) over the receipt's bytes."""
        body = {"signature": b64encode(signature).decode()}
        self._call("POST", f"/submissions/{submission_id}/approval", canonical(body))

    def changes(self, after: str = "") -> Iterator[Change]:
        """Yield what the national node shares back, in its order, from the cursor on.

        A record may come more than once, the later one counts. NationalRefused when a line is not
        what its digest says.
        """
        while True:
            query = f"?after={quote(after, safe='')}" if after else ""
            answered = self._call("GET", f"/changes{query}")
            page = _shaped(answers.CHANGES, answered)
            for row, line in zip(page["changes"], answered.value["changes"], strict=True):
                _require_whole(answered, line)
                yield row
            if not page["changes"] or page["next"] == after:
                return
            after = page["next"]

    def look_up(self, personal_id: str, purpose: str, basis: str) -> Mapping[str, Any] | None:
        """Return the record of a person received from outside as disclosed there, or None."""
        body = {"personal_id": personal_id, "purpose": purpose, "basis": basis}
        try:
            answered = self._call("POST", "/lookups", canonical(body))
        except NationalRefused as refused:
            if refused.code == "not_found":
                return None
            raise
        _shaped(answers.SHARED, answered)
        _require_whole(answered, answered.value)
        found: Mapping[str, Any] = answered.value
        return found

    def _call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> _Answered:
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
    ) -> _Answered:
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
            self._own.http = requests.Session()
            self._own.http.trust_env = False  # no proxy and no .netrc of whoever runs the process
        http: requests.Session = self._own.http
        return http

    def _exchange(self, request: requests.PreparedRequest) -> tuple[requests.Response, bytes]:
        try:
            with self._http.send(
                request, timeout=TIMEOUTS_S, allow_redirects=False, stream=True
            ) as response:
                content = response.raw.read(MOST_ANSWER_BYTES + 1, decode_content=False)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise NationalUnavailable(f"no answer: {type(error).__name__}") from error
        if len(content) > MOST_ANSWER_BYTES:
            raise NationalRefused(response.status_code, "answer_invalid", "the answer is too large")
        return response, content

    def _accepted(self, answer: Answer, content: bytes) -> _Answered:
        status, retry_after = answer.status_code, answer.headers.get("Retry-After", "")
        pause = int(retry_after) if retry_after.isdecimal() else None
        try:
            signed = verify_answer(answer, content, self._node.peers, system_now())
        except MessageRefused as error:  # annex 19: as if no answer had come
            raise NationalUnavailable(f"answer {status} not signed: {error.code}", pause) from error
        if status == 429 or not (200 <= status < 300 or 400 <= status < 500):
            raise NationalUnavailable(f"answer {status}", pause)
        answered = _Answered(status, _json(status, content), signed.agency)
        if status >= 400:
            problem = answered.value if isinstance(answered.value, dict) else {}
            code, detail = str(problem.get("code", "")), str(problem.get("detail", ""))
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


def _verified(body: bytes, signature: bytes, trust: TrustList) -> Verified:
    """Verify a seal as of now, by either clock.

    The two differ only where business time is simulated; the other node may live by the real one.
    """
    try:
        return verify_detached(body, signature, trust, business_now())
    except SignatureRefused:
        return verify_detached(body, signature, trust, system_now())


def _json(status: int, content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise NationalRefused(status, "answer_invalid", "the answer is not JSON") from error


def _shaped(shape: TypeAdapter[T], answered: _Answered) -> T:
    """Return the answer's content; members that we do not know are ignored (annex 28)."""
    try:
        return shape.validate_python(answered.value, strict=True)
    except ValidationError as error:
        _break(answered, f"{error.error_count()} faults in the answer's form")


def _require_whole(answered: _Answered, shared: Mapping[str, Any]) -> None:
    """Refuse a disclosed record that is not what its own digest says (annex 7, 45)."""
    members = documents.Line.model_fields
    line = {name: one for name, one in shared.items() if name in members}
    try:
        disclosed = read_disclosure(canonical(line))
    except CanonicalError as error:
        _break(answered, str(error))
    if isinstance(disclosed, Fault) or disclosed.digest != shared["digest"]:
        _break(answered, f"record {shared['record_id']} is not what its digest says")


def _break(answered: _Answered, detail: str) -> NoReturn:
    raise NationalRefused(answered.status, "answer_invalid", detail)
