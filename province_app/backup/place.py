"""An outside folder with sets of backup: a set is there whole, read back and right, or not at all.

    AGENCY/sets/20240528T193000Z-<id>/   set.note, database.sealed, evidence.list
    AGENCY/evidence/ab/abcd…             sealed documents of all sets, each once, by SHA-256

What cannot be done raises OSError: the folder is another house's disk.
"""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO, Self

from province_app.backup.manifest import DUMP, EVIDENCE, NOTE, Content
from province_app.backup.streams import read_pieces
from province_app.evidence.vault import settle

_DRAFT = ".part-"


class Changed(Exception):
    """What lies in the place is not what was brought there."""


class Place:
    """One house's folder for one node."""

    def __init__(self, folder: Path, node: str) -> None:
        """Take the outside folder; it is not made: one that is missing is a disk that is away."""
        self.outside = folder
        self._sets = folder / node / "sets"
        self._evidence = folder / node / "evidence"

    def prepare(self) -> None:
        """Make the node's folders, and clear what a broken attempt has left."""
        os.stat(self.outside)
        for folder in (self._sets, self._evidence):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in self._sets.glob(f"{_DRAFT}*"):
            shutil.rmtree(left)
        for left in self._evidence.glob(f"??/{_DRAFT}*"):
            left.unlink()

    def names(self) -> list[str]:
        """Return the whole sets, the oldest first."""
        return sorted(one.parent.name for one in self._sets.glob(f"[0-9]*/{NOTE}"))

    def note(self, name: str) -> str:
        """Return the note of the set."""
        return (self._sets / name / NOTE).read_text("utf-8")

    def open(self, name: str, file: str) -> BinaryIO:
        """Return a file of the set, to be read."""
        return (self._sets / name / file).open("rb")

    def file_state(self, name: str, file: str) -> Content:
        """Return what the file of the set is now, read from the disk."""
        return file_content(self._sets / name / file)

    def addresses(self, name: str) -> Iterator[str]:
        """Yield which documents the set names, in their order."""
        with (self._sets / name / EVIDENCE).open("r", encoding="ascii") as lines:
            for line in lines:
                yield line.rstrip("\n")

    def drop(self, name: str) -> None:
        """Take a set away: its note first, so that half a set is none."""
        (self._sets / name / NOTE).unlink(missing_ok=True)
        shutil.rmtree(self._sets / name)

    def document(self, address: str) -> Path:
        """Return where the document lies or would lie."""
        return self._evidence / address[:2] / address

    def give_documents(self, name: str, folder: Path, missing: Collection[str]) -> int:
        """Copy the set's documents to the node's folder, those that it lacks; how many. Changed."""
        given = 0
        for address in self.addresses(name):
            target = folder / address[:2] / address
            if address not in missing and not target.exists():
                copy_document(self.document(address), target, address)
                given += 1
        return given

    def take_document(self, address: str, source: Path) -> None:
        """Copy the sealed document, unless it is there; read back before it counts.

        Changed when the source is not what its address says.
        """
        if not self.document(address).exists():
            copy_document(source, self.document(address), address)

    def documents(self) -> Iterator[Path]:
        """Yield the documents that lie here, in the order of their addresses."""
        for folder in sorted(self._evidence.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(folder.iterdir())


class Draft:
    """A set that is being written in one place; it shows once `finish` has returned."""

    def __init__(self, place: Place, name: str) -> None:
        """Begin the set of that name."""
        self.place, self._final = place, place._sets / name
        self._folder = place._sets / f"{_DRAFT}{name}"
        self._folder.mkdir(mode=0o700)
        self._dump = (self._folder / DUMP).open("xb")

    def __enter__(self) -> Self:
        """Write within the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take away what was not finished."""
        self._dump.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def write(self, piece: bytes) -> None:
        """Append to the sealed dump."""
        self._dump.write(piece)

    def add(self, file: str, pieces: Iterable[bytes]) -> None:
        """Write a whole file of the set."""
        with (self._folder / file).open("xb") as target:
            for piece in pieces:
                target.write(piece)
            _to_disk(target)

    def finish(self, note: str, files: dict[str, Content]) -> None:
        """Read everything back, then let the set show; Changed when a file is not what it was."""
        _to_disk(self._dump)
        self._dump.close()
        for file, content in files.items():
            if file_content(self._folder / file) != content:
                raise Changed(f"{file} came out otherwise than it was written")
        self.add(NOTE, [note.encode()])
        if (self._folder / NOTE).read_text("utf-8") != note:
            raise Changed(f"{NOTE} came out otherwise than it was written")
        settle(self._folder)
        self._folder.rename(self._final)
        settle(self._final.parent)


def copy_document(source: Path, target: Path, address: str) -> None:
    """Copy a sealed document whole or not at all; Changed when it is not what its address says."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=_DRAFT, delete=False) as draft:
        try:
            with source.open("rb") as origin:
                shutil.copyfileobj(origin, draft, 1 << 20)
            _to_disk(draft)
            if file_content(Path(draft.name)).sha256 != address:
                raise Changed(f"document {address} is not what its name says")
            os.replace(draft.name, target)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    settle(target.parent)


def _to_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def file_content(path: Path) -> Content:
    """Return what lies on the disk, not what the memory of the machine still holds of it."""
    with path.open("rb", buffering=0) as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        digest, size = sha256(), 0
        for piece in read_pieces(file):
            digest.update(piece)
            size += len(piece)
    return Content(size, digest.hexdigest())
