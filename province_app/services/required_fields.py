"""Fields that an upper unit requires of its subtree beyond the form. Source: Quy chế Đ.3, 5.

They count at sending, by the day: what was sent before stays sent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.required_fields import RequiredField
from province_app.models.units import UnitPeriod
from province_app.record.entry import Fault, unanswered
from province_app.record.schema import fields
from province_app.services.errors import Missing, UnknownField, refuse_state, require
from province_app.stores import audit, people, units
from province_app.stores import required_fields as store
from province_app.stores.required_fields import Asked, Listed
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.requiring import may_take_effect, requires_for
from tiers.units import Officer, Role, Tier

__all__ = ["Asked", "Listed"]  # what is read here, for the pages

Content = Mapping[str, Mapping[str, object]]
Here = Mapping[str, Asked]  # by path: what is required of one unit


@dataclass(frozen=True)
class RequiredFault(Fault):
    """A field that is empty and that an upper unit requires."""

    asked: Asked


@dataclass(frozen=True)
class RequiredDesk:
    """What the officer requires, and what the units above require of the officer's own."""

    units: Sequence[UnitPeriod]  # for which the officer may require
    listed: Sequence[Listed]
    names: Mapping[UUID, str]
    above: Sequence[Asked]
    today: date


def required_in(
    session: Session, unit_ids: Collection[int], at: datetime
) -> dict[int, dict[str, Asked]]:
    """Return what each unit's people have to answer beyond the form, by unit and path."""
    found: dict[int, dict[str, Asked]] = {}
    for one in store.in_force(session, unit_ids, local_day(at)):
        found.setdefault(one.unit_id, {}).setdefault(one.path, one)
    return found


def faults_here(content: Content, here: Here) -> list[RequiredFault]:
    """Return a fault for each required field that is asked of the person and has no answer."""
    return [RequiredFault(path, "required_here", here[path]) for path in unanswered(content, here)]


def choices() -> tuple[str, ...]:
    """Return the paths that may be required: what people fill and the form leaves to them."""
    return tuple(
        path
        for path, info in fields().items()
        if (info.item.filled_by == "person" or info.kind == "photo") and not info.item.required
    )


def required_desk(session: Session, officer: Officer, at: datetime) -> RequiredDesk:
    """Return the requirements that the officer may add to or end; Source: Quy chế Đ.5."""
    day = local_day(at)
    mine = _units(session, officer, day)
    ids = [one.unit_id for one in mine]
    listed = store.listed(session, ids)
    who = {one.added_by for one in listed} | {one.ended_by for one in listed if one.ended_by}
    above = [one for one in store.in_force(session, ids, day) if one.by_id not in ids]
    return RequiredDesk(mine, listed, people.names(session, list(who)), above, day)


def add_required(
    session: Session, officer: Officer, unit_id: int, path: str, starts_on: date, at: datetime
) -> int:
    """Require the field of the unit and all below it from the day on; return the row's id.

    Missing for a unit that is not the officer's to require for, UnknownField for a field that
    people do not fill or must fill anyway. Refused `day_past`, `already_required`.
    """
    if path not in choices():
        raise UnknownField(path)
    with transaction(session):
        _of(session, officer, unit_id, at)
        require(may_take_effect(starts_on, local_day(at)))
        units.lock(session, unit_id)  # two at once would meet the unique index
        if store.is_open(session, unit_id, path):
            raise refuse_state("already_required", "Đ.5")
        person_id = UUID(officer.person_id)
        row = RequiredField(
            unit_id=unit_id, path=path, starts_on=starts_on, added_by=person_id, added_at=at
        )
        session.add(row)
        session.flush()
        found = row.id
        detail = {"path": path, "starts_on": starts_on.isoformat()}
        audit.add(session, "required_field.added", person_id, [found], at, unit_id, **detail)
    return found


def end_required(
    session: Session, officer: Officer, requirement_id: int, ends_on: date, at: datetime
) -> None:
    """Let the requirement end; `ends_on` is the first day without it.

    One that has not begun is called off. Missing for another's, Refused `day_past` or
    `already_ended`.
    """
    with transaction(session):
        mine = [one.unit_id for one in _units(session, officer, local_day(at))]
        row = store.find_for_update(session, requirement_id, mine)
        if row is None:
            raise Missing
        if row.ends_on is not None:
            raise refuse_state("already_ended", "Đ.5")
        require(may_take_effect(ends_on, local_day(at)))
        person_id = UUID(officer.person_id)
        row.ends_on = max(ends_on, row.starts_on)
        row.ended_by, row.ended_at = person_id, at
        detail = {"path": row.path, "ends_on": row.ends_on.isoformat()}
        audit.add(session, "required_field.ended", person_id, [row.id], at, row.unit_id, **detail)


def _units(session: Session, officer: Officer, day: date) -> list[UnitPeriod]:
    posts = {post.unit_id for post in officer.posts}
    if officer.has(Role.PROVINCE):
        posts = {units.province_unit(session, day).unit_id}
    return [
        one
        for one in units.with_ids(session, posts, day)
        if requires_for(officer, one.unit_id, Tier(one.tier))
    ]


def _of(session: Session, officer: Officer, unit_id: int, at: datetime) -> UnitPeriod:
    found = _units(session, officer, local_day(at))
    mine = next((one for one in found if one.unit_id == unit_id), None)
    if mine is None:
        raise Missing
    return mine
