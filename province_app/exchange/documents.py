"""The documents of the contract, as received: exact members, exact shapes. Source: annex 1-8."""

from base64 import b64decode
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from province_app.exchange import strict_json

UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
MOST_PARTS = 100_000
INSTANT = "%Y-%m-%dT%H:%M:%SZ"


def _real_instant(text: str) -> str:
    datetime.strptime(text, INSTANT)  # noqa: DTZ007 -- only whether the day and hour exist
    return text


def _real_day(text: str) -> str:
    date.fromisoformat(text)
    return text


def _base64(text: str) -> str:
    """Refuse all that is not the alphabet of RFC 4648 §4 with its padding (annex 1)."""
    b64decode(text, validate=True)
    return text


Hex32 = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Id = Annotated[str, Field(pattern=UUID)]
Version = Annotated[int, Field(ge=1, le=strict_json.LARGEST)]
Count = Annotated[int, Field(ge=0, le=strict_json.LARGEST)]
# Years of this century alone: none overflows where days or time zones are reckoned.
Period = Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Code = Annotated[str, Field(pattern=r"^[A-Z0-9]+(\.[A-Z0-9]+)*$")]
Instant = Annotated[
    str,
    Field(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"),
    AfterValidator(_real_instant),
]
Base64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]*={0,2}$"), AfterValidator(_base64)]
Tier = Literal["facility", "department", "district", "province"]
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_real_day)]
Reason = Annotated[str, Field(min_length=1, max_length=500)]
SectionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Document(BaseModel):
    """A JSON object with exactly the declared members."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Opening(Document):
    """The body that opens a submission (annex 30, 31)."""

    sender: Code
    period: Period
    stage: Literal["department", "province", "national"]
    count: Count
    parts: Annotated[int, Field(ge=0, le=MOST_PARTS)]
    items_digest: Hex64
    catalogues: dict[str, str]


class SignedManifest(Document):
    """The body that brings a manifest."""

    manifest: Base64
    signature: Base64


class Signer(Document):
    """Who signed a manifest, as whom, with which certificate (annex 12)."""

    person: Id
    post: Annotated[str, Field(min_length=1)]
    acts_for: Literal["head"] | None
    certificate_sha256: Hex64


class Item(Document):
    """A record version that a manifest attests."""

    record_id: Id
    version: Version
    digest: Hex64
    change: Literal["new", "changed", "left"]


class Manifest(Document):
    """What a head signs (annex 6)."""

    schema_: Literal["cbccvc-manifest/1"] = Field(alias="schema")
    manifest_id: Id
    period: Period
    unit: Code
    tier: Tier
    prepared_at: Instant
    signer: Signer
    items: list[Item]


class Approval(Document):
    """The body that approves a judged submission."""

    signature: Base64


class Quota(Document):
    """Biên chế assigned to a unit for a year, and the decision that says so."""

    year: Annotated[int, Field(ge=1945, le=9999)]
    assigned: Count
    decision: str


class UnitRow(Document):
    """A unit in an agency's tree."""

    code: Code
    name: Annotated[str, Field(min_length=1)]
    kind: str
    tier: Tier
    parent: Code | None
    valid_from: Day
    valid_to: Day | None
    successors: list[Code]
    quota: Quota | None


class Units(Document):
    """The body that brings a tree of units."""

    units: list[UnitRow]


class Lookup(Document):
    """The body that asks for a person received from outside (annex 45)."""

    personal_id: Annotated[str, Field(pattern=r"^[0-9]{12}$")]
    purpose: Reason
    basis: Reason


class Counts(Document):
    """The sums of a receipt."""

    accepted: Count
    unchanged: Count
    rejected: Count


class Receipt(Document):
    """What the receiver seals (annex 16, 44)."""

    schema_: Literal["cbccvc-receipt/1"] = Field(alias="schema")
    submission_id: Id
    sender: Code
    receiver: Code
    period: Period
    counts: Counts
    items_digest: Hex64
    results_digest: Hex64
    judged_at: Instant


class Disclosed(Document):
    """A section that is shown."""

    salt: Hex32
    content: dict[str, Any]


class Line(Document):
    """A record in a part: its disclosure and what the sender claims of it (annex 7)."""

    record_id: Id
    version: Version
    digest: Hex64
    manifest_id: Id
    sections: dict[SectionName, Disclosed]
    withheld: dict[SectionName, Hex64]


D = TypeVar("D", bound=Document)


def read(model: type[D], raw: bytes) -> D:
    """Return the document in `raw`; NotStrict names the first fault and its place."""
    return check(model, strict_json.loads(raw))


def read_signed(model: type[D], raw: bytes) -> D:
    """Return a document that was signed: its bytes must be its own canonical form (annex 6)."""
    value, is_canonical = strict_json.load(raw)
    if not is_canonical and strict_json.canonical(value) != raw:
        raise strict_json.NotStrict("the bytes are not the canonical form of their content")
    return check(model, value)


def check(model: type[D], value: Any) -> D:
    """Return the strict value as a document; NotStrict names the first fault and its place."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = [token for token in first["loc"] if token != "[key]"]  # noqa: S105 -- pydantic's word
        raise strict_json.NotStrict(first["msg"], strict_json.pointer(*place)) from error
