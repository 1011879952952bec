"""National catalogues that wait to be admitted, and how many records use a code of theirs."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select, text, tuple_
from sqlalchemy.orm import Session

from province_app.models.catalogues import CatalogueQuarantine

# What every record holds now: its newest version. Sealed sections stay closed.
_USES = text("""
    select found.value #>> '{}' as code, count(distinct newest.record_id) as records
    from (
      select distinct on (record_id) record_id, section_digests from record_version
      order by record_id, version desc
    ) newest
    join record_section section
      on section.record_id = newest.record_id and section.digest = any(newest.section_digests)
     and section.name = :section and not section.sealed
    cross join lateral jsonb_path_query(
      convert_from(section.content, 'UTF8')::jsonb, cast(:place as jsonpath)) found(value)
    where found.value #>> '{}' = any(:codes)
    group by 1
""")


class Place(NamedTuple):
    """Where a code may stand: a section, and a JSON path into its content."""

    section: str
    path: str


def waiting(session: Session) -> Sequence[CatalogueQuarantine]:
    """Return what waits, by code."""
    table = CatalogueQuarantine
    return session.scalars(select(table).order_by(table.code, table.version)).all()


def keep_only(session: Session, versions: Mapping[str, str]) -> None:
    """Drop what is not the version named for its code: nobody needs to decide on it any more."""
    table = CatalogueQuarantine
    session.execute(
        delete(table).where(tuple_(table.code, table.version).not_in(list(versions.items())))
    )


def uses(session: Session, places: Collection[Place], codes: Collection[str]) -> dict[str, int]:
    """Return how many records use each of the codes at one of the places; unused ones are absent.

    A record that uses a code at two places counts at the place where most do.
    """
    found: dict[str, int] = {}
    for section, path in places:  # some five places a catalogue, whatever the number of records
        values = {"section": section, "place": path, "codes": list(codes)}
        for code, records in session.execute(_USES, values):
            found[code] = max(found.get(code, 0), records)
    return found
