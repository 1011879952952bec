"""Every digest of held versions once more, from the stored bytes.

The hashing is done where the bytes are, in one reading of a record's sections; only sealed ones
are read out, as the database has no key. Source: Quy chế Đ.8; ADR 5 (stages move pointers).
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from province_app.models.records import RecordKey
from province_app.record.canonical import section_digest
from province_app.sealing import Broken, ring
from province_app.stores import sections
from province_app.stores.sections import Stored

# A section that is not there has no name.
_REHASHED = sections.with_packed(
    """
    select version.record_id, found.names, found.sealed, found.sizes, found.packed,
           case when found.many < cardinality(version.section_digests) then '/sections/?'
                when found.broken is not null then '/sections/' || found.broken
                when sha256(version.tree) <> version.digest
                  or version.tree is distinct from convert_to(
                       '{"record_id":"' || version.record_id
                       || '","schema":"cbccvc-record/1","sections":{' || found.listed
                       || '},"version":' || version.version || '}', 'UTF8')
                then '/digest' end as path
    from unnest(cast(:ids as uuid[]), cast(:versions as int[])) as held(record_id, version)
    join record_version version using (record_id, version)
    cross join lateral (
      select count(*) as many,
             min(section.name) filter (where not section.sealed
               and sha256(section.salt || section.content) <> section.digest) as broken,
             string_agg('"' || section.name || '":"' || encode(section.digest, 'hex') || '"', ','
                        order by section.name collate "C") as listed,
             {packed}
      from record_section section
      where section.record_id = version.record_id
        and section.digest = any(version.section_digests)
    ) found
""",
    only="section.sealed",
)


def broken_digests(session: Session, held: Sequence[tuple[UUID, int]]) -> dict[UUID, str]:
    """Return the path of the first thing that does not match its digest, by record.

    Every section is hashed again from its stored bytes, and the version's tree from the sections'
    stored digests.
    """
    ids, versions = [record_id for record_id, _ in held], [number for _, number in held]
    rows = session.execute(_REHASHED, {"ids": ids, "versions": versions}).all()
    keys = _openable(session, ids)
    broken: dict[UUID, str] = {}
    for row in rows:
        record_id, key = str(row.record_id), keys.get(row.record_id)
        for one in sections.unpacked(row):
            if not _is_whole(record_id, one, key):
                broken[row.record_id] = min(f"/sections/{one.name}", row.path or "/z")
                break
        else:
            if row.path:
                broken[row.record_id] = row.path
    return broken


def _is_whole(record_id: str, one: Stored, key: bytes | None) -> bool:
    try:
        content = sections.open_content(key, record_id, one.name, one.digest, one.content)
    except Broken:
        return False
    return section_digest(one.salt, content) == one.digest


def _openable(session: Session, record_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """Return the data keys that open; a record whose key does not is as broken as its sections."""
    query = select(RecordKey.record_id, RecordKey.master, RecordKey.wrapped)
    keys = {}
    for record_id, master, wrapped in session.execute(
        query.where(RecordKey.record_id.in_(record_ids))
    ):
        try:
            keys[record_id] = ring().open_key(str(record_id), master, wrapped).plain
        except Broken:
            continue
    return keys
