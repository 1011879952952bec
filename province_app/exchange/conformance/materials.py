"""Records, manifests and submissions to send: made to what the node itself asks for."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from province_app.exchange.conformance.party import NDJSON, Party, Reply
from province_app.exchange.digests import items_digest
from province_app.record.canonical import canonical, section_digest, version_digest
from province_app.signing.keystore import keystore_certificate, sign_with_keystore

Sections = dict[str, dict[str, Any]]
PERSONAL_ID = ("identity", "personal_id")
PREPARED = "2024-05-23T01:00:00Z"


@dataclass(frozen=True)
class Keystore:
    """A PKCS#12 file and its PIN."""

    p12: bytes
    pin: str

    def sign(self, content: bytes) -> bytes:
        """Return the detached CMS over the content, DER."""
        return sign_with_keystore(content, self.p12, self.pin)

    @property
    def certificate_sha256(self) -> str:
        """Return the hex fingerprint of the certificate."""
        return keystore_certificate(self.p12, self.pin)[1]


@dataclass
class Record:
    """A version as the sender holds it."""

    sections: Sections
    record_id: str = field(default_factory=lambda: str(uuid4()))
    version: int = 1
    change: str = "new"
    withheld: dict[str, str] = field(default_factory=lambda: {"health": "ab" * 32})
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def digest(self) -> str:
        """Return the version's digest in hex."""
        digests = {
            name: section_digest(self.salt, canonical(one)).hex()
            for name, one in self.sections.items()
        }
        return version_digest(self.record_id, self.version, digests | self.withheld).hex()

    def line(self, manifest_id: str) -> dict[str, Any]:
        """Return the record's line in a part (annex 7)."""
        return {
            "record_id": self.record_id,
            "version": self.version,
            "digest": self.digest,
            "manifest_id": manifest_id,
            "sections": {
                name: {"salt": self.salt.hex(), "content": one}
                for name, one in self.sections.items()
            },
            "withheld": self.withheld,
        }

    def next(self, **members: Any) -> "Record":
        """Return the next version, its content the same."""
        return Record(self.sections, self.record_id, self.version + 1, **members)


class Factory:
    """Makes content that the node's own requirements are content with (annex 40)."""

    def __init__(self, fields: Sequence[dict[str, Any]], codes: dict[str, list[str]]) -> None:
        self.fields, self.codes = fields, codes

    def sections(self) -> Sections:
        """Return sections with every required value; the personal id is a new one."""
        found: Sections = {"identity": {"evidence": [], "personal_id": personal_id()}}
        for one in self.fields:
            _, _, section, _, *names = one["path"].split("/")
            if not one["required"] or (section, *names) == PERSONAL_ID or "*" in names:
                continue
            content: dict[str, Any] = found.setdefault(section, {"evidence": []})
            for name in names[:-1]:
                content = content.setdefault(name, {})
            known = self.codes.get(one["catalogue"] or "", [])
            content[names[-1]] = known[0] if known else "văn bản"
        return found

    def records(self, count: int) -> list[Record]:
        """Return new records in order of their ids."""
        return sorted((Record(self.sections()) for _ in range(count)), key=lambda r: r.record_id)

    def field(self, *, catalogue: bool) -> tuple[str, str, str | None] | None:
        """Return (section, name, catalogue) of a required plain field, with a catalogue or not."""
        for one in self.fields:
            tokens = one["path"].split("/")
            plain = len(tokens) == 5 and "*" not in tokens and tuple(tokens[2::2]) != PERSONAL_ID
            if plain and one["required"] and bool(one["catalogue"]) == catalogue:
                return tokens[2], tokens[4], one["catalogue"]
        return None


def personal_id() -> str:
    """Return twelve digits that hardly anybody has."""
    return f"9{secrets.randbelow(10**11):011}"


def ndjson(lines: Sequence[dict[str, Any]]) -> bytes:
    """Return the canonical lines of a part."""
    return b"".join(canonical(line) + b"\n" for line in lines)


@dataclass
class Draft:
    """A submission that a case sends step by step; each step may be got wrong."""

    party: Party
    parts: list[bytes]
    lines: list[dict[str, Any]]
    catalogues: dict[str, str]
    period: str
    stage: str
    id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def path(self) -> str:
        """Return its address."""
        return f"/submissions/{self.id}"

    def opening(self, **members: Any) -> dict[str, Any]:
        """Return the body that opens it; `members` replace what is right."""
        items = sorted((one["record_id"], one["version"], one["digest"]) for one in self.lines)
        return {
            "sender": self.party.agency,
            "period": self.period,
            "stage": self.stage,
            "count": len(items),
            "parts": len(self.parts),
            "items_digest": items_digest(items).hex(),
            "catalogues": self.catalogues,
        } | members

    def open(self, **members: Any) -> Reply:
        """Open it."""
        return self.party.put(self.path, self.opening(**members))

    def put_manifest(self, manifest_id: str, body: bytes, cms: bytes) -> Reply:
        """Bring a manifest."""
        value = {"manifest": b64encode(body).decode(), "signature": b64encode(cms).decode()}
        return self.party.put(f"{self.path}/manifests/{manifest_id}", value)

    def put_part(self, number: int | str, content: bytes | None = None, **kwargs: Any) -> Reply:
        """Bring a part, by default the right one."""
        content = self.parts[int(number) - 1] if content is None else content
        return self.party.call("PUT", f"{self.path}/parts/{number}", content, NDJSON, **kwargs)

    def commit(self) -> Reply:
        """Close it."""
        return self.party.call("POST", f"{self.path}/commit")

    def status(self) -> Reply:
        """Ask how far it has come."""
        return self.party.call("GET", self.path)

    def receipt(self) -> bytes:
        """Return the receipt's bytes."""
        answer = self.party.call("GET", f"{self.path}/receipt").value
        return b64decode(answer["receipt"])


Lines = Callable[[str], list[dict[str, Any]]]
