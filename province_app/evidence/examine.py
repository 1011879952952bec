"""Asks the child process what a file is; the file's bytes never meet a parser in this one."""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from province_app import confined
from province_app.evidence.kinds import LARGEST, Kind, NotAccepted

DEADLINE_S = 40.0
PATIENCE_S = 30.0  # how long a file waits for its turn
_AT_ONCE = BoundedSemaphore(2)  # children a process of the web server may have
# What the child may answer; whatever else it says, the file has taken it over.
SAID = (
    "evidence_damaged", "evidence_empty", "evidence_encrypted", "evidence_kind", "evidence_pages",
    "evidence_pixels", "evidence_polyglot", "evidence_too_heavy", "evidence_too_large",
    "photo_kind", "photo_small",
)  # fmt: skip
_CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True)
class Examined:
    """A file that was taken: its kind, its harmless copy, pictures of its first pages."""

    kind: Kind
    pages: int
    copy: bytes
    previews: tuple[bytes, ...]


def examine(data: bytes, *asked: str) -> Examined:
    """Return the file made harmless; NotAccepted with the reason when it is not taken.

    `asked` `photo`: the file is a portrait, which is cut to the form's measure.
    """
    if not data:
        raise NotAccepted("evidence_empty")
    if len(data) > LARGEST:
        raise NotAccepted("evidence_too_large")
    if not _AT_ONCE.acquire(timeout=PATIENCE_S):
        raise NotAccepted("evidence_busy")
    try:
        return _read(_answer(data, *asked))
    finally:
        _AT_ONCE.release()


def _answer(data: bytes, *asked: str) -> bytes:
    try:
        return confined.ask(_CHILD, data, DEADLINE_S, *asked)
    except confined.Ended as error:
        code = "evidence_too_heavy" if error.killed else "evidence_damaged"
        raise NotAccepted(code) from error


def _read(answer: bytes) -> Examined:
    """Return the answer; one that is not in order comes from a child that a file has taken over."""
    try:
        (length,) = struct.unpack_from(">I", answer)
        head = json.loads(answer[4 : 4 + length])
        if "refused" in head:
            refused = head["refused"]
            raise NotAccepted(refused if refused in SAID else SAID[0])
        sizes, place, parts = head["sizes"], 4 + length, []
        for size in sizes:
            parts.append(answer[place : place + size])
            place += size
        if place != len(answer) or len(parts) < 2 or min(sizes) <= 0:
            raise ValueError
        return Examined(Kind(head["kind"]), int(head["pages"]), parts[0], tuple(parts[1:]))
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise NotAccepted("evidence_damaged") from error
