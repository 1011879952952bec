"""Which change needs a scanned document, who may read one, how much may be on its way.

Source: Quy chế Đ.6.2b (a change is entered together with the document that proves it), 7.1a.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from tiers.decision import ALLOWED, Decision
from tiers.units import Officer, PostKind

LARGEST = 20 * 1024 * 1024  # bytes of one file
OPEN_BYTES = LARGEST  # that a person may have on the way at a time
MOST_PIECES = 1_000  # of one upload: nobody sends it byte by byte
MOST_FILES = 20  # of one field
KEPT_OPEN = timedelta(hours=24)  # how long an upload may be gone on with


def missing_evidence(
    changed: Iterable[str], attached: Mapping[str, Collection[str]], needs: Mapping[str, str]
) -> list[str]:
    """Return the changed paths that need a document and have none, in their order.

    `needs`: path → the document that proves it. One document proves all fields of its kind: a
    salary decision attached to the step proves the coefficient too. Source: Quy chế Đ.6.2b.
    """
    there = {needs[path] for path, files in attached.items() if files and path in needs}
    return [path for path in changed if path in needs and needs[path] not in there]


def evidence_after(
    before: Mapping[str, Sequence[str]],
    added: Mapping[str, Sequence[str]],
    changed: Collection[str],
) -> dict[str, list[str]]:
    """Return the documents of each field once the draft is confirmed.

    What proved a value goes with the value: a field that changed keeps only what came with it.
    """
    paths = sorted({*before, *added})
    found = {
        path: sorted({*added.get(path, ()), *(before.get(path, ()) if path not in changed else ())})
        for path in paths
    }
    return {path: files for path, files in found.items() if files}


def may_begin(size: int, open_bytes: int) -> Decision:
    """Decide whether a file of that size may be begun beside what is on the way."""
    if size <= 0:
        return Decision(False, "state", "evidence_empty", "Đ.6.2b")
    if size > LARGEST:
        return Decision(False, "state", "evidence_too_large", "Đ.6.2b")
    if open_bytes + size > OPEN_BYTES:
        return Decision(False, "state", "evidence_open", "Đ.6.2b")
    return ALLOWED


def units_read_by(reader: Officer) -> frozenset[int]:
    """Return the units whose people's documents the reader may see: where a post is held.

    HR checks against them, deputy and head check or sign. Source: Quy chế Đ.7.1a, 7.2a.
    """
    return frozenset(post.unit_id for post in reader.posts)


def reads_restricted(reader: Officer, unit_id: int) -> bool:
    """Return whether the reader sees what proves a restricted section of a confirmed version.

    HR does; deputy and head do while a draft waits for the check, which may be theirs, and of a
    version they see as much as `tiers.history.sight_of` lets them. Source: Quy chế Đ.5, 7.1a.
    """
    return reader.holds(PostKind.HR, unit_id)
