"""The forms of the national node's answers; members that we do not know are ignored (annex 28)."""

from typing import Literal, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12


class ListedCatalogue(TypedDict):
    """A catalogue in the national node's list."""

    code: str
    version: str
    sha256: str


class CatalogueEntry(TypedDict):
    """One code of a catalogue; the days are text."""

    code: str
    name: str
    parent: NotRequired[str | None]
    valid_from: NotRequired[str | None]
    valid_to: NotRequired[str | None]


class Catalogue(TypedDict):
    """A catalogue with its entries."""

    code: str
    version: str
    entries: list[CatalogueEntry]


class RequiredField(TypedDict):
    """A field that the national node requires or checks by a catalogue."""

    path: str
    catalogue: str | None
    required: bool


class Requirements(TypedDict):
    """What the national node asks of a record."""

    version: str
    fields: list[RequiredField]


class HeldPart(TypedDict):
    """A part that the national node holds."""

    part: int
    sha256: str


class Status(TypedDict):
    """How far a submission has come; where to go on after a stop."""

    state: Literal["open", "processing", "judged", "approved"]
    count: int
    counts: dict[str, int]
    parts: list[HeldPart]
    manifests: list[str]


class Result(TypedDict):
    """The outcome of one record; `code`, `path`, `message` are None unless it was rejected."""

    record_id: str
    version: int
    outcome: Literal["accepted", "unchanged", "rejected"]
    code: NotRequired[str | None]
    path: NotRequired[str | None]
    message: NotRequired[str | None]


def whole(row: Result) -> Result:
    """Return the row with all its members: one that is null anyway may have been left out."""
    row.setdefault("code", None)
    row.setdefault("path", None)
    row.setdefault("message", None)
    return row


class Page(TypedDict):
    """Some results, and the cursor of the next ones."""

    results: list[Result]
    next: str | None


class Sealed(TypedDict):
    """A receipt and its seal, both base64."""

    receipt: str
    signature: str


class Change(TypedDict):
    """A record that the national node shares back; what proves it is checked before."""

    record_id: str
    version: int
    digest: str


class Changes(TypedDict):
    """Some changes, and the cursor of the next ones."""

    changes: list[Change]
    next: str


CHANGES = TypeAdapter(Changes)
SHARED = TypeAdapter(Change)
LISTING = TypeAdapter(list[ListedCatalogue])
CATALOGUE = TypeAdapter(Catalogue)
REQUIREMENTS = TypeAdapter(Requirements)
STATUS = TypeAdapter(Status)
PAGE = TypeAdapter(Page)
SEALED = TypeAdapter(Sealed)
