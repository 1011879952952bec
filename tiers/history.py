"""Who may read the versions of a record, and how much of them. Source: Quy chế Đ.5, 7.1, 7.2."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from tiers.calendar import VIETNAM
from tiers.units import Officer, PostKind


class Sight(StrEnum):
    """How much of a version a reader sees."""

    WHOLE = "whole"
    OPEN = "open"  # of restricted sections only that they changed
    NONE = "none"  # as if there were no such version


_NARROW_FIRST = (Sight.NONE, Sight.OPEN, Sight.WHOLE)


def version_before(version: int, versions: Collection[int]) -> int:
    """Return the newest of the versions below it, 0 for none: a restore leaves gaps."""
    return max((one for one in versions if one < version), default=0)


def sight_of(
    reader: Officer, person_id: str, unit_ids: Collection[int], consent: Sight = Sight.NONE
) -> Sight:
    """Return what the reader sees of a version; `unit_ids`: where it was made, where its person is.

    The person sees all of it. HR of one of the units sees it as it was checked, head and deputy as
    it was signed. A post counts only in an account that was granted for it. A written assignment
    opens as much as a signature does. `consent`: as far as the person lets this reader see the
    record, beside all that. Source: Quy chế Đ.5, 11.6; TT 06/2023 Đ.7.6.
    """
    return max(_by_post(reader, person_id, unit_ids), consent, key=_NARROW_FIRST.index)


def consent_sight(*, given: bool, whole: bool) -> Sight:
    """Return how far a consent reaches; restricted sections only where it names them."""
    if not given:
        return Sight.NONE
    return Sight.WHOLE if whole else Sight.OPEN


def widens(by_post: Sight, consent: Sight) -> bool:
    """Whether the consent shows more than the post does."""
    return _NARROW_FIRST.index(consent) > _NARROW_FIRST.index(by_post)


def _by_post(reader: Officer, person_id: str, unit_ids: Collection[int]) -> Sight:
    if reader.person_id == person_id:
        return Sight.WHOLE
    assigned = reader.assigned_units("record.read_history") & set(unit_ids)
    if not reader.manages:
        return Sight.OPEN if assigned else Sight.NONE
    kinds = {post.kind for post in reader.posts if post.unit_id in unit_ids}
    if PostKind.HR in kinds:
        return Sight.WHOLE
    return Sight.OPEN if kinds or assigned else Sight.NONE


def end_of(day: date) -> datetime:
    """Return the moment (aware UTC) when the day is over in Vietnam."""
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM).astimezone(UTC)
