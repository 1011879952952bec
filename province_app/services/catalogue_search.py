"""Searching a catalogue as people type: without accents, in any word order, by code, by old name.

A catalogue is folded once, at its first search. Nothing of any record is looked at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from heapq import nsmallest

from province_app.record.catalogues import NESTED, Entry, derived, entries, label_on
from province_app.record.schema import fields
from province_app.services.errors import Missing
from tiers.letters import bare

MOST = 20  # entries shown; who sees so many goes on typing
LONGEST = 100  # characters of a query that are looked at
_WORD = re.compile(r"[^\w.+/-]+")


@dataclass(frozen=True)
class Match:
    """An entry that was found; `until`: the last day on which the code meant this."""

    code: str
    label: str
    until: date | None = None


@dataclass(frozen=True)
class Folded:
    """An entry ready for searching: its folded code, its name, and all words that find it."""

    entry: Entry
    place: int  # in the catalogue
    code: str
    name: str
    words: str  # each with a space before it


def search(catalogue: str, query: str, day: date) -> list[Match]:
    """Return at most MOST entries whose words begin with those of the query, best first.

    Or whose code begins with it. Codes that ended before the day are found too and say until
    when; those that begin later are not. Missing for a catalogue that no field uses.
    """
    if catalogue not in used():
        raise Missing
    asked = fold(query[:LONGEST])
    starts = [f" {word}" for word in asked.split()]
    if not starts:
        return []
    on = day.isoformat()
    found = (
        (_rank(one, asked, starts, on), one)
        for one in folded(catalogue)
        if one.entry.valid_from <= on
        and (one.code.startswith(asked) or all(start in one.words for start in starts))
    )
    best = nsmallest(MOST, found, key=lambda pair: pair[0])
    return [_match(catalogue, one.entry, day) for _, one in best]


def fold(text: str) -> str:
    """Return the text in small letters, without accents, words divided by single spaces."""
    return " ".join(_WORD.sub(" ", bare(text)).split())


@cache
def used() -> frozenset[str]:
    """Return the catalogues of the record's fields and columns."""
    return frozenset(
        one.item.catalogue
        for info in fields().values()
        for one in (info, *info.columns)
        if one.item.catalogue
    )


@derived()
def folded(catalogue: str) -> tuple[Folded, ...]:
    """Return every entry of the catalogue, folded; other names and what it lies in find it."""
    return fold_entries(entries(catalogue), nested=catalogue in NESTED)


def fold_entries(found: Sequence[Entry], *, nested: bool) -> tuple[Folded, ...]:
    """Return the entries folded, in their order."""
    above: dict[str, list[Entry]] = {}
    for entry in found if nested else ():
        above.setdefault(entry.code, []).append(entry)
    names = {name: fold(name) for name in {entry.name for entry in found}}  # one may stand often
    around: dict[str, str] = {}  # the words of what lies around, by the code that it lies in
    for entry in found:
        if entry.parent not in around:
            around[entry.parent] = "".join(f" {names[one.name]}" for one in _above(entry, above))
    return tuple(
        Folded(
            entry,
            place,
            fold(entry.code),
            names[entry.name],
            "".join(f" {name}" for name in (names[entry.name], *map(fold, entry.aliases)))
            + around[entry.parent],
        )
        for place, entry in enumerate(found)
    )


def _above(entry: Entry, above: dict[str, list[Entry]]) -> list[Entry]:
    """Return what the entry lies or lay in, at any time: districts have changed under communes."""
    found: list[Entry] = []
    for parent in above.get(entry.parent, ()):
        found += [parent, *(_above(parent, above) if parent.parent != entry.parent else [])]
    return found


def _rank(one: Folded, asked: str, starts: Sequence[str], on: str) -> tuple[object, ...]:
    """Return what sorts first: the code itself, today's names, names that begin as asked."""
    name = f" {one.name}"
    return (
        one.code != asked,
        bool(one.entry.valid_to) and one.entry.valid_to < on,
        not one.name.startswith(asked),
        not all(start in name for start in starts),
        one.place,
    )


def _match(catalogue: str, entry: Entry, day: date) -> Match:
    if entry.valid_on(day):
        return Match(entry.code, label_on(catalogue, entry.code, day))
    last = date.fromisoformat(entry.valid_to)
    return Match(entry.code, label_on(catalogue, entry.code, last), last)
