"""What a file is, decided by its bytes: PDF, JPEG or PNG, whole and nothing besides.

The structure is walked here before any library sees the file; names and declared types count for
nothing. The code of a refusal has its sentence in `views/messages.py`.
"""

import struct
import zlib
from enum import StrEnum

LARGEST = 20 * 1024 * 1024  # bytes of a file
MOST_PIXELS = 50_000_000  # of one image; a phone's largest picture
MOST_PAGES = 100

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PDF = (b"%PDF-1.", b"%PDF-2.")
_CHUNK = 12  # length, name and checksum around a chunk's data
_PIXEL_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_ANIMATED = {b"acTL", b"fcTL", b"fdAT"}  # pictures that a page would not show
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 22  # bytes of the end record before its comment, whose length closes it
_HEAD = 1024  # readers look for a PDF's mark this far into a file


class Kind(StrEnum):
    """The kinds that are taken."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"


class NotAccepted(Exception):
    """A file that is not taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def recognise(data: bytes) -> Kind:
    """Return the file's kind; NotAccepted when it is none, cut short, or two things at once."""
    if not data:
        raise NotAccepted("evidence_empty")
    if len(data) > LARGEST:
        raise NotAccepted("evidence_too_large")
    kind = _by_mark(data)
    if _is_also_zip(data) or (kind is not Kind.PDF and b"%PDF-" in data[:_HEAD]):
        raise NotAccepted("evidence_polyglot")
    if kind is Kind.PDF:
        _ends_as_pdf(data)
    return kind


def bare_png(data: bytes) -> bytes:
    """Return the PNG with the chunks that make its pixels, and no other.

    Every chunk's checksum and the size are judged first, so no decoder meets a text bomb or an
    image that would fill the memory.
    """
    place, kept, names = len(_PNG), [_PNG], []
    while place < len(data):
        if place + _CHUNK > len(data):
            raise NotAccepted("evidence_damaged")
        length, name = struct.unpack_from(">I4s", data, place)
        end = place + _CHUNK + length
        if end > len(data) or _checksum(data, place, end) != zlib.crc32(data[place + 4 : end - 4]):
            raise NotAccepted("evidence_damaged")
        names.append(name)
        if name in _PIXEL_CHUNKS:
            kept.append(data[place:end])
        place = end
        if name == b"IEND":
            break
    if place < len(data):
        raise NotAccepted("evidence_polyglot")
    _judge_chunks(data, names)
    return b"".join(kept)


def few_enough(width: int, height: int) -> None:
    """Raise NotAccepted when the image has more pixels than are decoded."""
    if width <= 0 or height <= 0:
        raise NotAccepted("evidence_damaged")
    if width * height > MOST_PIXELS:
        raise NotAccepted("evidence_pixels")


def _by_mark(data: bytes) -> Kind:
    if data.startswith(_PNG):
        return Kind.PNG
    if data.startswith(_JPEG):
        return Kind.JPEG
    if data.startswith(_PDF):
        return Kind.PDF
    raise NotAccepted("evidence_kind")


def _is_also_zip(data: bytes) -> bool:
    """Whether the file ends as an archive: its end record's comment reaches the last byte."""
    place = data.rfind(_ZIP_END, max(0, len(data) - _ZIP_TAIL - 0xFFFF))
    if place < 0 or place + _ZIP_TAIL > len(data):
        return False
    (comment,) = struct.unpack_from("<H", data, place + _ZIP_TAIL - 2)
    return place + _ZIP_TAIL + int(comment) <= len(data)


def _ends_as_pdf(data: bytes) -> None:
    head, mark, rest = data.rpartition(b"%%EOF")
    if not mark or not head:
        raise NotAccepted("evidence_damaged")
    if rest.strip(b"\r\n\t \0"):
        raise NotAccepted("evidence_polyglot")


def _checksum(data: bytes, place: int, end: int) -> int:
    (found,) = struct.unpack_from(">I", data, end - 4)
    return int(found)


def _judge_chunks(data: bytes, names: list[bytes]) -> None:
    if len(names) < 3 or names[0] != b"IHDR" or names[-1] != b"IEND" or b"IDAT" not in names:
        raise NotAccepted("evidence_damaged")
    if _ANIMATED & set(names):
        raise NotAccepted("evidence_kind")
    few_enough(*struct.unpack_from(">II", data, len(_PNG) + 8))
