"""What the cases share: the parties, what the node published, and how a case fails."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from province_app.exchange.conformance.materials import (
    PREPARED,
    Draft,
    Factory,
    Keystore,
    Record,
    ndjson,
)
from province_app.exchange.conformance.party import Party, Reply
from province_app.record.canonical import canonical
from province_app.signing.trust import TrustList
from province_app.watched import Watched

POLL_S = 0.2


class Deviation(Exception):
    """The node did something else than the contract says."""

    def __init__(self, expected: object, got: object) -> None:
        super().__init__(f"expected {expected}, got {got}")
        self.expected, self.got = str(expected), str(got)


class NotTried(Exception):
    """The case could not be tried here; the message says why. It counts neither way."""


@dataclass
class Kit:
    """The node under test and all that is needed to send to it."""

    party: Party
    other: Party | None  # a second agency, to try what is private to each
    signer: Keystore  # of a head, trusted by the node
    seal: Keystore  # registered as the agency's seal
    seals: Watched[dict[str, frozenset[str]]]
    trust: TrustList
    unit: str
    period: str
    stage: str
    patience_s: float

    @cached_property
    def catalogues(self) -> dict[str, str]:
        """Return the current version of each catalogue."""
        listed = self.good(self.party.call("GET", "/catalogues"), 200)
        return {one["code"]: one["version"] for one in listed}

    @cached_property
    def factory(self) -> Factory:
        """Return the maker of content, told what the node requires."""
        fields = self.good(self.party.call("GET", "/requirements"), 200)["fields"]
        named = sorted({one["catalogue"] for one in fields if one["catalogue"]})
        codes: dict[str, list[str]] = {}
        for code in named:
            entries = self.good(self.party.call("GET", f"/catalogues/{code}"), 200)["entries"]
            codes[code] = [one["code"] for one in entries]
        return Factory(fields, codes)

    def expect(self, expected: object, got: object) -> None:
        """Deviation unless they are equal."""
        if expected != got:
            raise Deviation(expected, got)

    def good(self, reply: Reply, status: int, what: str = "") -> Any:
        """Return the content of a signed answer of that status."""
        if reply.status != status:
            raise Deviation(f"{what}{status}", " ".join(map(str, reply.code)))
        self.signed(reply)
        return reply.value

    def refused(self, reply: Reply, status: int, code: str) -> Any:
        """Return the problem document; Deviation unless it is that refusal, in the agreed form."""
        if reply.code != (status, code):
            raise Deviation(f"{status} {code}", " ".join(map(str, reply.code)))
        problem = reply.value
        self.expect("application/problem+json", reply.headers.get("Content-Type"))
        self.expect(f"urn:cbccvc:exchange:{code}", problem.get("type"))
        self.expect(status, problem.get("status"))
        if not isinstance(problem.get("title"), str) or not isinstance(problem.get("detail"), str):
            raise Deviation("title and detail in the problem", sorted(problem))
        return problem

    def signed(self, reply: Reply) -> None:
        """Deviation unless the answer is signed and bound to its request."""
        if reply.fault:
            raise Deviation("an answer signed as in annex 19", reply.fault)

    def manifest(self, people: Sequence[Record], **members: Any) -> tuple[str, bytes, bytes]:
        """Return a manifest's id, bytes and CMS; `members` replace what is right."""
        value = {
            "schema": "cbccvc-manifest/1",
            "manifest_id": str(uuid4()),
            "period": self.period,
            "unit": self.unit,
            "tier": "facility",
            "prepared_at": PREPARED,
            "signer": {
                "person": str(uuid4()),
                "post": "head",
                "acts_for": None,
                "certificate_sha256": self.signer.certificate_sha256,
            },
            "items": [
                {"record_id": r.record_id, "version": r.version, "digest": r.digest,
                 "change": r.change}
                for r in sorted(people, key=lambda one: one.record_id)
            ],
        } | members  # fmt: skip
        body = canonical(value)
        return str(value["manifest_id"]), body, self.signer.sign(body)

    def draft(self, parts: Sequence[Sequence[dict[str, Any]]], party: Party | None = None) -> Draft:
        """Return a submission of those parts, not sent yet."""
        return Draft(
            party or self.party,
            [ndjson(lines) for lines in parts],
            [line for lines in parts for line in lines],
            self.catalogues,
            self.period,
            self.stage,
        )

    def opened(self, people: Sequence[Record], party: Party | None = None) -> Draft:
        """Return an open submission of one part, without its manifest."""
        draft = self.draft([[one.line(str(uuid4())) for one in people]], party)
        self.good(draft.open(), 201, "open: ")
        return draft

    def sent(
        self,
        people: Sequence[Record],
        line: Callable[[Record, str], dict[str, Any]] = Record.line,
        **members: Any,
    ) -> Draft:
        """Return a submission with manifest and part there; only the commit is left."""
        manifest_id, body, cms = self.manifest(people, **members)
        draft = self.draft([[line(one, manifest_id) for one in people]])
        self.good(draft.open(), 201, "open: ")
        self.good(draft.put_manifest(manifest_id, body, cms), 200, "manifest: ")
        self.good(draft.put_part(1), 200, "part: ")
        return draft

    def judged(self, draft: Draft) -> dict[str, dict[str, Any]]:
        """Commit, wait until judged, and return the results by record id."""
        self.good(draft.commit(), 202, "commit: ")
        deadline = time.monotonic() + self.patience_s
        while self.good(draft.status(), 200)["state"] not in ("judged", "approved"):
            if time.monotonic() > deadline:
                raise Deviation(f"judged within {self.patience_s:g} s", "still processing")
            time.sleep(POLL_S)
        page = self.good(self.party.call("GET", f"{draft.path}/results?limit=1000"), 200)
        return {one["record_id"]: one for one in page["results"]}


@dataclass(frozen=True)
class Case:
    """One thing that the contract says, and how it is tried."""

    title: str
    source: str  # annex row or section of the contract
    run: Callable[[Kit], None]


CASES: list[Case] = []
Run = Callable[[Kit], None]


def case(title: str, source: str) -> Callable[[Run], Run]:
    """Add the function to the cases."""

    def added(run: Run) -> Run:
        CASES.append(Case(title, source, run))
        return run

    return added
