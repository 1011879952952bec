"""Which fields this node requires and by which catalogue it checks them. Source: annex 40."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

CONFIG = Path(__file__).parents[2] / "config" / "national-requirements.json"
EVERY = "*"


class Rule(NamedTuple):
    """One field: where it stands, its catalogue, and whether it must have a value."""

    path: str  # JSON pointer into a line, `*` for each element of an array
    section: str
    names: tuple[str, ...]  # below the section's content, as the path has them
    catalogue: str | None
    required: bool


@dataclass(frozen=True)
class Requirements:
    """All rules of one version, in the order in which they are judged."""

    version: str
    rules: tuple[Rule, ...]

    @property
    def catalogues(self) -> set[str]:
        """Return the codes of the catalogues that the rules name."""
        return {rule.catalogue for rule in self.rules if rule.catalogue}


@cache
def requirements(path: Path = CONFIG) -> Requirements:
    """Return what the file asks for; ValueError names a path that is no field of a section."""
    data = json.loads(path.read_bytes())
    return Requirements(data["version"], tuple(_rule(field) for field in data["fields"]))


def published() -> dict[str, Any]:
    """Return the requirements as `GET /requirements` answers them."""
    current = requirements()
    return {
        "version": current.version,
        "fields": [
            {"path": rule.path, "catalogue": rule.catalogue, "required": rule.required}
            for rule in current.rules
        ],
    }


def _rule(field: Mapping[str, Any]) -> Rule:
    start, *tokens = field["path"].split("/")
    if start or len(tokens) < 4 or (tokens[0], tokens[2]) != ("sections", "content"):
        raise ValueError(f"{field['path']} is not /sections/…/content/…")
    return Rule(field["path"], tokens[1], tuple(tokens[3:]), field["catalogue"], field["required"])


def values(rule: Rule, content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each value that the rule speaks of with its pointer; None where it is absent."""
    yield from _values(f"/sections/{rule.section}/content", rule.names, content)


def _values(place: str, names: tuple[str, ...], value: Any) -> Iterator[tuple[str, Any]]:
    if not names:
        yield place, value
    elif names[0] == EVERY:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _values(f"{place}/{index}", names[1:], item)
    else:
        member = value.get(names[0]) if isinstance(value, dict) else None
        yield from _values(f"{place}/{names[0]}", names[1:], member)
