"""Sections as they lie in the database: what may not be read in a dump lies sealed.

Sealed are the restricted sections and the one with the identity numbers, each under the data key
of its record and bound to record, name and digest. The row says so itself: what was stored open
stays readable. Source: QĐ893 III.1; docs/adr/0010-encryption-at-rest.md.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, TextClause, insert, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from province_app.models.records import RecordKey, RecordSection, RecordVersion
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
    key: bytes | None, record_id: UUID | str, name: str, digest: bytes, content: bytes
) -> bytes:
    """Return a sealed section's bytes; sealing.Broken without its record's key or when changed."""
    if key is None:
        raise Broken("the record has no data key")
    return opened(key, content, _bound_to(record_id, name, digest))


# All sections of a record in one row and one value: a row or an array's element for each would cost
# more to read than all that is done with it. `{content}`: what of the content is wanted; `{only}`:
# of which sections.
_PACKED = """
    array_agg(section.name order by section.name collate "C") {only} as names,
    array_agg(section.sealed order by section.name collate "C") {only} as sealed,
    array_agg(array[octet_length(section.digest), octet_length(section.salt),
                    octet_length({content})] order by section.name collate "C") {only} as sizes,
    string_agg(section.digest || section.salt || {content}, cast('' as bytea)
               order by section.name collate "C") {only} as packed
"""


def with_packed(sql: str, content: str = "section.content", only: str = "") -> TextClause:
    """Return the statement, which aggregates a record's sections, with `unpacked`'s columns.

    They stand for its `{packed}`. `only`: a condition; the other sections are left out.
    """
    packed = _PACKED.replace("{content}", content)
    packed = packed.replace("{only}", only and f"filter (where {only})")
    return text(sql.replace("{packed}", packed))


class Stored(NamedTuple):
    """A section as it lies in the database; `content` sealed or open."""

    name: str
    sealed: bool
    digest: bytes
    salt: bytes
    content: bytes


def unpacked(row: Row[Any]) -> Iterator[Stored]:
    """Yield the sections of such a row, by name."""
    if row.names is None:
        return
    found, first = bytes(row.packed), 0
    for name, is_sealed, sizes in zip(row.names, row.sealed, row.sizes, strict=True):
        salt_at = first + sizes[0]
        content_at = salt_at + sizes[1]
        end = content_at + sizes[2]
        yield Stored(
            name, is_sealed, found[first:salt_at], found[salt_at:content_at], found[content_at:end]
        )
        first = end


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


def _bound_to(record_id: UUID | str, name: str, digest: bytes) -> str:
    return f"record_section/{record_id}/{name}/{digest.hex()}"


def key_of_each_master(session: Session) -> Sequence[RecordKey]:
    """Return one record's wrapped key for each master key that wraps any."""
    query = select(RecordKey).ext(distinct_on(RecordKey.master)).order_by(RecordKey.master)
    return session.scalars(query).all()
