"""Sealed files: encrypted each under a key of its own, found by the digest of what lies on disk.

A file's key is random and is kept, wrapped by the master key, in the file's row: without the
database the folder is noise, without the master key so are both. What a file belongs to is bound
into its seal, so that two files exchanged on disk, or two rows in the database, do not open.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE = 12


class Broken(Exception):
    """A sealed file is gone, or is not what was sealed."""


@dataclass(frozen=True)
class FileKey:
    """The key of one file: as it is used, and as its row keeps it."""

    plain: bytes
    master: str  # which master key wrapped it
    wrapped: bytes


@dataclass(frozen=True)
class Vault:
    """The folder of sealed files and the master keys: the first one wraps, all unwrap."""

    folder: Path
    masters: tuple[bytes, ...]

    def new_key(self, owner: str) -> FileKey:
        """Return a random key, wrapped for that owner."""
        plain, master = token_bytes(KEY_BYTES), self.masters[0]
        return FileKey(plain, key_name(master), _seal(master, plain, f"key/{owner}"))

    def key(self, owner: str, master: str, wrapped: bytes) -> FileKey:
        """Return the owner's key from its row; Broken when no master key opens it."""
        for one in self.masters:
            if key_name(one) == master:
                return FileKey(_open(one, wrapped, f"key/{owner}"), master, wrapped)
        raise Broken(f"no master key {master}")

    def put(self, data: bytes, key: FileKey, name: str) -> str:
        """Seal the bytes under that name and return where they lie; on disk before it returns."""
        sealed = _seal(key.plain, data, name)
        address = sha256(sealed).hexdigest()
        place = self._place(address)
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, prefix="new-", delete=False) as draft:
            try:
                draft.write(sealed)
                draft.flush()
                os.fsync(draft.fileno())
                os.replace(draft.name, place)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
        _settle(place.parent)
        return address

    def get(self, address: str, key: FileKey, name: str) -> bytes:
        """Return the bytes sealed there under that name; Broken when they are not those."""
        try:
            sealed = self._place(address).read_bytes()
        except OSError as error:
            raise Broken(f"{address} cannot be read") from error
        if sha256(sealed).hexdigest() != address:
            raise Broken(f"{address} has changed on disk")
        return _open(key.plain, sealed, name)

    def drop(self, addresses: Collection[str]) -> None:
        """Take files away that no row names any more."""
        for address in addresses:
            self._place(address).unlink(missing_ok=True)

    def sweep(self, kept: Collection[str], before: float) -> int:
        """Take away what no row names and was written before that moment (epoch); how many."""
        gone = 0
        for file in self._files():
            with suppress(FileNotFoundError):  # another sweep took it
                if file.name not in kept and file.stat().st_mtime < before:
                    file.unlink()
                    gone += 1
        return gone

    def _place(self, address: str) -> Path:
        return self.folder / address[:2] / address

    def _files(self) -> Iterator[Path]:
        return (file for file in self.folder.glob("??/*") if file.is_file())


def key_name(master: bytes) -> str:
    """Return by what a row names the master key; it says nothing about the key."""
    return sha256(b"evidence master key" + master).hexdigest()[:16]


def _seal(key: bytes, data: bytes, name: str) -> bytes:
    nonce = token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, name.encode())


def _open(key: bytes, sealed: bytes, name: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
    except (InvalidTag, ValueError) as error:
        raise Broken("not what was sealed under this name") from error


def _settle(folder: Path) -> None:
    """Have the folder's new entry on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
