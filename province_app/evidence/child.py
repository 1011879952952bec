"""The process that reads one hostile file: standard input in, the harmless copy out.

Run by its path: importing the whole application would cost each file a second and a half. Before
the first byte is read it takes memory, time, output and every further file or socket away from
itself, so a bomb ends this process and nothing else.
"""

import json
import os
import struct
import sys
import types
from pathlib import Path

# The bare name, without the application in it; where the application runs it is there already.
_PACKAGE = types.ModuleType("province_app")
_PACKAGE.__path__ = [str(Path(__file__).parents[1])]
sys.modules.setdefault("province_app", _PACKAGE)

from province_app import confined  # noqa: E402  found by the lines above

MEMORY = 512 * 1024 * 1024  # bytes of address space
SECONDS = 20  # of the processor
OUTPUT = 96 * 1024 * 1024  # bytes
PHOTO = "photo"  # asked of a portrait


def main() -> None:
    """Write the answer: its length, a JSON head, and the bytes that the head names."""
    from PIL import Image, MpoImagePlugin  # noqa: F401  the second one would be imported too late

    from province_app.evidence.documents import neutral_pdf
    from province_app.evidence.images import neutral_image
    from province_app.evidence.kinds import Kind, NotAccepted, recognise
    from province_app.evidence.portrait import neutral_portrait

    Image.preinit()  # the library imports its formats when they are first needed: too late then
    limit()
    parts: list[bytes] = []
    try:
        data = sys.stdin.buffer.read()
        kind = recognise(data)
        if PHOTO in sys.argv[1:]:
            copy, preview = neutral_portrait(data, kind)
            kind, pages, previews = Kind.JPEG, 1, [preview]
        elif kind is Kind.PDF:
            copy, pages, previews = neutral_pdf(data)
        else:
            copy, preview = neutral_image(data, kind)
            pages, previews = 1, [preview]
        parts = [copy, *previews]
        head = {"kind": kind, "pages": pages, "sizes": [len(part) for part in parts]}
    except NotAccepted as error:
        head = {"refused": error.code}
    except (MemoryError, RecursionError):
        parts, head = [], {"refused": "evidence_too_heavy"}
    text = json.dumps(head).encode()
    with os.fdopen(sys.stdout.fileno(), "wb", closefd=False) as out:
        out.write(struct.pack(">I", len(text)) + text)
        out.writelines(parts)


def limit() -> None:
    """Take away what a file could ask for; nothing gives it back to this process."""
    confined.limit(MEMORY, SECONDS, OUTPUT)


if __name__ == "__main__":
    main()
