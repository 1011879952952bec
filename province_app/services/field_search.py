"""Tìm mục trong hồ sơ: fields of the form by label, number, or the word that people know.

Without accents, in any word order. Nothing of any record is looked at.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from heapq import nsmallest
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from province_app.record.schema import SECTIONS, fields
from province_app.services.catalogue_search import LONGEST, fold
from province_app.stores import people
from tiers.calendar import local_day
from tiers.units import Officer

FILE = Path(__file__).parents[2] / "config" / "field-aliases.json"
MOST = 10  # fields shown; who sees so many goes on typing
_NUMBER = re.compile(r"(?:muc )?(h?[0-9]{1,2}(?:\.[0-9]{1,2})?)")


@dataclass(frozen=True)
class FieldHit:
    """A field that was found; `by`: the other word that found it, "" for its own label."""

    path: str
    number: str
    label: str
    section: str
    by: str = ""


@dataclass(frozen=True)
class _Name:
    path: str
    place: int  # in the form
    kind: int  # 0 label, 1 another word for it, 2 column of its table
    name: str  # folded
    text: str


@cache
def aliases() -> Mapping[str, tuple[str, ...]]:
    """Return the other words for a field, by path: old names, and those of other programs."""
    known = json.loads(FILE.read_text(encoding="utf-8"))
    return MappingProxyType({path: tuple(words) for path, words in known.items()})


def search_fields(query: str, sections: Collection[str] = tuple(SECTIONS)) -> list[FieldHit]:
    """Return at most MOST fields of the sections, each once, best first.

    A number finds the fields of that item of the form. Words find what has words beginning so: the
    label, another word for it, a column of the table.
    """
    asked = fold(query[:LONGEST])
    if not asked:
        return []
    if number := _NUMBER.fullmatch(asked):
        return _of_number(number[1], sections)
    starts = [f" {word}" for word in asked.split()]
    best: dict[str, tuple[tuple[int, int, int, int], _Name]] = {}
    for one in _names():
        if one.path.partition(".")[0] in sections and _begin(starts, one.name):
            rank = (one.name != asked, one.kind, not one.name.startswith(asked), one.place)
            if one.path not in best or rank < best[one.path][0]:
                best[one.path] = (rank, one)
    return [_hit(one) for _, one in nsmallest(MOST, best.values(), key=lambda pair: pair[0])]


def own_sections(session: Session, actor: Officer, at: datetime) -> list[str]:
    """Return the sections that are asked of the actor's staff category."""
    try:
        person_id = UUID(actor.person_id)
        category = people.employment_as_of(session, person_id, local_day(at)).category
    except NoResultFound:  # on no roster
        category = ""
    return [name for name, info in SECTIONS.items() if info.asked_from(category)]


def _of_number(number: str, sections: Collection[str]) -> list[FieldHit]:
    found = [
        one
        for one in _names()
        if one.kind == 0
        and one.path.partition(".")[0] in sections
        and f"{fields()[one.path].item.number.casefold()}.".startswith(f"{number}.")
    ]
    return [_hit(one) for one in found[:MOST]]


def _begin(starts: Collection[str], name: str) -> bool:
    return all(start in f" {name}" for start in starts)


def _hit(one: _Name) -> FieldHit:
    info = fields()[one.path]
    by = one.text if one.kind else ""
    return FieldHit(one.path, info.item.number, info.item.label, info.section, by)


@cache
def _names() -> tuple[_Name, ...]:
    """Return every word by which a field is found, in the order of the form."""
    return tuple(
        _Name(path, place, kind, fold(text), text)
        for place, (path, info) in enumerate(fields().items())
        for kind, texts in enumerate(
            (
                (info.item.label,),
                aliases().get(path, ()),
                tuple(column.item.label for column in info.columns),
            )
        )
        for text in texts
    )
