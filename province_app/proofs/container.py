"""The form of an evidence container: one archive, always the same bytes for the same files.

`docs/verify_container.py` reads it and knows nothing of this module. The form: docs/verify.md.
"""

import io
import zipfile
from collections.abc import Mapping
from hashlib import sha256

from province_app.record.canonical import canonical

SCHEMA = "cbccvc-proof/1"
NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that an archive can write


def pack(record_id: str, version: int, manifest_id: str, files: Mapping[str, bytes]) -> bytes:
    """Return the container: the files, and `container.json`, which names them by digest."""
    facts = {
        "schema": SCHEMA,
        "record_id": record_id,
        "version": version,
        "manifest_id": manifest_id,
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
    }
    every = {**files, "container.json": canonical(facts)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(every):
            info = zipfile.ZipInfo(name, NO_DATE)
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, every[name])
    return out.getvalue()
