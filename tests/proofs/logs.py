"""Places in a sealed log for containers of tests, made without the application's tree."""

from hashlib import sha256
from uuid import UUID

import orjson

from province_app.audit.notes import Head, Signer
from province_app.record.canonical import canonical
from tests.proofs.containers import MANIFEST, RECORD
from tests.signing.authority import AT

SIGNER = Signer("H40", bytes(range(32)))
EVENT = orjson.dumps({"event": "manifest.signed", "subject": MANIFEST})


def in_log(size: int, index: int, event: bytes = EVENT, signer: Signer = SIGNER) -> bytes:
    """Return an inclusion proof by the recursive definition of RFC 9162 §2.1.3.1."""
    leaves = [event if one == index else b"%d" % one for one in range(size)]

    def head_of(part: list[bytes]) -> bytes:
        if len(part) == 1:
            return sha256(b"\0" + part[0]).digest()
        cut = 1 << (len(part) - 1).bit_length() - 1
        return sha256(b"\1" + head_of(part[:cut]) + head_of(part[cut:])).digest()

    def path(place: int, part: list[bytes]) -> list[bytes]:
        if len(part) == 1:
            return []
        cut = 1 << (len(part) - 1).bit_length() - 1
        if place < cut:
            return [*path(place, part[:cut]), head_of(part[cut:])]
        return [*path(place - cut, part[cut:]), head_of(part[:cut])]

    return canonical(
        {
            "event": event.decode(),
            "index": index,
            "path": [one.hex() for one in path(index, leaves)],
            "checkpoint": signer.sign(Head("H40", UUID(RECORD), size, head_of(leaves), AT)),
        }
    )
