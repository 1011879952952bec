"""What a department's own software delivered, kept as signed versions of this province.

A few statements a part of a submission, none a record. Source: Quy chế Đ.8.2.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from province_app.models.exchange import ExchangeManifest
from province_app.models.people import Person
from province_app.models.records import Manifest, ManifestItem, RecordSection, RecordVersion
from province_app.record.names import sort_key
from province_app.stores import sections
from province_app.stores.sections import Section

_UNITS = text("""
    select own.code, own.unit_id
    from unit_period own join delivering_unit there
      on there.unit_id = case own.tier when 'facility' then own.parent_id else own.unit_id end
     and there.agency = any(:agencies)
     and there.starts_on <= :day and (there.ends_on is null or there.ends_on > :day)
    where own.valid_from <= :day and (own.valid_to is null or own.valid_to > :day)
""")
_STANDING = text("""
    select named.record_id::text, works.unit_id, made.version
    from unnest(cast(:ids as uuid[])) as named(record_id)
    left join lateral (
      select unit_id from employment
      where person_id = named.record_id and (ends_on is null or ends_on > :day)
      order by starts_on desc limit 1) works on true
    left join lateral (
      select max(version) as version from record_version
      where record_id = named.record_id) made on true
""")
_END = text("""
    update employment set ends_on = greatest(starts_on + 1, cast(:day as date))
    where person_id = any(cast(:ids as uuid[])) and (ends_on is null or ends_on > :day)
""")
_BEGIN = text("""
    insert into employment (person_id, unit_id, category, starts_on)
    select v.person_id, v.unit_id, v.category,
           greatest(cast(:day as date), (select max(before.ends_on) from employment before
                                         where before.person_id = v.person_id))
    from unnest(cast(:ids as uuid[]), cast(:units as int[]), cast(:categories as text[]))
         as v(person_id, unit_id, category)
""")


class Standing(NamedTuple):
    """What the province knows of a record already: where the person works, the newest version."""

    unit_id: int | None
    version: int | None


class Brought(NamedTuple):
    """A manifest as it was signed at the department, and the unit that it speaks of."""

    id: UUID
    unit_id: int
    period: str
    signer_id: UUID
    post: str
    body: bytes
    items: int
    prepared_at: datetime
    certificate_sha256: str
    signature: bytes
    signed_at: datetime


class Version(NamedTuple):
    """A version as it was delivered."""

    record_id: UUID
    version: int
    digest: bytes
    tree: bytes
    section_digests: list[bytes]
    change: str
    unit_id: int
    manifest_id: UUID
    confirmed_at: datetime


def units_of(session: Session, agencies: Collection[str], day: date) -> dict[str, int]:
    """Return the units whose records those agencies deliver on the day, by code."""
    rows = session.execute(_UNITS, {"agencies": list(agencies), "day": day})
    return {row.code: row.unit_id for row in rows}


def standing(session: Session, record_ids: Collection[str], day: date) -> dict[str, Standing]:
    """Return what is known of each record."""
    rows = session.execute(_STANDING, {"ids": list(record_ids), "day": day})
    return {row.record_id: Standing(row.unit_id, row.version) for row in rows}


def manifests_of(session: Session, submission_id: UUID) -> Sequence[ExchangeManifest]:
    """Return the manifests that the submission brought."""
    query = select(ExchangeManifest).filter_by(submission_id=submission_id)
    return session.scalars(query).all()


def manifests_held(session: Session, ids: Collection[UUID]) -> dict[UUID, bytes]:
    """Return the bytes of those manifests that the province holds already, by id."""
    query = select(Manifest.id, Manifest.body).where(Manifest.id.in_(ids))
    return {row.id: bytes(row.body) for row in session.execute(query)}


def add_people(session: Session, names: Mapping[UUID, str], at: datetime) -> None:
    """Add those people whom the province does not know yet."""
    if names:
        rows = [
            {"id": who, "full_name": name, "sort_key": sort_key(name), "created_at": at}
            for who, name in names.items()
        ]
        session.execute(upsert(Person).values(rows).on_conflict_do_nothing())


def add_manifests(session: Session, brought: Sequence[Brought]) -> None:
    """Add the manifests that the province does not hold yet, as they were signed."""
    if brought:
        rows = [{**one._asdict(), "roster": one.items} for one in brought]
        session.execute(upsert(Manifest).values(rows).on_conflict_do_nothing())


def add_versions(
    session: Session, versions: Sequence[Version], contents: Sequence[Section], received_in: UUID
) -> None:
    """Add the versions, what attests each, and their sections; one unchanged keeps its row."""
    if not versions:
        return
    records = [one.record_id for one in versions]
    query = select(RecordSection.record_id, RecordSection.digest)
    known = {(row.record_id, bytes(row.digest)) for row in session.execute(
        query.where(RecordSection.record_id.in_(records))
    )}  # fmt: skip
    sections.add(session, [one for one in contents if (one.record_id, one.digest) not in known])
    rows: list[dict[str, Any]] = []
    for one in versions:
        row = {**one._asdict(), "received_in": received_in}
        del row["manifest_id"]
        rows.append(row)
    session.execute(insert(RecordVersion), rows)
    named = ("record_id", "version", "digest", "manifest_id")
    attested = [{name: getattr(one, name) for name in named} for one in versions]
    session.execute(insert(ManifestItem), attested)


def end_employments(session: Session, people: Collection[UUID], day: date) -> None:
    """Let those people work nowhere from the day on."""
    if people:
        session.execute(_END, {"ids": list(people), "day": day})


def begin_employments(session: Session, people: Mapping[UUID, tuple[int, str]], day: date) -> None:
    """Let those people work in the unit, in the category, from the day or their last end on."""
    if people:
        units, categories = zip(*people.values(), strict=True)
        values = {"ids": list(people), "units": list(units), "categories": list(categories)}
        session.execute(_BEGIN, {**values, "day": day})
