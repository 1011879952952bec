"""Which document proves a field, read once from `config/evidence.json`."""

import json
from collections.abc import Collection, Mapping
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


def shown_with(path: str, shown: Collection[str]) -> str:
    """Return beside which of the fields shown a document of that field stands; "" for none.

    With its own field; where that is not shown, with the first one that the same kind of document
    proves, so that none is overlooked.
    """
    if path in shown:
        return path
    kin = [one for one in shown if one in needs() and needs()[one] == needs().get(path)]
    same = [one for one in shown if one.partition(".")[0] == path.partition(".")[0]]
    return next(iter([*kin, *same, *shown]), "")
