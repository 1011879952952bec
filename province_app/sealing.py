"""Encryption at rest: master keys outside the database, a data key for each record.

The master keys stand in a file, the newest first: it seals, all of them open. A record's data key
is random and kept, wrapped, in a row of its own, so that a new master key re-wraps keys and
touches no version. The index key turns a number into a value by which it can be found again, and
is never changed with the masters. Source: QĐ893 III.1; docs/adr/0010-encryption-at-rest.md.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE = 12
_NAME = 8  # bytes by which sealed text names its master key
_INDEX = 16  # bytes of a blind index


class Broken(Exception):
    """What was sealed does not open: changed, exchanged, or its key is not here."""


@dataclass(frozen=True)
class DataKey:
    """A data key: as it is used, and as its row keeps it."""

    plain: bytes
    master: str  # name of the master key that wrapped it
    wrapped: bytes


class Ring:
    """The master keys, the newest first, and the key of the blind indexes."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take the keys of the file: the newest master first, the index key last."""
        *masters, self._index = keys
        self._masters = {key_name(key): key for key in masters}
        self.newest = key_name(masters[0])

    def new_key(self, owner: str) -> DataKey:
        """Return a random data key, wrapped for that owner."""
        return self._wrapped(token_bytes(KEY_BYTES), owner)

    def open_key(self, owner: str, master: str, wrapped: bytes) -> DataKey:
        """Return the owner's data key from its row; Broken when no master key opens it."""
        return DataKey(opened(self._master(master), wrapped, f"key/{owner}"), master, wrapped)

    def rewrapped(self, owner: str, master: str, wrapped: bytes) -> DataKey:
        """Return the same data key wrapped by the newest master key."""
        return self._wrapped(self.open_key(owner, master, wrapped).plain, owner)

    def seal(self, data: bytes, name: str) -> bytes:
        """Return the bytes sealed under that name by the newest master key."""
        return bytes.fromhex(self.newest) + sealed(self._masters[self.newest], data, name)

    def open(self, data: bytes, name: str) -> bytes:
        """Return what `seal` was given; Broken when it was not that, or under another name."""
        return opened(self._master(data[:_NAME].hex()), data[_NAME:], name)

    def index(self, purpose: str, value: str) -> bytes:
        """Return by what the value is found again, 16 bytes; without the key it says nothing."""
        return hmac.digest(self._index, f"{purpose}/{value}".encode(), "sha256")[:_INDEX]

    def _wrapped(self, plain: bytes, owner: str) -> DataKey:
        key = sealed(self._masters[self.newest], plain, f"key/{owner}")
        return DataKey(plain, self.newest, key)

    def _master(self, name: str) -> bytes:
        if name not in self._masters:
            raise Broken(f"no master key {name}")
        return self._masters[name]


def key_name(master: bytes) -> str:
    """Return by what rows name the master key: 16 hex characters that say nothing about it."""
    return sha256(b"master key name" + master).hexdigest()[: 2 * _NAME]


def sealed(key: bytes, data: bytes, name: str) -> bytes:
    """Return nonce and AES-GCM of the data, bound to the name."""
    nonce = token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, name.encode())


def opened(key: bytes, data: bytes, name: str) -> bytes:
    """Return what `sealed` was given; Broken when key, data or name is another."""
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], name.encode())
    except (InvalidTag, ValueError) as error:
        raise Broken("not what was sealed under this name") from error


_ring: Ring | None = None


def install(keys: Sequence[bytes]) -> None:
    """Let this process seal and open with the keys of the file."""
    global _ring
    _ring = Ring(keys)


def ring() -> Ring:
    """Return the process's ring; Broken when none was installed."""
    if _ring is None:
        raise Broken("no master keys are installed")
    return _ring
