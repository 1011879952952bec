"""The ZIP archive of a hand delivery: a few named files, bounded before anything is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from province_app.exchange.hand.refused import HandRefused

MOST_BYTES = 256 * 1024 * 1024  # unpacked, of all files together
MOST_PACKED = 128 * 1024 * 1024
NO_DATE = (1980, 1, 1, 0, 0, 0)
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the library says of bytes that are no archive, or not the one that was packed.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the archive: the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, NO_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def unpack(data: bytes, names: frozenset[str]) -> dict[str, bytes]:
    """Return the files of an archive that has exactly these names.

    HandRefused for other names (so no path leads anywhere), twice the same one, encryption, too
    many bytes, and bytes that are not what the archive's own sums say.
    """
    if len(data) > MOST_PACKED:
        raise HandRefused("hand_too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            if sorted(one.filename for one in listed) != sorted(names):
                raise HandRefused("hand_other_files")
            if any(one.flag_bits & 1 or one.compress_type not in _PLAIN for one in listed):
                raise HandRefused("hand_damaged")
            if sum(one.file_size for one in listed) > MOST_BYTES:
                raise HandRefused("hand_too_large")
            left, found = MOST_BYTES, {}
            for one in listed:
                with archive.open(one) as file:
                    read = file.read(left + 1)  # whatever the archive says of its size
                left -= len(read)
                if left < 0:
                    raise HandRefused("hand_too_large")
                found[one.filename] = read
            return found
    except _DAMAGED as error:
        raise HandRefused("hand_damaged") from error
