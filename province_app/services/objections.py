"""Phản đối: a person sees what HR typed into the record, and may object for five working days.

It becomes a task of HR's inbox as Báo sai does, and is answered there. Source: design decision 8;
Quy chế Đ.6.2a, 7.1a.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from province_app.models.corrections import CorrectionRequest
from province_app.record.schema import fields
from province_app.services.changes import Content, FieldChange, changes
from province_app.services.corrections import keep_report
from province_app.services.errors import Missing, require
from province_app.services.photo_origin import PATH as PHOTO
from province_app.services.photo_origin import from_unit
from province_app.services.working_days import calendar_of
from province_app.stores import corrections, people, sections
from province_app.stores import record_history as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.decision import Decision
from tiers.history import version_before
from tiers.objections import last_day, may_object
from tiers.units import Officer


@dataclass(frozen=True)
class TypedByHr:
    """A field that HR typed: what stood there, what stands there now, until when to object."""

    change: FieldChange
    version: int
    confirmed_at: datetime
    last_day: date
    decision: Decision


def typed_by_hr(session: Session, actor: Officer, at: datetime) -> list[TypedByHr]:
    """Return what HR typed into the actor's own record and may still be objected to.

    Of versions confirmed within five working days, the newest word on each field, in the form's
    order. What the system fills is nobody's typing.
    """
    person_id, today = UUID(actor.person_id), local_day(at)
    made, calendar = store.versions_of(session, person_id), calendar_of(session)
    recent = {
        one.version: (one, last)
        for one in made
        if _unit_typed(one, person_id)
        and (last := last_day(local_day(one.confirmed_at), calendar)) >= today
    }
    if not recent:
        return []
    before = {one: version_before(one, [other.version for other in made]) for one in recent}
    contents = _contents(session, person_id, {n for pair in before.items() for n in pair if n})
    on_roster = people.home_unit(session, person_id, today) is not None
    waiting = {one.path for one in corrections.of_person(session, person_id) if one.answer is None}
    found: dict[str, TypedByHr] = {}
    for version, (in_it, last) in sorted(recent.items()):
        for one in changes(contents.get(before[version], {}), contents[version]):
            if _by_hr(session, person_id, one, in_it):
                decision = may_object(last, today, on_roster, one.path in waiting)
                found[one.path] = TypedByHr(one, version, in_it.confirmed_at, last, decision)
    return [found[path] for path in fields() if path in found]


def typed_field(session: Session, actor: Officer, path: str, at: datetime) -> TypedByHr:
    """Return one of them; Missing for what HR did not type, or too long ago."""
    found = next((one for one in typed_by_hr(session, actor, at) if one.change.path == path), None)
    if found is None:
        raise Missing
    return found


def object_to(
    session: Session, actor: Officer, path: str, said: str, at: datetime
) -> CorrectionRequest:
    """Keep the actor's objection, with its reason, as a task of the unit's HR.

    Missing for what HR did not type within five working days, Refused while a report on the field
    waits (`correction_open`) and for an empty reason. Source: Quy chế Đ.6.2a.
    """
    person_id = UUID(actor.person_id)
    with transaction(session):
        people.lock(session, person_id)
        typed = typed_field(session, actor, path, at)
        require(typed.decision)
        return keep_report(session, person_id, path, said, at, typed.version)


def _unit_typed(version: store.Made, person_id: UUID) -> bool:
    """Whether an officer typed something of it; of older drafts only the last typist is known."""
    if version.typed_by_unit is None:
        return version.typed_by != person_id
    return bool(version.typed_by_unit)


def _by_hr(session: Session, person_id: UUID, change: FieldChange, version: store.Made) -> bool:
    """Whether a change is an officer's: not the person's own, nor the system's filling in.

    Nobody types a photo: it is theirs who brought it.
    """
    if change.path == PHOTO:
        return from_unit(session, person_id, change.new)
    if version.typed_by_unit is not None and change.path not in version.typed_by_unit:
        return False
    return fields()[change.path].item.filled_by != "system"


def _contents(session: Session, person_id: UUID, numbers: set[int]) -> dict[int, Content]:
    versions = store.versions_at(session, person_id, numbers)
    parts = sections.by_digest(session, versions)
    return {
        one.version: {
            part.name: orjson.loads(part.content)
            for digest in one.section_digests
            if (part := parts.get((person_id, bytes(digest)))) is not None
        }
        for one in versions
    }
