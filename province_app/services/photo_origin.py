"""Who brought a photo: its person, or HR of the unit for them. Source: Quy chế Đ.6.2, 7.1a."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.stores import evidence, records

PATH = "identity.photo"


def from_unit(session: Session, person_id: UUID, digest: object) -> bool:
    """Return whether the photo of that digest was brought by HR; False where there is none."""
    if not isinstance(digest, str) or not digest:
        return False
    found = evidence.find(session, person_id, bytes.fromhex(digest))
    return found is not None and found.uploaded_by != person_id


def brought(draft: Draft | None) -> str:
    """Return the photo that the draft itself brings, not that of the version before; or ""."""
    return next(iter((draft.evidence or {}).get(PATH, ())), "") if draft is not None else ""


def held(session: Session, person_id: UUID) -> str:
    """Return the photo of the newest version, or ""."""
    version = records.latest(session, [person_id]).get(person_id)
    content: Mapping[str, Mapping[str, object]] = (
        records.content_of(session, version) if version else {}
    )
    found = content.get("identity", {}).get("photo")
    return found if isinstance(found, str) else ""
