"""What a set of backup holds, as a signed note: who keeps a copy can check it without a secret.

The note is the log's form (audit/notes.py) and is signed by the same key, whose public half the
outside places keep already. Source: Quy chế Đ.9.2, 9.3.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import orjson

from province_app.audit.notes import NotOurs, Signer, VerifierKey, read_text

NOTE = "set.note"
DUMP = "database.sealed"
EVIDENCE = "evidence.list"
_FORM = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Content:
    """A file of the set: how long, and its SHA-256 in hex."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Table:
    """How many rows a table had, and the SHA-256 of them in the order of their key, in hex."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """One set: the database at one moment, and which documents belong to it."""

    node: str  # AGENCY_CODE
    set_id: UUID
    made_at: datetime  # of the snapshot; aware UTC, whole seconds
    revision: str  # newest migration of the database
    master: str  # name of the master key that wrapped the set's own key
    wrapped: bytes
    files: Mapping[str, Content]
    tables: Mapping[str, Table]
    documents: int  # files named by `evidence.list`
    missing: Sequence[str]  # of these, what was not on the node's disk
    log_id: UUID | None
    log_size: int  # sealed events

    @property
    def name(self) -> str:
        """The folder of the set; folders sort by their moment."""
        return f"{self.made_at:%Y%m%dT%H%M%SZ}-{self.set_id}"

    @property
    def key_owner(self) -> str:
        """The name by which the set's own key is wrapped, and its stream sealed."""
        return f"backup/{self.set_id}"

    def signed(self, signer: Signer) -> str:
        """Return the set's note."""
        said = asdict(self) | {
            "set_id": str(self.set_id),
            "made_at": self.made_at.astimezone(UTC).strftime(_FORM),
            "wrapped": b64encode(self.wrapped).decode(),
            "log_id": str(self.log_id) if self.log_id else None,
        }
        document = orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()
        return signer.sign_text(f"{self.node}/backup\n{document}\n")


def digest_of(note: str) -> bytes:
    """Return by what people and the log name the set."""
    return sha256(note.encode()).digest()


def read_manifest(note: str, keys: Sequence[VerifierKey]) -> Manifest:
    """Return what the note says; NotOurs unless one of the keys has signed it as a set's note."""
    text = read_text(note, keys)
    try:
        origin, document = text.rstrip("\n").split("\n")
        found = orjson.loads(document)
        if origin != f"{found['node']}/backup":
            raise ValueError(origin)
        return Manifest(
            **found
            | {
                "set_id": UUID(found["set_id"]),
                "made_at": datetime.strptime(found["made_at"], _FORM).replace(tzinfo=UTC),
                "wrapped": b64decode(found["wrapped"], validate=True),
                "log_id": UUID(found["log_id"]) if found["log_id"] else None,
                "files": {name: Content(**one) for name, one in found["files"].items()},
                "tables": {name: Table(**one) for name, one in found["tables"].items()},
            }
        )
    except (ValueError, TypeError, KeyError) as error:
        raise NotOurs("signed, but no set of backup") from error
