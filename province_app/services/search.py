"""Tra cứu: people found by name, staff number or identity number, within the officer's sight.

Source: Quy chế Đ.5, 11; TT 06/2023 Đ.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from province_app.services import audit_reading
from province_app.services.errors import refuse_state
from province_app.stores import search as store
from province_app.stores import units
from province_app.stores.search import After, Found
from tiers.audit import Purpose
from tiers.calendar import local_day
from tiers.searching import By, asked_for
from tiers.units import Officer

__all__ = ["After", "Found"]  # what is read here, for the pages

PAGE = 25


@dataclass(frozen=True)
class SearchResult:
    """One page of people; `more`: somebody follows. How many there are in all is not counted."""

    by: By
    people: Sequence[Found]
    more: bool
    units: Mapping[int, str]
    today: date


def find_people(
    session: Session, officer: Officer, typed: str, at: datetime, after: After | None = None
) -> SearchResult:
    """Return who is found among those whom the officer may see, by given name.

    Whoever is shown is written down as read. People at a raised level of whom the officer is told
    nothing are not there. Refused `search_too_short`. Source: Quy chế Đ.5, 3.2.
    """
    asked = asked_for(typed)
    if asked is None:
        raise refuse_state("search_too_short")
    day = local_day(at)
    found = store.people_found(session, asked, officer.hidden, after, PAGE + 1)
    shown = found[:PAGE]
    named = units.with_ids(session, {one.unit_id for one in shown}, day) if shown else []
    result = SearchResult(
        asked.by,
        shown,
        len(found) > PAGE,
        {one.unit_id: one.name for one in named},
        day,
    )
    ids = [one.person_id for one in shown]
    mine = min((post.unit_id for post in officer.posts), default=None)
    audit_reading.note(session, officer, ids, at, Purpose.SEARCH, mine, by=str(asked.by))
    return result
