"""Who sees which document: its owner, and those before whom it lies. Source: Quy chế Đ.7.1a, 7.2a.

Everybody else is told what a stranger is told: that there is no such thing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.evidence.names import file_name, media_type
from province_app.evidence.vault import Vault
from province_app.models.evidence import Evidence, EvidenceUpload
from province_app.models.records import Draft
from province_app.record.schema import SECTIONS
from province_app.services import audit_reading
from province_app.services.errors import Missing
from province_app.services.evidence import digest_bytes, part_name, sealed_key
from province_app.stores import evidence as store
from province_app.stores import people
from tiers.audit import Purpose
from tiers.calendar import local_day
from tiers.checking import DraftState
from tiers.evidence import reads_restricted, units_read_by
from tiers.units import Officer, PostKind


@dataclass(frozen=True)
class Served:
    """Bytes for a reader's screen; `shown`: a picture that may stand in a page."""

    data: bytes
    media_type: str
    name: str
    shown: bool


@dataclass(frozen=True)
class OwnFiles:
    """What the person has attached, by field, and what is still on its way."""

    files: Mapping[str, Sequence[Evidence]]
    uploads: Sequence[EvidenceUpload]


def files_of(session: Session, draft: Draft | None) -> dict[str, list[Evidence]]:
    """Return the documents attached to the draft's fields, by path, oldest first."""
    if draft is None or not draft.evidence:
        return {}
    return files_named(session, draft.person_id, draft.evidence)


def files_named(
    session: Session, person_id: UUID, named: Mapping[str, Sequence[str]]
) -> dict[str, list[Evidence]]:
    """Return the person's documents by the paths whose hex digests name them, oldest first."""
    digests = {bytes.fromhex(one) for ones in named.values() for one in ones}
    found = store.of_person(session, person_id, digests)
    return {
        path: [file for file in found if file.sha256.hex() in ones] for path, ones in named.items()
    }


def own_files(session: Session, actor: Officer, draft: Draft | None, at: datetime) -> OwnFiles:
    """Return what stands on the person's own page."""
    uploads = store.uploads_of(session, UUID(actor.person_id), at)
    return OwnFiles(files_of(session, draft), uploads)


def unit_files(
    session: Session, officer: Officer, person_id: UUID, draft: Draft | None, at: datetime
) -> OwnFiles:
    """Return what stands on the unit's page of the person; the caller has judged the officer."""
    uploads = store.uploads_of(session, person_id, at, UUID(officer.person_id))
    return OwnFiles(files_of(session, draft), uploads)


def readable(
    session: Session, reader: Officer, person_id: UUID, digest: object, at: datetime
) -> bool:
    """Return whether the reader could open that picture of the person, without opening it.

    A version that other software delivered names a photo that never came here.
    """
    if not isinstance(digest, str) or not digest:
        return False
    found = store.find(session, person_id, digest_bytes(digest))
    if found is None:
        return False
    own = reader.person_id == str(person_id)
    return own or _unit_before(session, reader, found, at) is not None


def read_copy(
    session: Session, vault: Vault, reader: Officer, person_id: UUID, digest: str, at: datetime
) -> Served:
    """Return the harmless copy; Missing for everybody before whom the document does not lie."""
    found = _found(session, reader, person_id, digest, at, "copy")
    key = sealed_key(vault, found)
    data = vault.get(found.copy, key, part_name(found, "copy"))
    name = file_name(found.name, found.kind)
    return Served(data, media_type(found.kind), name, found.kind != "pdf")


def read_page(
    session: Session,
    vault: Vault,
    reader: Officer,
    person_id: UUID,
    digest: str,
    number: int,
    at: datetime,
) -> Served:
    """Return the picture of a page, from 1; Missing as `read_copy`, and for other pages."""
    found = _found(session, reader, person_id, digest, at, f"page/{number}")
    key = sealed_key(vault, found)
    data = vault.get(found.previews[number - 1], key, part_name(found, f"page/{number}"))
    return Served(data, "image/jpeg", f"{found.name}-{number}.jpg", shown=True)


def _found(
    session: Session, reader: Officer, person_id: UUID, digest: str, at: datetime, part: str
) -> Evidence:
    """Return the document if the reader may see it; what others read is written down."""
    found = store.find(session, person_id, digest_bytes(digest))
    if found is None or not _has(found, part):
        raise Missing
    if reader.person_id == str(person_id):
        return found
    unit_id = _unit_before(session, reader, found, at)
    if unit_id is None:
        raise Missing
    act = (session, reader, [person_id], at, Purpose.EVIDENCE, unit_id)
    audit_reading.note(*act, event="evidence.read", sha256=digest, part=part)
    return found


def _unit_before(session: Session, reader: Officer, found: Evidence, at: datetime) -> int | None:
    """Return the unit for which an officer may read the document; None where for none."""
    person_id = found.person_id
    if str(person_id) in reader.hidden:
        return None
    unit_id = _before_whom(session, reader, person_id, found.sha256.hex(), at)
    if unit_id is None and str(found.uploaded_by) == reader.person_id:
        unit_id = _still_hr(session, reader, person_id, at)
    return unit_id


def _before_whom(
    session: Session, reader: Officer, person_id: UUID, digest: str, at: datetime
) -> int | None:
    """Return the reader's unit before which the document lies; None when before none.

    What an earlier unit confirmed lies before the unit where the person works now. Of a confirmed
    version deputy and head see what proves its open sections, as in its history.
    """
    mine = units_read_by(reader)
    home = people.home_unit(session, person_id, local_day(at))
    for place in store.places_of(session, person_id, digest):
        confirmed = place.state == DraftState.CONFIRMED
        for unit_id in (place.unit_id, *([home] if confirmed and home else [])):
            whole = not confirmed or reads_restricted(reader, unit_id) or _is_open(place.paths)
            if unit_id in mine and whole:
                return unit_id
    return None


def _still_hr(session: Session, reader: Officer, person_id: UUID, at: datetime) -> int | None:
    """Return the unit where the reader, who brought the document, still is the person's HR."""
    home = people.home_unit(session, person_id, local_day(at))
    return home if home is not None and reader.holds(PostKind.HR, home) else None


def _is_open(paths: Collection[str]) -> bool:
    return any(not SECTIONS[path.partition(".")[0]].restricted for path in paths)


def _has(found: Evidence, part: str) -> bool:
    _, _, number = part.partition("page/")
    return not number or 1 <= int(number) <= len(found.previews)
