"""A stream that is sealed piece by piece: any length in constant memory.

Each piece is bound to its number, so that pieces cannot be exchanged or left out, and the last
one to its being the last, so that a stream which was cut off does not open.
"""

from collections.abc import Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from province_app.sealing import Broken

PIECE = 1 << 20  # bytes before sealing
_TAG = 16


def sealed_pieces(key: bytes, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces sealed under that name; the key seals this one stream and nothing else.

    All pieces but the last have `PIECE` bytes.
    """
    cipher = AESGCM(key)
    for number, piece, last in _numbered(pieces):
        yield cipher.encrypt(_nonce(number), piece, _bound(name, last))


def opened_pieces(key: bytes, name: str, file: IO[bytes]) -> Iterator[bytes]:
    """Yield what `sealed_pieces` was given; Broken for another name, key or stream."""
    cipher = AESGCM(key)
    for number, piece, last in _numbered(read_pieces(file, PIECE + _TAG)):
        try:
            yield cipher.decrypt(_nonce(number), piece, _bound(name, last))
        except (InvalidTag, ValueError) as error:
            raise Broken(f"piece {number} is not what was sealed as {name}") from error


def read_pieces(file: IO[bytes], size: int = PIECE) -> Iterator[bytes]:
    """Yield the file in pieces of that size; the last one may be shorter."""
    while piece := file.read(size):
        yield piece


def _numbered(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Yield number, piece and whether it is the last; an empty stream has one empty piece."""
    number, held = 0, None
    for piece in pieces:
        if held is not None:
            yield number, held, False
            number += 1
        held = piece
    yield number, held or b"", True


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(name: str, last: bool) -> bytes:
    return f"{name}/{'last' if last else 'more'}".encode()
