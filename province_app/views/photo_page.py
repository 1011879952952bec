"""A photo as pages show it: never in a list, always with words for who does not see it."""

from dataclasses import dataclass

from flask import url_for

from province_app.services.named_photos import NamedPhoto, Pair

_DIGITS = 8  # of the digest: as many as a change in words shows


@dataclass(frozen=True)
class Photo:
    """Where the picture lies, the whole one and a small one, and what stands in for it.

    `absent`: what is said in its place where the picture is not kept here.
    """

    url: str
    small_url: str
    alt: str
    absent: str = ""


Photos = tuple[Photo | None, Photo | None]


def photo_of(photo: NamedPhoto | None, alt: str) -> Photo | None:
    """Return the photo that a content or a draft names; None where it names none."""
    if photo is None:
        return None
    if not photo.held:
        return Photo("", "", alt, f"Ảnh chưa có ở đây (mã {photo.digest[:_DIGITS]})")
    who, digest = photo.person_id, photo.digest
    return Photo(
        url_for("evidence.copy", person_id=who, digest=digest),
        url_for("evidence.page", person_id=who, digest=digest, number=1),
        alt,
    )


def photos_of(pair: Pair | None, full_name: str) -> Photos | None:
    """Return the photo before and after; None where neither is to be seen: words stay."""
    if pair is None or pair == (None, None):
        return None
    old, new = pair
    return photo_of(old, f"Ảnh cũ của {full_name}"), photo_of(new, f"Ảnh mới của {full_name}")
