"""Which code of the receiver stands for one of ours, and which of ours it refused."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from province_app.models.catalogues import CatalogueMapping

# The place of a refusal leads to the value in the version that was sent; sealed sections stay
# closed.
_REFUSED = text("""
    select item.record_id, item.path,
           convert_from(section.content, 'UTF8')::jsonb
             #>> (string_to_array(item.path, '/'))[5:] as value
    from sync_item item
    join record_version version using (record_id, version)
    join record_section section
      on section.record_id = item.record_id and section.digest = any(version.section_digests)
     and section.name = split_part(item.path, '/', 3) and not section.sealed
    where item.record_id = any(:records) and item.period = :period
      and item.outcome = 'rejected' and item.code = 'catalogue_unknown_code'
""")


class Refused(NamedTuple):
    """A value of a record that a receiver does not know, and where it stands."""

    record_id: UUID
    path: str
    value: str | None


def valid_on(session: Session, day: date) -> dict[tuple[str, str], str]:
    """Return the receiver's code that stands for each (catalogue, code) of ours on the day."""
    table = CatalogueMapping
    query = (
        select(table.catalogue, table.local_code, table.national_code)
        .ext(distinct_on(table.catalogue, table.local_code))
        .where(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to >= day))
        .order_by(table.catalogue, table.local_code, table.id.desc())
    )
    return {(name, ours): theirs for name, ours, theirs in session.execute(query) if theirs}


def all_of(session: Session) -> Sequence[CatalogueMapping]:
    """Return every decision, by catalogue and code, the newest of a code first."""
    table = CatalogueMapping
    order = (table.catalogue, table.local_code, table.id.desc())
    return session.scalars(select(table).order_by(*order)).all()


def refused(session: Session, records: Collection[UUID], period: str) -> list[Refused]:
    """Return the values of those records that a receiver refused as unknown in the period."""
    rows = session.execute(_REFUSED, {"records": list(records), "period": period})
    return [Refused._make(row) for row in rows]
