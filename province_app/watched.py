"""Values that are read from a file and read again when the file changes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


class Watched(Generic[T]):
    """What `load` makes of the file at `path`, as the file stands now."""

    def __init__(self, path: Path, load: Callable[[Path], T]) -> None:
        self._path, self._load = path, load
        self._mark: tuple[int, int, int] | None = None
        self._value: T

    def get(self) -> T:
        """Return the value; OSError or ValueError when the file cannot be read any more.

        An unreadable file never leaves the former value in force: a key taken out is refused
        at once.
        """
        stat = self._path.stat()
        mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if mark != self._mark:
            self._mark = None
            self._value = self._load(self._path)
            self._mark = mark
        return self._value


def load_seals(path: Path) -> dict[str, frozenset[str]]:
    """Return each agency's registered seal certificates as hex SHA-256 digests.

    Source: exchange contract, annex 12.
    """
    return {agency: frozenset(marks) for agency, marks in json.loads(path.read_bytes()).items()}
