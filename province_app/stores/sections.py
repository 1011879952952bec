"""Sections as they lie in the database: what may not be read in a dump lies sealed.

Sealed are the restricted sections and the one with the identity numbers, each under the data key
of its record and bound to record, name and digest. The row says so itself: what was stored open
stays readable. Source: QĐ893 III.1; docs/adr/0010-encryption-at-rest.md.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, TextClause, insert, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from province_app.models.records import RecordKey, RecordSection, RecordVersion
from province_app.record.canonical import section_digest
from province_app.record.schema import SECTIONS
from province_app.sealing import Broken, opened, ring, sealed

SEALED = frozenset({"identity"} | {name for name, info in SECTIONS.items() if info.restricted})


class Section(NamedTuple):
    """A section's canonical bytes, open."""

    record_id: UUID
    name: str
    digest: bytes
    salt: bytes
    content: bytes


def of_versions(
    session: Session, versions: Collection[RecordVersion]
) -> dict[tuple[UUID, str], Section]:
    """Return the sections of those versions by (record, section name); one version a record.

    sealing.Broken when a sealed one does not open.
    """
    found = by_digest(session, versions)
    return {(one.record_id, one.name): one for one in found.values()}


def by_digest(
    session: Session, versions: Collection[RecordVersion], closed: Collection[str] = ()
) -> dict[tuple[UUID, bytes], Section]:
    """Return the sections of those versions, several of one record too, by (record, digest).

    Sections named in `closed` are left out and not opened. sealing.Broken when one does not open.
    """
    wanted = {
        (version.record_id, digest) for version in versions for digest in version.section_digests
    }
    records = {record_id for record_id, _ in wanted}
    query = select(RecordSection).where(
        RecordSection.record_id.in_(records), RecordSection.name.not_in(closed)
    )
    found = [one for one in session.scalars(query) if (one.record_id, one.digest) in wanted]
    keys = keys_of(session, {one.record_id for one in found if one.sealed})
    return {
        (one.record_id, one.digest): Section(
            one.record_id,
            one.name,
            one.digest,
            one.salt,
            open_content(keys.get(one.record_id), one.record_id, one.name, one.digest, one.content)
            if one.sealed
            else one.content,
        )
        for one in found
    }


def add(session: Session, new: Sequence[Section]) -> None:
    """Store the sections, sealed where they must be; a record's first sealed one gets it a key."""
    keys = _keys_for(session, {one.record_id for one in new if one.name in SEALED})
    rows = [
        {**one._asdict(), "sealed": one.name in SEALED, "content": _stored(one, keys)}
        for one in new
    ]
    if rows:
        session.execute(insert(RecordSection), rows)


def keys_of(session: Session, record_ids: Collection[UUID]) -> dict[UUID, bytes]:
    """Return the open data keys of the records that have one; sealing.Broken without the master."""
    if not record_ids:
        return {}
    query = select(RecordKey.record_id, RecordKey.master, RecordKey.wrapped)
    rows = session.execute(query.where(RecordKey.record_id.in_(record_ids)))
    return {row.record_id: ring().open_key(str(row.record_id), *row[1:]).plain for row in rows}


def open_content(
    key: bytes | None, record_id: UUID, name: str, digest: bytes, content: bytes
) -> bytes:
    """Return a sealed section's bytes; sealing.Broken without its record's key or when changed."""
    if key is None:
        raise Broken("the record has no data key")
    return opened(key, content, _bound_to(record_id, name, digest))


# All sections of a record in one row and one value: a row or an array's element for each would cost
# more to read than all that is done with it. `{content}`: what of the content is wanted.
_PACKED = """
    array_agg(section.name order by section.name collate "C") as names,
    array_agg(section.sealed order by section.name collate "C") as sealed,
    array_agg(array[octet_length(section.digest), octet_length(section.salt),
                    octet_length({content})] order by section.name collate "C") as sizes,
    string_agg(section.digest || section.salt || {content}, cast('' as bytea)
               order by section.name collate "C") as packed
"""


def with_packed(sql: str, content: str = "section.content") -> TextClause:
    """Return the statement, grouped by record, with the columns of `unpacked` for `{packed}`."""
    return text(sql.replace("{packed}", _PACKED.replace("{content}", content)))


class Stored(NamedTuple):
    """A section as it lies in the database; `content` sealed or open."""

    name: str
    sealed: bool
    digest: bytes
    salt: bytes
    content: bytes


def unpacked(row: Row[Any]) -> Iterator[Stored]:
    """Yield the sections of such a row, by name."""
    found, first = bytes(row.packed), 0
    for name, is_sealed, sizes in zip(row.names, row.sealed, row.sizes, strict=True):
        first, salt_at, content_at, end = accumulate(sizes, initial=first)
        yield Stored(
            name, is_sealed, found[first:salt_at], found[salt_at:content_at], found[content_at:end]
        )
        first = end


_SEALED_OF = with_packed("""
    with held as (
      select * from unnest(cast(:ids as uuid[]), cast(:versions as int[])) as t(record_id, version)
    )
    select section.record_id, {packed}
    from held join record_version version using (record_id, version)
    join record_section section
      on section.record_id = version.record_id and section.digest = any(version.section_digests)
    where section.sealed
    group by section.record_id
""")


def broken_sealed(session: Session, held: Sequence[tuple[UUID, int]]) -> dict[UUID, str]:
    """Return the first sealed section of each version that does not open to its digest."""
    ids, versions = [record_id for record_id, _ in held], [number for _, number in held]
    rows = session.execute(_SEALED_OF, {"ids": ids, "versions": versions}).all()
    keys = _openable(session, [row.record_id for row in rows])
    broken: dict[UUID, str] = {}
    for row in rows:
        key = keys.get(row.record_id)
        for one in unpacked(row):
            if not _is_whole(row.record_id, one, key):
                broken[row.record_id] = one.name
                break
    return broken


def _is_whole(record_id: UUID, one: Stored, key: bytes | None) -> bool:
    try:
        content = open_content(key, record_id, one.name, one.digest, one.content)
        return section_digest(one.salt, content) == one.digest
    except Broken:
        return False


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


def _keys_for(session: Session, record_ids: Collection[UUID]) -> dict[UUID, bytes]:
    keys = keys_of(session, record_ids)
    made = {one: ring().new_key(str(one)) for one in record_ids if one not in keys}
    if made:
        rows = [
            {"record_id": one, "master": key.master, "wrapped": key.wrapped}
            for one, key in made.items()
        ]
        session.execute(insert(RecordKey), rows)
    return keys | {one: key.plain for one, key in made.items()}


def _stored(one: Section, keys: dict[UUID, bytes]) -> bytes:
    if one.name not in SEALED:
        return one.content
    return sealed(keys[one.record_id], one.content, _bound_to(one.record_id, one.name, one.digest))


def _bound_to(record_id: UUID, name: str, digest: bytes) -> str:
    return f"record_section/{record_id}/{name}/{digest.hex()}"


def key_of_each_master(session: Session) -> Sequence[RecordKey]:
    """Return one record's wrapped key for each master key that wraps any."""
    query = select(RecordKey).ext(distinct_on(RecordKey.master)).order_by(RecordKey.master)
    return session.scalars(query).all()
