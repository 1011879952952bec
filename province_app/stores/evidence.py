"""Scanned documents and uploads on their way: rows only, the bytes lie in the vault."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, cast, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.orm import Session

from province_app.models.evidence import Evidence, EvidenceUpload
from province_app.models.records import Draft
from tiers.checking import DraftState


def find(session: Session, person_id: UUID, sha256: bytes) -> Evidence | None:
    """Return the person's document of that digest; None when there is none."""
    return session.get(Evidence, (person_id, sha256))


def held(session: Session, named: Collection[tuple[UUID, bytes]]) -> set[tuple[UUID, bytes]]:
    """Return those of the documents, each by its person and digest, that are kept here."""
    place = tuple_(Evidence.person_id, Evidence.sha256)
    rows = session.execute(select(Evidence.person_id, Evidence.sha256).where(place.in_(named)))
    return {(person_id, sha256) for person_id, sha256 in rows}


def of_person(session: Session, person_id: UUID, digests: Collection[bytes]) -> list[Evidence]:
    """Return the person's documents of those digests, oldest first."""
    query = select(Evidence).where(Evidence.person_id == person_id, Evidence.sha256.in_(digests))
    return list(session.scalars(query.order_by(Evidence.uploaded_at, Evidence.sha256)))


class Place(NamedTuple):
    """Where a document lies: with a draft of a unit, at these of its fields."""

    unit_id: int
    state: str
    paths: frozenset[str]


def places_of(session: Session, person_id: UUID, sha256: str) -> list[Place]:
    """Return where the document lies before officers.

    With a draft that waits for the check, and with every confirmed one that names it: a confirmed
    draft names every document of its version.
    """
    before_them = Draft.state.in_((DraftState.WITH_HR, DraftState.CONFIRMED))
    query = select(Draft.unit_id, Draft.state, Draft.evidence)
    rows = session.execute(
        query.where(Draft.person_id == person_id, before_them, _names(sha256)).order_by(Draft.id)
    )
    return [
        Place(
            unit_id,
            state,
            frozenset(path for path, ones in (named or {}).items() if sha256 in ones),
        )
        for unit_id, state, named in rows
    ]


def _names(sha256: str) -> ColumnElement[bool]:
    one = cast("$.*[*] ? (@ == $sha)", JSONPATH)
    return func.jsonb_path_exists(Draft.evidence, one, cast({"sha": sha256}, JSONB))


def uploads_of(
    session: Session, person_id: UUID, at: datetime, by_officer: UUID | None = None
) -> Sequence[EvidenceUpload]:
    """Return the uploads for the person that may be gone on with, oldest first.

    The person's own, or those of the HR officer who brings them.
    """
    query = select(EvidenceUpload).where(
        EvidenceUpload.person_id == person_id,
        EvidenceUpload.by_officer.is_not_distinct_from(by_officer),
        EvidenceUpload.expires_at > at,
    )
    return session.scalars(query.order_by(EvidenceUpload.begun_at, EvidenceUpload.id)).all()


def upload(
    session: Session,
    upload_id: UUID,
    person_id: UUID,
    at: datetime,
    *,
    by_officer: UUID | None = None,
    lock: bool = False,
) -> EvidenceUpload | None:
    """Return the upload for the person; None when absent, brought by another, or expired."""
    query = select(EvidenceUpload).where(
        EvidenceUpload.id == upload_id,
        EvidenceUpload.person_id == person_id,
        EvidenceUpload.by_officer.is_not_distinct_from(by_officer),
        EvidenceUpload.expires_at > at,
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def take_expired(session: Session, at: datetime) -> list[EvidenceUpload]:
    """Delete the uploads whose time is over and return them; nobody else takes the same ones."""
    query = delete(EvidenceUpload).where(EvidenceUpload.expires_at <= at).returning(EvidenceUpload)
    return list(session.scalars(query))


def addresses(session: Session) -> set[str]:
    """Return where everything lies that a row names."""
    found: set[str] = set()
    for row in session.execute(select(Evidence.original, Evidence.copy, Evidence.previews)):
        found |= {row.original, row.copy, *row.previews}
    for pieces in session.scalars(select(EvidenceUpload.pieces)):
        found |= set(pieces)
    return found
