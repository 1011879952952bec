"""A sealed stream opens whole and in its order, under its own name and key, or not at all."""

import io
from collections.abc import Callable

import pytest

from province_app.backup.streams import PIECE, opened_pieces, read_pieces, sealed_pieces
from province_app.sealing import Broken

KEY, NAME = bytes(range(32)), "backup/1"
SEALED = PIECE + 16


def sealed(data: bytes) -> bytes:
    return b"".join(sealed_pieces(KEY, NAME, read_pieces(io.BytesIO(data))))


def opened(data: bytes, key: bytes = KEY, name: str = NAME) -> bytes:
    return b"".join(opened_pieces(key, name, io.BytesIO(data)))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_any_length_comes_out_as_it_went_in(size: int) -> None:
    data = (b"abc" * size)[:size]
    assert opened(sealed(data)) == data


BENT: dict[str, Callable[[bytes], bytes]] = {
    "cut at a piece": lambda data: data[: 2 * SEALED],
    "cut within one": lambda data: data[:-1],
    "exchanged": lambda data: data[SEALED : 2 * SEALED] + data[:SEALED] + data[2 * SEALED :],
    "left out": lambda data: data[SEALED:],
    "appended": lambda data: data + data[:SEALED],
    "a bit": lambda data: data[:9] + bytes([data[9] ^ 1]) + data[10:],
    "empty": lambda data: b"",
}


@pytest.mark.parametrize("how", BENT)
def test_a_stream_that_was_bent_does_not_open(how: str) -> None:
    with pytest.raises(Broken):
        opened(BENT[how](sealed(bytes(3 * PIECE - 5))))


def test_another_key_or_name_does_not_open_it() -> None:
    for key, name in ((KEY[::-1], NAME), (KEY, "backup/2")):
        with pytest.raises(Broken):
            opened(sealed(b"x"), key, name)
