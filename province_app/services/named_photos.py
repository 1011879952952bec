"""The photos that contents name, and whether their pictures are kept here.

A version that other software delivered names a photo whose picture never came (ADR 35).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.services.changes import FieldChange
from province_app.services.photo_origin import PATH
from province_app.stores import evidence


@dataclass(frozen=True)
class NamedPhoto:
    """A photo as a content names it; `held`: its picture is here to be looked at."""

    person_id: UUID
    digest: str
    held: bool


Pair = tuple[NamedPhoto | None, NamedPhoto | None]  # before and after


def named_photos(session: Session, named: Sequence[tuple[UUID, object]]) -> list[NamedPhoto | None]:
    """Return the photo that each person's content names, None where it names none."""
    told = [(who, one if isinstance(one, str) else "") for who, one in named]
    asked = {(who, bytes.fromhex(one)) for who, one in told if one}
    held = evidence.held(session, asked) if asked else set()
    return [
        NamedPhoto(who, one, (who, bytes.fromhex(one)) in held) if one else None
        for who, one in told
    ]


def changed_photos(
    session: Session, changes: Iterable[tuple[UUID, Iterable[FieldChange]]]
) -> dict[UUID, Pair]:
    """Return the photos before and after of those people whose photo changed."""
    changed = [(who, one) for who, found in changes for one in found if one.path == PATH]
    photos = named_photos(
        session, [(who, value) for who, one in changed for value in (one.old, one.new)]
    )
    pairs = zip(photos[::2], photos[1::2], strict=True)
    return {who: pair for (who, _), pair in zip(changed, pairs, strict=True)}
