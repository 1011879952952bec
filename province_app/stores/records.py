"""Immutable versions of records and their sections."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import exists, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from province_app.models.people import Employment
from province_app.models.records import (
    Draft,
    Manifest,
    ManifestItem,
    RecordVersion,
)
from province_app.record.canonical import canonical, new_salt, section_digest, version_tree
from province_app.stores import identities, people, restorations, sections
from province_app.stores.asked import once
from province_app.stores.sections import Section
from province_app.stores.units import employed_on
from tiers.checking import DraftState


@dataclass(frozen=True)
class Confirmed:
    """What is to become a version: typed content by section and who confirmed it as what."""

    record_id: UUID
    content: Mapping[str, Mapping[str, object]]
    change: str
    unit_id: int
    draft_id: UUID
    confirmed_by: UUID
    confirmed_as: str


@once
def latest(session: Session, record_ids: Collection[UUID]) -> dict[UUID, RecordVersion]:
    """Return the newest version of each record that has one."""
    query = (
        select(RecordVersion)
        .where(RecordVersion.record_id.in_(record_ids))
        .ext(distinct_on(RecordVersion.record_id))
        .order_by(RecordVersion.record_id, RecordVersion.version.desc())
    )
    return {version.record_id: version for version in session.scalars(query)}


def content_of(session: Session, version: RecordVersion) -> dict[str, dict[str, object]]:
    """Return a version's content by section name."""
    return contents_of(session, [version])[version.record_id]


@once
def contents_of(
    session: Session, versions: Collection[RecordVersion]
) -> dict[UUID, dict[str, dict[str, object]]]:
    """Return the content of those versions by record id; one version a record."""
    contents: dict[UUID, dict[str, dict[str, object]]] = {}
    for (record_id, name), section in sections.of_versions(session, versions).items():
        contents.setdefault(record_id, {})[name] = orjson.loads(section.content)
    return contents


def latest_signed(session: Session, record_ids: Collection[UUID]) -> list[RecordVersion]:
    """Return the newest version that a signed manifest attests, of each record that has one."""
    attested = (RecordVersion.record_id == ManifestItem.record_id) & (
        RecordVersion.version == ManifestItem.version
    )
    query = (
        select(RecordVersion)
        .join(ManifestItem, attested)
        .where(RecordVersion.record_id.in_(record_ids))
        .ext(distinct_on(RecordVersion.record_id))
        .order_by(RecordVersion.record_id, RecordVersion.version.desc())
    )
    return list(session.scalars(query))


def add_versions(session: Session, confirmed: Sequence[Confirmed], at: datetime) -> dict[UUID, int]:
    """Add the next version of each record and return its number; digests are computed here, once.

    A section whose content is unchanged keeps its row, salt and digest.
    """
    before = latest(session, [one.record_id for one in confirmed])
    kept = sections.of_versions(session, list(before.values()))
    signed = signed_among(session, [one.record_id for one in confirmed])
    floors = restorations.floors(session, [one.record_id for one in confirmed])
    numbers = {
        one.record_id: _next(before.get(one.record_id), floors.get(one.record_id, 0))
        for one in confirmed
    }
    new: list[Section] = []
    versions: list[dict[str, object]] = []
    for one in confirmed:
        digests = {}
        for name, content in one.content.items():
            data = canonical(content)
            old = kept.get((one.record_id, name))
            if old is not None and old.content == data:
                digests[name] = old.digest
                continue
            salt = new_salt()
            digests[name] = section_digest(salt, data)
            new.append(Section(one.record_id, name, digests[name], salt, data))
        change = "changed" if one.change == "new" and one.record_id in signed else one.change
        versions.append(_version_row(one, change, numbers[one.record_id], digests, at))
    sections.add(session, new)
    indexed = (_of_identity(confirmed, name) for name in ("personal_id", "staff_number"))
    identities.keep(session, *indexed)
    people.rename(session, _of_identity(confirmed, "birth_full_name"))
    if versions:
        session.execute(insert(RecordVersion), versions)
    return numbers


def _next(before: RecordVersion | None, floor: int) -> int:
    """Return the next number: also above versions that a restore has lost here."""
    return max(before.version if before else 0, floor) + 1


def _of_identity(confirmed: Sequence[Confirmed], field: str) -> dict[UUID, str]:
    """Return the field of `identity` of each record that has it."""
    found = {one.record_id: one.content["identity"].get(field) for one in confirmed}
    return {record_id: str(value) for record_id, value in found.items() if value}


def signed_among(session: Session, record_ids: Collection[UUID]) -> set[UUID]:
    """Return those records of which some version has been signed: to the levels above, not new."""
    query = select(ManifestItem.record_id).where(ManifestItem.record_id.in_(record_ids))
    return set(session.scalars(query.distinct()))


def _version_row(
    one: Confirmed,
    change: str,
    number: int,
    digests: Mapping[str, bytes],
    at: datetime,
) -> dict[str, object]:
    named = {name: digest.hex() for name, digest in digests.items()}
    tree = version_tree(str(one.record_id), number, named)
    return {
        "record_id": one.record_id,
        "version": number,
        "digest": sha256(tree).digest(),
        "tree": tree,
        "section_digests": [digests[name] for name in sorted(digests)],
        "change": change,
        "unit_id": one.unit_id,
        "draft_id": one.draft_id,
        "confirmed_by": one.confirmed_by,
        "confirmed_as": one.confirmed_as,
        "confirmed_at": at,
    }


class Unsigned(NamedTuple):
    """A version that waits for its signature, as a manifest names it."""

    record_id: UUID
    version: int
    digest: bytes
    change: str
    confirmed_at: datetime


def unsigned_in(session: Session, unit_id: int) -> list[Unsigned]:
    """Return the unit's newest versions that no signed manifest attests, by record id."""
    newest = (
        select(*(getattr(RecordVersion, name) for name in Unsigned._fields))
        .where(RecordVersion.unit_id == unit_id)
        .ext(distinct_on(RecordVersion.record_id))
        .order_by(RecordVersion.record_id, RecordVersion.version.desc())
        .subquery()
    )
    attested = (newest.c.record_id == ManifestItem.record_id) & (
        newest.c.version == ManifestItem.version
    )
    query = select(newest).outerjoin(ManifestItem, attested)
    rows = session.execute(
        query.where(ManifestItem.record_id.is_(None)).order_by(newest.c.record_id)
    )
    return [Unsigned(*row) for row in rows]


class RosterMark(NamedTuple):
    """How far a person of the roster is: the open draft's state, any version, signed this month."""

    person_id: UUID
    draft_state: str | None
    has_version: bool
    signed: bool

    @property
    def rests(self) -> bool:
        """Whether nothing of the person is new this month: held, not signed now, nothing sent."""
        moving = self.draft_state in (DraftState.WITH_HR, DraftState.RETURNED)
        return self.has_version and not self.signed and not moving


def roster_marks(session: Session, unit_id: int, period: str, day: date) -> list[RosterMark]:
    """Return how far each person is who is on the unit's roster on the day."""
    person_id = Employment.person_id
    signed = (
        exists()
        .where(ManifestItem.record_id == person_id)
        .where(ManifestItem.manifest_id == Manifest.id, Manifest.period == period)
    )
    query = (
        select(person_id, Draft.state, exists().where(RecordVersion.record_id == person_id), signed)
        .outerjoin(Draft, (Draft.person_id == person_id) & (Draft.state != DraftState.CONFIRMED))
        .where(Employment.unit_id == unit_id, employed_on(day))
    )
    return [RosterMark(*row) for row in session.execute(query)]
