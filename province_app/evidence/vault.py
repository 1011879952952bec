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
from tempfile import NamedTemporaryFile
from uuid import UUID

from province_app.sealing import Broken, DataKey, opened, ring
from province_app.sealing import sealed as seal_bytes


@dataclass(frozen=True)
class Vault:
    """The folder of sealed files; their keys are wrapped by the ring's master keys."""

    folder: Path
    scanner: tuple[str, ...] = ()  # the command that every new document must pass

    def new_key(self, owner: str) -> DataKey:
        """Return a random key, wrapped for that owner."""
        return ring().new_key(owner)

    def key(self, owner: str, master: str, wrapped: bytes) -> DataKey:
        """Return the owner's key from its row; Broken when no master key opens it."""
        return ring().open_key(owner, master, wrapped)

    def put(self, data: bytes, key: DataKey, name: str) -> str:
        """Seal the bytes under that name and return where they lie; on disk before it returns."""
        sealed = seal_bytes(key.plain, data, name)
        address = sha256(sealed).hexdigest()
        place = self.place(address)
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
        settle(place.parent)
        return address

    def get(self, address: str, key: DataKey, name: str) -> bytes:
        """Return the bytes sealed there under that name; Broken when they are not those."""
        try:
            sealed = self.place(address).read_bytes()
        except OSError as error:
            raise Broken(f"{address} cannot be read") from error
        if sha256(sealed).hexdigest() != address:
            raise Broken(f"{address} has changed on disk")
        return opened(key.plain, sealed, name)

    def drop(self, addresses: Collection[str]) -> None:
        """Take files away that no row names any more."""
        for address in addresses:
            self.place(address).unlink(missing_ok=True)

    def sweep(self, kept: Collection[str], before: float) -> int:
        """Take away what no row names and was written before that moment (epoch); how many."""
        gone = 0
        for file in self._files():
            with suppress(FileNotFoundError):  # another sweep took it
                if file.name not in kept and file.stat().st_mtime < before:
                    file.unlink()
                    gone += 1
        return gone

    def place(self, address: str) -> Path:
        """Return where the sealed file of that address lies or would lie."""
        return self.folder / address[:2] / address

    def _files(self) -> Iterator[Path]:
        return (file for file in self.folder.glob("??/*") if file.is_file())


def settle(folder: Path) -> None:
    """Have the folder's new entry on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sealed_owner(person_id: UUID, digest: bytes) -> str:
    """Return the name by which a document's key is wrapped for its person alone."""
    return f"evidence/{person_id}/{digest.hex()}"
