"""Codes that a national catalogue lacks by now, and the records that still use one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.catalogues import EndedCode
from province_app.stores.held_values import Place
from province_app.stores.levels import statement

# The newest version counts: whoever has chosen another code is done. Sealed sections stay closed.
_IN_UNITS = statement(
    """
    select distinct person.sort_key, person.id, person.full_name, place.section, place.path,
           ended.catalogue, ended.code, ended.name, ended.ended_on, draft.state
    from employment
    join person on person.id = employment.person_id
    cross join lateral (
      select section_digests from record_version where record_id = person.id
      order by version desc limit 1) newest
    cross join unnest(cast(:catalogues as text[]), cast(:sections as text[]),
                      cast(:paths as text[])) place(catalogue, section, path)
    join record_section section on section.record_id = person.id
     and section.digest = any(newest.section_digests)
     and section.name = place.section and not section.sealed
    cross join lateral jsonb_path_query(
      convert_from(section.content, 'UTF8')::jsonb, cast(place.path as jsonpath)) found(value)
    join ended_code ended
      on ended.catalogue = place.catalogue and ended.code = found.value #>> '{}'
    left join draft on draft.person_id = person.id and draft.state <> 'confirmed'
    where employment.unit_id = any(:unit_ids) and employment.starts_on <= :day
      and (employment.ends_on is null or employment.ends_on > :day) and {seen}
    order by person.sort_key, person.id, ended.catalogue, ended.code, place.path
""",
    "person.id",
)


class Use(NamedTuple):
    """A record whose newest version uses an ended code, and who works on it by now."""

    record_id: UUID
    full_name: str
    place: Place
    catalogue: str
    code: str
    name: str
    ended_on: date
    draft_state: str | None


def catalogues(session: Session) -> Sequence[str]:
    """Return the catalogues that have ended codes, by name."""
    query = select(EndedCode.catalogue).distinct().order_by(EndedCode.catalogue)
    return session.scalars(query).all()


def keep(
    session: Session, catalogue: str, names: Mapping[str, str], version: str, day: date
) -> None:
    """Keep the codes as ended from the day on; one that has ended before stays as it is."""
    rows = [
        {"catalogue": catalogue, "code": code, "name": name, "ended_on": day, "version": version}
        for code, name in names.items()
    ]
    if rows:
        session.execute(insert(EndedCode).on_conflict_do_nothing(), rows)


def bring_back(session: Session, catalogue: str, codes: Collection[str]) -> None:
    """Forget the end of those of the codes that had ended: they are in use again."""
    mine = EndedCode.catalogue == catalogue
    session.execute(delete(EndedCode).where(mine, EndedCode.code.in_(codes)))


def used_in(
    session: Session,
    unit_ids: Collection[int],
    places: Mapping[str, Collection[Place]],
    day: date,
    hidden: Collection[str] = (),
) -> list[Use]:
    """Return which records of the units' people use an ended code, by given name.

    `places`: where codes stand, by catalogue.
    """
    wanted = [(name, one) for name, found in places.items() for one in found]
    values = {
        "unit_ids": list(unit_ids),
        "day": day,
        "hidden": list(hidden),
        "catalogues": [name for name, _ in wanted],
        "sections": [one.section for _, one in wanted],
        "paths": [one.path for _, one in wanted],
    }
    return [
        Use(row[1], row[2], Place(row[3], row[4]), *row[5:])
        for row in session.execute(_IN_UNITS, values)
    ]
