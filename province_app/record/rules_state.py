"""Under which rules a record is judged: one name for the rules and the catalogues together."""

from functools import cache
from hashlib import sha256
from pathlib import Path

import tiers.quality
from province_app.record.catalogues import DIRECTORY


@cache
def rules_state() -> str:
    """Return the SHA-256 over the rules' source and the catalogues' files, in hex.

    No version number has to be remembered: whoever changes a rule or a catalogue changes this.
    """
    found = sha256()
    for folder, ending in ((Path(tiers.quality.__file__).parent, "*.py"), (DIRECTORY, "*.csv")):
        for file in sorted(folder.glob(ending)):
            found.update(f"{file.name}\0".encode() + sha256(file.read_bytes()).digest())
    return found.hexdigest()
