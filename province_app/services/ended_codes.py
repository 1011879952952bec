"""Mã đã hết dùng: codes that the receiver gave up stay readable, and their records become tasks.

A code in use never vanishes: the copy of the receiver's catalogue lacks it by now, the list of
what has ended names it. Source: Quy chế TT 06/2023 Đ.13 (step 1); docs/adr/0030-catalogues.md.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from province_app.record.schema import SECTIONS, FieldInfo, fields
from province_app.services.catalogue_mappings import national_names, valid_on
from province_app.stores import ended_codes as store
from province_app.stores.ended_codes import Use
from province_app.stores.held_values import Place
from tiers.calendar import local_day
from tiers.catalogues import Difference, Entry


@dataclass(frozen=True)
class EndedUse:
    """A record that uses an ended code: where, and what the receiver uses instead, if decided."""

    use: Use
    field: FieldInfo
    instead: str  # the receiver's code; "" where nothing was decided
    instead_name: str


def note(
    session: Session,
    catalogue: str,
    version: str,
    change: Difference,
    held: Sequence[Entry],
    at: datetime,
) -> None:
    """Keep what the admitted version lacks as ended from today; end the end of what it brings."""
    names = {str(entry["code"]): str(entry["name"]) for entry in held}
    gone = {code: names[code] for code in change.gone}
    store.keep(session, catalogue, gone, version, local_day(at))
    store.bring_back(session, catalogue, change.added)


def used_in(
    session: Session, unit_ids: Collection[int], at: datetime, hidden: Collection[str] = ()
) -> list[EndedUse]:
    """Return which records of the units' people stand with a code that has ended, by given name.

    Uses in sealed sections are not among them: the receiver's refusal tells of those.
    """
    ended = store.catalogues(session)
    if not ended:
        return []
    infos = {place: info for name in ended for place, info in places_of(name).items()}
    places = {name: tuple(places_of(name)) for name in ended}
    found = store.used_in(session, unit_ids, places, local_day(at), hidden)
    known = valid_on(session, local_day(at)) if found else {}
    names = national_names(session, {one.catalogue for one in found if known})
    return [
        EndedUse(
            one,
            infos[one.place],
            theirs := known.get((one.catalogue, one.code), ""),
            names.get(one.catalogue, {}).get(theirs, ""),
        )
        for one in found
    ]


def places_of(catalogue: str) -> Mapping[Place, FieldInfo]:
    """Return where the catalogue's codes stand in what travels to the nation."""
    found = {}
    for info in fields().values():
        if SECTIONS[info.section].restricted:
            continue
        if info.item.catalogue == catalogue:
            found[Place(info.section, f"$.{info.name}")] = info
        for column in info.columns:
            if column.item.catalogue == catalogue:
                place = Place(info.section, f"$.{info.name}.rows[*].{column.name}")
                found[place] = info
    return found
