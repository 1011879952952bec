"""The province's own catalogues, read once from `config/catalogues/`: code -> label."""

import csv
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

DIRECTORY = Path(__file__).parents[2] / "config" / "catalogues"
# Catalogues that the form joins into one field.
UNIONS = {"ngach_chuc_danh": ("ngach_cong_chuc", "chuc_danh_nghe_nghiep")}
# Catalogues whose entries are told apart only together with what they lie in.
NESTED = frozenset({"admin_units"})
_OPTIONAL = ("parent", "valid_from", "valid_to", "successor_codes")


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
        rows = csv.reader(file)  # twice as fast as by names: one file has 15,000 lines
        places = {name: place for place, name in enumerate(next(rows))}
        wanted = [places["code"], places["name"], *(places.get(name) for name in _OPTIONAL)]
        return tuple(_entry([row[at] if at is not None else "" for at in wanted]) for row in rows)


def _entry(texts: Sequence[str]) -> Entry:
    code, name, parent, valid_from, valid_to, followers = texts
    successors = tuple(followers.replace("|", " ").replace(";", " ").split())
    return Entry(code, name, parent, valid_from, valid_to, successors)


@cache
def labels(catalogue: str) -> Mapping[str, str]:
    """Return a label for every code that the catalogue has or had."""
    return MappingProxyType({entry.code: entry.name for entry in entries(catalogue)})


@lru_cache(maxsize=4096)
def era(catalogue: str, day: date) -> date:
    """Return the first day from which the catalogue is what it is on the day.

    What is worked out of a catalogue is kept once an era and not once a day.
    """
    starts = _starts(catalogue)
    return starts[max(bisect(starts, day) - 1, 0)]


@cache
def _starts(catalogue: str) -> list[date]:
    """Return the days on which a code of the catalogue began or had ended, and the very first."""
    begun = {date.fromisoformat(one.valid_from) for one in entries(catalogue) if one.valid_from}
    ended = {date.fromisoformat(one.valid_to) for one in entries(catalogue) if one.valid_to}
    return sorted({date.min} | begun | {day + timedelta(days=1) for day in ended})


def labels_on(catalogue: str, day: date) -> Mapping[str, str]:
    """Return the labels of the codes that may be chosen on the day.

    An administrative unit names those above it: `Xã Hải Minh, Huyện Hải Hậu, Tỉnh Nam Định`.
    """
    return _labels_of(catalogue, era(catalogue, day))


@lru_cache(maxsize=256)
def _labels_of(catalogue: str, day: date) -> Mapping[str, str]:
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
