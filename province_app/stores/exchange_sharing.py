"""Approved records as they are given back: to their owner, and to who asks for a person."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

# Approvals take their place one after the other, so that no reader of changes passes one by.
_TURN = 7_305_403

_COLUMNS = """
    select r.record_id::text, a.place,
           substring(p.content from r.first_byte + 1 for r.size) as line,
           m.manifest, m.signature
      from exchange_record r
      join exchange_approval a on a.submission_id = r.submission_id
      join exchange_part p on p.submission_id = r.submission_id and p.part = r.part
      join exchange_manifest m
        on m.submission_id = r.submission_id and m.manifest_id = r.manifest_id
"""
_CHANGES = text(
    _COLUMNS
    + """
     where r.agency = any(:agencies)
       and (a.place, r.record_id) > (:place, cast(:record_id as uuid))
     order by a.place, r.record_id
     limit :limit
    """
)
_PERSON = text(
    _COLUMNS
    + """
     where (r.current and r.personal_id = :personal_id)
        or (not r.current and r.personal_id = :personal_id)  -- an index each
     order by a.place desc, r.version desc
     limit 1
    """
)
_NEWEST = text(
    _COLUMNS
    + """
     where r.record_id = cast(:record_id as uuid)
     order by r.version desc
     limit 1
    """
)


class Shared(NamedTuple):
    """An approved version: its line as it was sent, the manifest that attests it, its place."""

    record_id: str
    place: int
    line: bytes
    manifest: bytes
    signature: bytes


def take_turn(session: Session) -> None:
    """Wait until no other approval is under way; held until the transaction ends."""
    session.execute(text("select pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


def changes(
    session: Session, agencies: Collection[str], place: int, record_id: UUID, limit: int
) -> Iterator[Shared]:
    """Stream the approved versions that those agencies own and that follow the place."""
    values = {
        "agencies": list(agencies),
        "place": place,
        "record_id": str(record_id),
        "limit": limit,
    }
    for row in session.execute(_CHANGES, values, execution_options={"yield_per": 50}):
        yield _shared(row)


def person(session: Session, personal_id: str) -> Shared | None:
    """Return the newest approved version of the record that holds the personal id, or None.

    None too when a newer approved version of that record has another personal id.
    """
    row = session.execute(_PERSON, {"personal_id": personal_id}).one_or_none()
    if row is None:
        return None
    newest = session.execute(_NEWEST, {"record_id": row.record_id}).one()
    return _shared(row) if newest.line == row.line else None


def _shared(row: Row[Any]) -> Shared:
    return Shared(
        row.record_id, row.place, bytes(row.line), bytes(row.manifest), bytes(row.signature)
    )
