"""Which document proves a field, read once from `config/evidence.json`."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).parents[2] / "config" / "evidence.json"


@cache
def needs() -> Mapping[str, str]:
    """Return the document that a change of a field needs, by the field's path.

    ValueError when a path stands twice: one field is proved by one kind of document.
    """
    found: dict[str, str] = {}
    for row in json.loads(FILE.read_text(encoding="utf-8")):
        for path in row["paths"]:
            if path in found:
                raise ValueError(f"{path} stands twice in {FILE.name}")
            found[path] = row["document"]
    return MappingProxyType(found)
