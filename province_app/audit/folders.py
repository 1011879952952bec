"""Signed notes as they lie in the outside places that are folders: heads, and restores."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

from province_app.audit.notes import Head, NotOurs, Restored, VerifierKey, read_note, read_restored

RESTORED = ".restored"
T = TypeVar("T")
Reader = Callable[[str, Sequence[VerifierKey]], T]


def heads_in(folders: Sequence[Path], keys: Sequence[VerifierKey]) -> list[Head]:
    """Return all heads in the folders; NotOurs names the file that none of the keys has signed."""
    return [_read(path, keys, read_note) for one in folders for path in sorted(one.glob("*.note"))]


def restores_in(folders: Sequence[Path], keys: Sequence[VerifierKey]) -> list[Restored]:
    """Return all restores of which the folders know; NotOurs as for heads."""
    return [
        _read(path, keys, read_restored)
        for one in folders
        for path in sorted(one.glob(f"*{RESTORED}"))
    ]


@dataclass(frozen=True)
class Outside:
    """What the outside places know of the log."""

    heads: Sequence[Head]
    restores: Sequence[Restored]

    @classmethod
    def read(cls, folders: Sequence[Path], keys: Sequence[VerifierKey]) -> "Outside":
        """Return all notes in the folders; NotOurs names the file that is none of the keys'."""
        return cls(heads_in(folders, keys), restores_in(folders, keys))


def own_folders(places: Sequence[str]) -> list[Path]:
    """Return those of the places that are folders and are there."""
    folders = [Path(one) for one in places if "://" not in one]
    return [one for one in folders if one.is_dir()]


def _read(path: Path, keys: Sequence[VerifierKey], reader: "Reader[T]") -> T:
    try:
        return reader(path.read_text("utf-8"), keys)
    except (NotOurs, UnicodeDecodeError) as error:
        raise NotOurs(f"{path.name}: {error}") from error


def put(folder: Path, name: str, note: str) -> None:
    """Write the note whole or not at all, and over nothing; FileExistsError for another there.

    The folder is not made: one that is missing is a disk that is not there.
    """
    place, data = folder / name, note.encode()
    if place.exists():
        if place.read_bytes() != data:
            raise FileExistsError(f"{place} holds something else")
        return
    with NamedTemporaryFile("wb", dir=folder, prefix=".", suffix=".part", delete=False) as draft:
        draft.write(data)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).chmod(0o644)  # for those who verify
    Path(draft.name).rename(place)
