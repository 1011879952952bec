"""The only module that speaks to the node above: a client of the exchange contract.

That is the national node; of a department's own node, the province (docs/adr/0032).

Every answer is verified: signed by a registered key, bound to the request it answers. Source:
Quy chế TT 06/2023 Đ.13; exchange contract §3, §4 and annex 17-29.
"""

import gzip
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn, Self, TypeVar
from urllib.parse import quote
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from config.settings import Settings
from province_app.exchange import documents
from province_app.exchange.answered import AnswerRefused, Receipt, read_receipt
from province_app.exchange.disclosures import Fault, read_disclosure
from province_app.exchange.node import Node, node_of
from province_app.record.canonical import CanonicalError, canonical
from province_app.services.catalogues import catalogue_digest
from sync_jobs import national_answers as answers
from sync_jobs.national_answers import (
    Catalogue,
    Change,
    Changes,
    ListedCatalogue,
    Requirements,
    Result,
    Status,
)
from sync_jobs.signed_client import (
    NDJSON,
    Answered,
    NationalRefused,
    NationalUnavailable,
    SignedClient,
    fault_of,
)

__all__ = [
    "NationalGateway", "NationalRefused", "NationalUnavailable", "Receipt", "Result", "Status",
    "fault_of",
]  # fmt: skip

RESULTS_PAGE = 1000
CHANGES_PAGE = 500
T = TypeVar("T")


class NationalGateway:
    """The national node as the jobs see it. Every call may be repeated, and made by any thread."""

    def __init__(self, node: Node, url: str) -> None:
        """Speak as `node` to the node at `url` (scheme and host)."""
        self._node = node
        self.url = url
        self._call = SignedClient(node, url).call
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
            seal = b64decode(sealed["signature"], validate=True)
            return read_receipt(
                self._node, answered.agency, submission_id, items_digest, body, seal
            )
        except ValueError as error:  # AnswerRefused is one
            detail = error.detail if isinstance(error, AnswerRefused) else str(error)
            raise NationalRefused(answered.status, "receipt_invalid", detail) from error

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
            page = self.changes_page(after)
            yield from page["changes"]
            if not page["changes"] or page["next"] == after:
                return
            after = page["next"]

    def changes_page(self, after: str) -> Changes:
        """Return one page of what is shared back, and the cursor of the next; "" = the start."""
        query = f"?limit={CHANGES_PAGE}" + (f"&after={quote(after, safe='')}" if after else "")
        answered = self._call("GET", f"/changes{query}")
        page = _shaped(answers.CHANGES, answered)
        for line in answered.value["changes"]:
            _require_whole(answered, line)
        return page

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


def _shaped(shape: TypeAdapter[T], answered: Answered) -> T:
    """Return the answer's content; members that we do not know are ignored (annex 28)."""
    try:
        return shape.validate_python(answered.value, strict=True)
    except ValidationError as error:
        _break(answered, f"{error.error_count()} faults in the answer's form")


def _require_whole(answered: Answered, shared: Mapping[str, Any]) -> None:
    """Refuse a disclosed record that is not what its own digest says (annex 7, 45)."""
    members = documents.Line.model_fields
    line = {name: one for name, one in shared.items() if name in members}
    try:
        disclosed = read_disclosure(canonical(line))
    except CanonicalError as error:
        _break(answered, str(error))
    if isinstance(disclosed, Fault) or disclosed.digest != shared["digest"]:
        _break(answered, f"record {shared['record_id']} is not what its digest says")


def _break(answered: Answered, detail: str) -> NoReturn:
    raise NationalRefused(answered.status, "answer_invalid", detail)
