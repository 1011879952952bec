"""The province's own catalogues, read once from `config/catalogues/`: code -> label.

Three of them the province keeps itself (`KEPT`): the files are what they begin with, and `keep`
puts in their place what Sở Nội vụ made of them (docs/adr/0043-kept-catalogues.md).
"""

import csv
from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache, wraps
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Concatenate, ParamSpec, TypeVar

DIRECTORY = Path(__file__).parents[2] / "config" / "catalogues"
# Catalogues that the form joins into one field.
UNIONS = {"ngach_chuc_danh": ("ngach_cong_chuc", "chuc_danh_nghe_nghiep")}
# Catalogues whose entries are told apart only together with what they lie in.
NESTED = frozenset({"admin_units"})
# Posts of state and Party, job positions: what Sở Nội vụ adds to, ends and puts in order.
KEPT = ("chuc_vu", "chuc_vu_dang", "vi_tri_viec_lam")
_OPTIONAL = ("parent", "valid_from", "valid_to", "successor_codes")
_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Entry:
    """One meaning of a code, from one day to another, both included; empty = open."""

    code: str
    name: str
    parent: str
    valid_from: str
    valid_to: str
    successors: tuple[str, ...] = ()  # codes of what has followed it
    aliases: tuple[str, ...] = ()  # other names by which people look for it

    def valid_on(self, day: date) -> bool:
        """Whether the code has this meaning on the day."""
        text = day.isoformat()
        return self.valid_from <= text and (not self.valid_to or text <= self.valid_to)


@dataclass(frozen=True)
class _Kept:
    """What the province has made of its own catalogues, and up to which act."""

    stamp: int
    turn: int  # of this process: what was worked out in an earlier one is of another list
    entries: Mapping[str, tuple[Entry, ...]]


class _Now:
    """The one place of this process where the kept catalogues stand; replaced as a whole."""

    kept = _Kept(0, 0, MappingProxyType({}))
    turns = count(1)


def keep(stamp: int, found: Mapping[str, tuple[Entry, ...]]) -> None:
    """Use these entries for the kept catalogues from here on; 0 and none: as they were shipped."""
    turn = next(_Now.turns) if found else 0
    _Now.kept = _Kept(stamp, turn, MappingProxyType(dict(found)))


def kept_stamp() -> int:
    """Return the number that was given with the entries in use."""
    return _Now.kept.stamp


def kept_turn() -> int:
    """Return the turn of the entries in use, other for each `keep`."""
    return _Now.kept.turn


def derived(
    most: int | None = None,
) -> Callable[
    [Callable[Concatenate[str, _Given], _Made]], Callable[Concatenate[str, _Given], _Made]
]:
    """Remember what is worked out of a catalogue until the province changes that catalogue.

    `most`: how many answers are remembered. The first argument is the catalogue.
    """

    def remembering(
        make: Callable[Concatenate[str, _Given], _Made],
    ) -> Callable[Concatenate[str, _Given], _Made]:
        @lru_cache(maxsize=most)
        def remembered(_turn: int, catalogue: str, *given: object) -> _Made:
            return make(catalogue, *given)  # type: ignore[call-arg, arg-type]

        @wraps(make)
        def answer(catalogue: str, /, *given: _Given.args, **_none: _Given.kwargs) -> _Made:
            turn = _Now.kept.turn if catalogue in KEPT else 0
            return remembered(turn, catalogue, *given)

        return answer

    return remembering


@derived()
def entries(catalogue: str) -> tuple[Entry, ...]:
    """Return the entries in the catalogue's order; FileNotFoundError for an unknown catalogue.

    A code may stand twice: codes of administrative units were given away again in 2025.
    """
    return _Now.kept.entries.get(catalogue) or shipped(catalogue)


@cache
def shipped(catalogue: str) -> tuple[Entry, ...]:
    """Return the entries of the catalogue's file."""
    if catalogue in UNIONS:
        return tuple(entry for part in UNIONS[catalogue] for entry in shipped(part))
    with (DIRECTORY / f"{catalogue}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)  # twice as fast as by names: one file has 15,000 lines
        places = {name: place for place, name in enumerate(next(rows))}
        wanted = [places["code"], places["name"], *(places.get(name) for name in _OPTIONAL)]
        return tuple(_entry([row[at] if at is not None else "" for at in wanted]) for row in rows)


def _entry(texts: Sequence[str]) -> Entry:
    code, name, parent, valid_from, valid_to, followers = texts
    successors = tuple(followers.replace("|", " ").replace(";", " ").split())
    return Entry(code, name, parent, valid_from, valid_to, successors)


@derived()
def labels(catalogue: str) -> Mapping[str, str]:
    """Return a label for every code that the catalogue has or had."""
    return MappingProxyType({entry.code: entry.name for entry in entries(catalogue)})


@derived(4096)
def era(catalogue: str, day: date) -> date:
    """Return the first day from which the catalogue is what it is on the day.

    What is worked out of a catalogue is kept once an era and not once a day.
    """
    starts = _starts(catalogue)
    return starts[max(bisect(starts, day) - 1, 0)]


@derived()
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


@derived(256)
def _labels_of(catalogue: str, day: date) -> Mapping[str, str]:
    valid = {entry.code: entry for entry in entries(catalogue) if entry.valid_on(day)}
    if catalogue not in NESTED:
        return MappingProxyType({code: entry.name for code, entry in valid.items()})
    return MappingProxyType({code: _with_parents(entry, valid) for code, entry in valid.items()})


def last_day(catalogue: str, code: str) -> date | None:
    """Return the last day on which the code has a meaning; None without an end, or unknown."""
    return last_days(catalogue).get(code)


@derived()
def last_days(catalogue: str) -> Mapping[str, date]:
    """Return the last day of the codes that end for good."""
    last: dict[str, str] = {}
    for entry in entries(catalogue):
        before = last.get(entry.code)
        ends = entry.valid_to if before is None else before and entry.valid_to
        last[entry.code] = max(before or "", ends) if ends else ""
    return {code: date.fromisoformat(day) for code, day in last.items() if day}


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
