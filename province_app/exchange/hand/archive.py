"""The ZIP archive of a hand delivery: a few named files, bounded before anything is unpacked.

What is packed and unpacked lies in files without a name, which end with the process: memory does
not grow with the records, and nothing of them stays behind on the disk.
"""

import mmap
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO

from province_app.exchange.hand.refused import HandRefused

File = IO[bytes]

MOST_BYTES = 2 * 1024 * 1024 * 1024  # unpacked, of all files together
MOST_PACKED = 512 * 1024 * 1024
CHUNK = 64 * 1024
NO_DATE = (1980, 1, 1, 0, 0, 0)
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the library says of bytes that are no archive, or not the one that was packed.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


def size_of(file: File) -> int:
    """Return how many bytes the file has; it stands at its beginning afterwards."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


@contextmanager
def mapped(file: File) -> Iterator[mmap.mmap | bytes]:
    """Yield the file's bytes without reading all of them, to hash or to look at."""
    file.flush()
    if not size_of(file):
        yield b""  # nothing cannot be mapped
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as found:
        yield found


def pack(files: Mapping[str, File | bytes], out: File) -> None:
    """Write the archive: the same bytes for the same files."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, NO_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            if isinstance(data, bytes):
                archive.writestr(info, data)
                continue
            info.file_size = size_of(data)  # so that it is known which form the entry takes
            with archive.open(info, "w") as entry:
                copyfileobj(data, entry, CHUNK)


@contextmanager
def unpacked(data: File, names: frozenset[str]) -> Iterator[dict[str, File]]:
    """Yield the files of an archive that has exactly these names.

    HandRefused for other names (so no path leads anywhere), twice the same one, encryption, too
    many bytes, and bytes that are not what the archive's own sums say.
    """
    if size_of(data) > MOST_PACKED:
        raise HandRefused("hand_too_large")
    with ExitStack() as stack:
        yield _unpack(data, names, stack)


def _unpack(data: File, names: frozenset[str], stack: ExitStack) -> dict[str, File]:
    try:
        with zipfile.ZipFile(data) as archive:
            listed = archive.infolist()
            if sorted(one.filename for one in listed) != sorted(names):
                raise HandRefused("hand_other_files")
            if any(one.flag_bits & 1 or one.compress_type not in _PLAIN for one in listed):
                raise HandRefused("hand_damaged")
            if sum(one.file_size for one in listed) > MOST_BYTES:
                raise HandRefused("hand_too_large")
            left, found = MOST_BYTES, dict[str, File]()
            for one in listed:
                found[one.filename] = out = stack.enter_context(TemporaryFile())
                with archive.open(one) as file:
                    while chunk := file.read(CHUNK):  # whatever the archive says of its size
                        left -= len(chunk)
                        if left < 0:
                            raise HandRefused("hand_too_large")
                        out.write(chunk)
            return found
    except _DAMAGED as error:
        raise HandRefused("hand_damaged") from error
