"""The documents that this node answers with: exact members, as the contract names them.

The OpenAPI document is made from them, and the tests hold every answer against them.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from province_app.exchange.documents import (
    Base64,
    Code,
    Count,
    Disclosed,
    Document,
    Hex64,
    Id,
    Instant,
    SectionName,
    Version,
)

State = Literal["open", "processing", "judged", "approved"]
Cursor = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class ListedCatalogue(Document):
    """A catalogue's current version; `entries` is their number."""

    code: str
    version: str
    sha256: Hex64
    entries: Count


class Entry(Document):
    """One code of a catalogue."""

    code: str
    name: str
    parent: str | None
    valid_from: str | None
    valid_to: str | None


class Catalogue(Document):
    """A catalogue with its entries."""

    code: str
    version: str
    entries: list[Entry]


class RequiredField(Document):
    """A field that is required or checked by a catalogue."""

    path: str
    catalogue: str | None
    required: bool


class RequirementsAnswer(Document):
    """What a record needs (annex 40)."""

    version: str
    fields: list[RequiredField]


class SubmissionState(Document):
    """The answer to open and commit (annex 34)."""

    submission_id: Id
    state: State


class ManifestTaken(Document):
    """The answer to a manifest."""

    manifest_id: Id
    sha256: Hex64


class PartTaken(Document):
    """The answer to a part."""

    part: Annotated[int, Field(ge=1)]
    received: Count
    sha256: Hex64


class HeldPart(Document):
    """A part that is there."""

    part: Annotated[int, Field(ge=1)]
    sha256: Hex64


class StatusCounts(Document):
    """The four counts; their sum is `count`."""

    accepted: Count
    unchanged: Count
    rejected: Count
    pending: Count


class Status(Document):
    """How far a submission has come (annex 42)."""

    submission_id: Id
    state: State
    count: Count
    counts: StatusCounts
    parts: list[HeldPart]
    manifests: list[Id]


class Result(Document):
    """The outcome of one record; the last three are null unless it was rejected."""

    record_id: Id
    version: Version
    outcome: Literal["accepted", "unchanged", "rejected"]
    code: str | None
    path: str | None
    message: str | None


class Results(Document):
    """A page of results (annex 43)."""

    results: list[Result]
    next: Cursor | None


class SealedReceipt(Document):
    """A receipt's bytes and the receiver's seal over them."""

    receipt: Base64
    signature: Base64


class Approved(Document):
    """The answer to an approval."""

    submission_id: Id
    state: Literal["approved"]
    approved_at: Instant


class UnitsTaken(Document):
    """The answer to a tree of units."""

    version: Version
    count: Count


class SharedRecord(Document):
    """A line of a part with the signed manifest that attests it (annex 45)."""

    record_id: Id
    version: Version
    digest: Hex64
    manifest_id: Id
    sections: dict[SectionName, Disclosed]
    withheld: dict[SectionName, Hex64]
    manifest: Base64
    signature: Base64


class Changes(Document):
    """A page of changes; `next` equals `after` when nothing is new."""

    changes: list[SharedRecord]
    next: Cursor


class ProblemDocument(Document):
    """A refusal (RFC 9457, annex 27)."""

    type: Annotated[str, Field(pattern=r"^urn:cbccvc:exchange:[a-z_]+$")]
    title: str
    status: int
    code: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    detail: str
    path: str | None = None
    parts: list[int] | None = None
    catalogues: dict[Code | str, Any] | None = None
