"""Which sets stay in a place, and which documents. Source: Quy chế Đ.9.2."""

import heapq
import logging
from collections.abc import Iterator

from province_app.audit.notes import NotOurs, VerifierKey
from province_app.backup.manifest import EVIDENCE, Manifest, read_manifest
from province_app.backup.place import Place
from tiers.backups import kept

logger = logging.getLogger(__name__)


def thin_out(place: Place, key: VerifierKey) -> int:
    """Take sets away that are older than what is kept, and documents that no set names; how many.

    A set whose note is not ours is left to people, and then no document is taken away.
    """
    read: dict[str, Manifest] = {}
    for name in place.names():
        try:
            read[name] = read_manifest(place.note(name), [key])
        except (NotOurs, OSError, UnicodeDecodeError):
            logger.warning("set cannot be read", extra={"set": name})
            return 0
    stays = kept(one.made_at for one in read.values())
    gone = [name for name, one in read.items() if one.made_at not in stays]
    for name in gone:
        place.drop(name)
    left = [name for name in read if name not in gone]
    if gone and all(_lists(place, name, read[name]) for name in left):
        _drop_documents(place, left)
    return len(gone)


def _lists(place: Place, name: str, manifest: Manifest) -> bool:
    """Whether the set's list of documents is the one that was signed."""
    return place.file_state(name, EVIDENCE) == manifest.files[EVIDENCE]


def _drop_documents(place: Place, names: list[str]) -> None:
    """Both sides come sorted: one pass, whatever their number."""
    named: Iterator[str] = heapq.merge(*(place.addresses(name) for name in names))
    wanted = next(named, None)
    for path in place.documents():
        while wanted is not None and wanted < path.name:
            wanted = next(named, None)
        if wanted != path.name:
            path.unlink()
