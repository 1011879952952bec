"""A head of the log as a signed note: the form of transparency logs, readable by their tools.

Three lines (which log, how many events, root), lines of ours (when, by which node), a blank line,
a signature by Ed25519. Source: C2SP signed-note and tlog-checkpoint; docs/audit.md.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tiers.merkle import HASH_BYTES

_ED25519 = b"\x01"
_ID_BYTES = 4
_TIME = "time %Y-%m-%dT%H:%M:%SZ"
_SIGNED = "\n\n\u2014 "


@dataclass(frozen=True)
class Restored:
    """What a note of a restore says: the log goes on above `to`, its events from `since` are lost.

    Heads of those events that were made before do not agree any more, and are excused.
    """

    node: str  # AGENCY_CODE
    log_id: UUID
    since: int  # sealed events that the restored database had
    to: int  # that the outside places knew of
    set_digest: bytes
    at: datetime  # aware UTC, whole seconds

    def excuses(self, head: "Head") -> bool:
        """Whether the head tells of what was lost."""
        lost = self.since < head.size <= self.to
        return lost and head.log_id == self.log_id and head.made_at <= self.at


class NotOurs(ValueError):
    """A note that is no head of a log, or not signed by the key."""


@dataclass(frozen=True)
class Head:
    """What a note says: the log's first `size` events have this root."""

    node: str  # AGENCY_CODE
    log_id: UUID
    size: int
    root: bytes
    made_at: datetime  # aware UTC, whole seconds

    @property
    def origin(self) -> str:
        """The log's name."""
        return f"{self.node}/audit/{self.log_id}"


@dataclass(frozen=True)
class VerifierKey:
    """The public key as the outside places keep it: `name+id+base64`."""

    name: str
    key: bytes

    @classmethod
    def read(cls, text: str) -> "VerifierKey":
        """Return the key of the text; NotOurs when it is none."""
        try:
            name, number, encoded = text.strip().split("+", 2)
            raw = b64decode(encoded, validate=True)
        except ValueError as error:
            raise NotOurs("not a verifier key") from error
        found = cls(name, raw[1:])
        if raw[:1] != _ED25519 or len(found.key) != 32 or found.id.hex() != number:
            raise NotOurs("not a verifier key")
        return found

    @property
    def id(self) -> bytes:
        """By which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        """Write it as it is handed out."""
        return f"{self.name}+{self.id.hex()}+{b64encode(_ED25519 + self.key).decode()}"


class Signer:
    """Signs heads of one node."""

    def __init__(self, node: str, seed: bytes) -> None:
        """Take the node's name and the key's 32 bytes."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = VerifierKey(f"{node}/audit", self._key.public_key().public_bytes_raw())

    def sign(self, head: Head) -> str:
        """Return the head as a signed note."""
        when = head.made_at.astimezone(UTC).strftime(_TIME)
        root = b64encode(head.root).decode()
        return self.sign_text(f"{head.origin}\n{head.size}\n{root}\n{when}\n")

    def sign_text(self, text: str) -> str:
        """Return the text, which ends with its line, as a signed note."""
        signature = b64encode(self.public.id + self._key.sign(text.encode())).decode()
        return f"{text}\n\u2014 {self.public.name} {signature}\n"


def restored_note(one: Restored, signer: Signer) -> str:
    """Return the restore as a signed note."""
    when = one.at.astimezone(UTC).strftime(_TIME)
    lines = (f"{one.node}/restored/{one.log_id}", one.since, one.to, one.set_digest.hex(), when)
    return signer.sign_text("".join(f"{line}\n" for line in lines))


def read_restored(note: str, keys: Sequence[VerifierKey]) -> Restored:
    """Return what the note of a restore says; NotOurs unless one of the keys has signed it."""
    try:
        origin, since, to, digest, when = read_text(note, keys).splitlines()
        node, word, log_id = origin.rsplit("/", 2)
        moment = datetime.strptime(when, _TIME).replace(tzinfo=UTC)
        found = Restored(node, UUID(log_id), int(since), int(to), bytes.fromhex(digest), moment)
    except NotOurs:
        raise
    except ValueError as error:
        raise NotOurs("signed, but no restore") from error
    if word != "restored":
        raise NotOurs("signed, but no restore")
    return found


def read_text(note: str, keys: Sequence[VerifierKey]) -> str:
    """Return the note's text; NotOurs unless one of the keys has signed it."""
    body, dash, signatures = note.partition(_SIGNED)
    text = body + "\n"
    if not dash or not any(_signed(text, _SIGNED[2:] + signatures, key) for key in keys):
        raise NotOurs("not signed by a key that is known here")
    return text


def read_note(note: str, keys: Sequence[VerifierKey]) -> Head:
    """Return what the note says; NotOurs unless one of the keys has signed it."""
    body = read_text(note, keys).removesuffix("\n")
    try:
        origin, size, root, when = body.split("\n")
        node, word, log_id = origin.rsplit("/", 2)
        moment = datetime.strptime(when, _TIME).replace(tzinfo=UTC)
        head = Head(node, UUID(log_id), int(size), b64decode(root, validate=True), moment)
    except ValueError as error:
        raise NotOurs("signed, but no head of a log") from error
    if word != "audit" or len(head.root) != HASH_BYTES or str(head.size) != size:
        raise NotOurs("signed, but no head of a log")
    return head


def _signed(text: str, signatures: str, key: VerifierKey) -> bool:
    for line in signatures.splitlines():
        _, name, encoded = (*line.split(" "), "", "")[:3]
        try:
            raw = b64decode(encoded, validate=True)
            if name == key.name and raw[:_ID_BYTES] == key.id:
                public = Ed25519PublicKey.from_public_bytes(key.key)
                public.verify(raw[_ID_BYTES:], text.encode())
                return True
        except (ValueError, InvalidSignature):
            continue
    return False
