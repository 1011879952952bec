"""One attempt to bring a set to several places: a place that fails costs its own copy alone."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from province_app.backup.manifest import EVIDENCE, Content
from province_app.backup.place import Changed, Draft, Place
from province_app.backup.streams import read_pieces

logger = logging.getLogger(__name__)

FAULTS = (OSError, Changed)
LONGEST_FAULT = 200


class NoPlaceLeft(Exception):
    """No place takes anything any more; the faults say why."""


class Bringing:
    """The places that still take what they are brought, and why the others do not."""

    def __init__(self, folders: Iterable[Path], node: str) -> None:
        """Take the outside folders; what is done within the block is done in each of them."""
        self.faults: dict[Path, str] = {}
        self._places = [Place(folder, node) for folder in folders]
        self._drafts: list[Draft] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Prepare the places; what an earlier attempt has left there goes."""
        self._each_place(lambda place: place.prepare())
        return self

    def __exit__(self, *_: object) -> None:
        """Take away what was not finished."""
        self._stack.close()

    def document(self, address: str, source: Path) -> None:
        """Bring a sealed document to the places that lack it."""
        self._each_place(lambda place: place.take_document(address, source))

    def begin(self, name: str) -> None:
        """Begin a set of that name."""

        def begun(place: Place) -> None:
            self._drafts.append(self._stack.enter_context(Draft(place, name)))

        self._each_place(begun)

    def write(self, piece: bytes) -> None:
        """Append to the sealed dump of the set."""
        self._each_draft(lambda draft: draft.write(piece))

    def add_list(self, path: Path) -> None:
        """Bring the list of documents."""

        def add(draft: Draft) -> None:
            with path.open("rb") as file:
                draft.add(EVIDENCE, read_pieces(file))

        self._each_draft(add)

    def finish(self, note: str, files: dict[str, Content]) -> None:
        """Let the set show where all of it is right; NoPlaceLeft when that is nowhere."""
        self._each_draft(lambda draft: draft.finish(note, files))

    def _each_place(self, act: Callable[[Place], None]) -> None:
        for place in list(self._places):
            with self._noting(place):
                act(place)
        self._require()

    def _each_draft(self, act: Callable[[Draft], None]) -> None:
        for draft in list(self._drafts):
            with self._noting(draft.place):
                act(draft)
        self._require()

    @contextmanager
    def _noting(self, place: Place) -> Iterator[None]:
        try:
            yield
        except FAULTS as error:
            self.faults[place.outside] = f"{type(error).__name__}: {error}"[:LONGEST_FAULT]
            logger.warning("place takes no backup", extra={"place": str(place.outside)})
            self._places.remove(place)
            self._drafts = [one for one in self._drafts if one.place is not place]

    def _require(self) -> None:
        if not self._places:
            raise NoPlaceLeft
