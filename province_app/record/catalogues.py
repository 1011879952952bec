"""The province's own catalogues, read once from `config/catalogues/`: code -> label."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

DIRECTORY = Path(__file__).parents[2] / "config" / "catalogues"
# Catalogues that the form joins into one field.
UNIONS = {"ngach_chuc_danh": ("ngach_cong_chuc", "chuc_danh_nghe_nghiep")}
# Catalogues whose entries are told apart only together with what they lie in.
NESTED = frozenset({"admin_units"})


@dataclass(frozen=True)
class Entry:
    """One meaning of a code, from one day to another, both included; empty = open."""

    code: str
    name: str
    parent: str
    valid_from: str
    valid_to: str
    successors: tuple[str, ...] = ()  # codes of what has followed it

    def valid_on(self, day: date) -> bool:
        """Whether the code has this meaning on the day."""
        text = day.isoformat()
        return self.valid_from <= text and (not self.valid_to or text <= self.valid_to)


@cache
def entries(catalogue: str) -> tuple[Entry, ...]:
    """Return the entries in the catalogue's order; FileNotFoundError for an unknown catalogue.

    A code may stand twice: codes of administrative units were given away again in 2025.
    """
    if catalogue in UNIONS:
        return tuple(entry for part in UNIONS[catalogue] for entry in entries(part))
    with (DIRECTORY / f"{catalogue}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Entry(
                row["code"],
                row["name"],
                row.get("parent") or "",
                row.get("valid_from") or "",
                row.get("valid_to") or "",
                tuple(
                    (row.get("successor_codes") or "").replace("|", ";").replace(";", " ").split()
                ),
            )
            for row in csv.DictReader(file)
        )


@cache
def labels(catalogue: str) -> Mapping[str, str]:
    """Return a label for every code that the catalogue has or had."""
    return MappingProxyType({entry.code: entry.name for entry in entries(catalogue)})


@lru_cache(maxsize=128)
def labels_on(catalogue: str, day: date) -> Mapping[str, str]:
    """Return the labels of the codes that may be chosen on the day.

    An administrative unit names those above it: `Xã Hải Minh, Huyện Hải Hậu, Tỉnh Nam Định`.
    """
    valid = {entry.code: entry for entry in entries(catalogue) if entry.valid_on(day)}
    if catalogue not in NESTED:
        return MappingProxyType({code: entry.name for code, entry in valid.items()})
    return MappingProxyType({code: _with_parents(entry, valid) for code, entry in valid.items()})


def successors(catalogue: str, code: str) -> tuple[str, ...]:
    """Return the codes of what has followed the code's meanings, the newest meaning's first."""
    found = [one for one in reversed(entries(catalogue)) if one.code == code]
    return tuple(code for one in found for code in one.successors)


def label_on(catalogue: str, code: str, day: date) -> str:
    """Return the code's label on the day; for a code of other times that one; else the code."""
    return labels_on(catalogue, day).get(code) or labels(catalogue).get(code, code)


def _with_parents(entry: Entry, valid: Mapping[str, Entry]) -> str:
    names = [entry.name]
    while entry.parent in valid:
        entry = valid[entry.parent]
        names.append(entry.name)
    return ", ".join(names)
