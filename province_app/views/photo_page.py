"""A photo as pages show it: never in a list, always with words for who does not see it."""

from dataclasses import dataclass
from uuid import UUID

from flask import url_for


@dataclass(frozen=True)
class Photo:
    """Where the picture lies, the whole one and a small one, and what stands in for it."""

    url: str
    small_url: str
    alt: str


def photo_of(person_id: UUID, digest: object, alt: str) -> Photo | None:
    """Return the photo that a content or a draft names; None where it names none."""
    if not isinstance(digest, str) or not digest:
        return None
    return Photo(
        url_for("evidence.copy", person_id=person_id, digest=digest),
        url_for("evidence.page", person_id=person_id, digest=digest, number=1),
        alt,
    )
