"""Requests of persons about their data: fetched within the actor's scope, never committed here."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from province_app.models.people import Appointment
from province_app.models.rights import PersonRequest, RestrictionEnd
from province_app.models.units import UnitPeriod
from province_app.stores.levels import seen
from province_app.stores.units import appointed_on, unit_on
from tiers.rights import Kind
from tiers.units import PostKind, Tier, UnitStaff


def of_person(session: Session, person_id: UUID) -> Sequence[PersonRequest]:
    """Return the person's requests, newest first."""
    query = select(PersonRequest).where(PersonRequest.person_id == person_id)
    return session.scalars(query.order_by(PersonRequest.asked_at.desc(), PersonRequest.id)).all()


def own(session: Session, person_id: UUID, request_id: UUID) -> PersonRequest | None:
    """Return the person's request, or None."""
    query = select(PersonRequest).where(PersonRequest.id == request_id)
    return session.scalars(query.where(PersonRequest.person_id == person_id)).one_or_none()


def restrictions(session: Session, person_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return what may not be used of each person's data: paths of fields, "" for all of it.

    Restrictions that were granted and that their person has not ended.
    """
    ended = select(RestrictionEnd.request_id)
    query = select(PersonRequest.person_id, PersonRequest.path).where(
        PersonRequest.person_id.in_(person_ids),
        PersonRequest.kind == Kind.RESTRICTION,
        PersonRequest.answer == "granted",
        PersonRequest.id.not_in(ended),
    )
    found: dict[UUID, set[str]] = {}
    for person_id, path in session.execute(query):
        found.setdefault(person_id, set()).add(path or "")
    return found


def ends_of(session: Session, request_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when those of the restrictions that were ended were."""
    query = select(RestrictionEnd).where(RestrictionEnd.request_id.in_(request_ids))
    return {one.request_id: one.ended_at for one in session.scalars(query)}


def unanswered(
    session: Session, unit_ids: Collection[int] | None, hidden: Collection[str]
) -> Sequence[PersonRequest]:
    """Return what waits for an answer in the units or below them, the first due first.

    `unit_ids` None: everywhere.
    """
    query = select(PersonRequest).where(
        PersonRequest.answer.is_(None), _within(unit_ids), seen(PersonRequest.person_id, hidden)
    )
    order = (PersonRequest.due_at.nulls_last(), PersonRequest.asked_at, PersonRequest.id)
    return session.scalars(query.order_by(*order)).all()


def find(
    session: Session,
    request_id: UUID,
    unit_ids: Collection[int] | None,
    hidden: Collection[str],
    *,
    lock: bool = False,
) -> PersonRequest | None:
    """Return the request if it lies within the units, freshly read and locked if asked."""
    query = select(PersonRequest).where(
        PersonRequest.id == request_id, _within(unit_ids), seen(PersonRequest.person_id, hidden)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def staffs(session: Session, unit_ids: Collection[int], day: date) -> dict[int, UnitStaff]:
    """Return who holds the posts of each of the units on the day, in a steady order."""
    tiers = session.execute(
        select(UnitPeriod.unit_id, UnitPeriod.tier).where(
            UnitPeriod.unit_id.in_(unit_ids), unit_on(day)
        )
    ).all()
    held = session.execute(
        select(Appointment.unit_id, Appointment.post, Appointment.person_id)
        .where(Appointment.unit_id.in_(unit_ids), appointed_on(day))
        .order_by(Appointment.starts_on, Appointment.id)
    ).all()

    def holders(unit_id: int, kind: PostKind) -> tuple[str, ...]:
        return tuple(str(who) for unit, post, who in held if unit == unit_id and post == kind)

    return {
        unit_id: UnitStaff(
            unit_id,
            Tier(tier),
            holders(unit_id, PostKind.HEAD),
            holders(unit_id, PostKind.DEPUTY),
            holders(unit_id, PostKind.HR),
        )
        for unit_id, tier in tiers
    }


def unanswered_like(
    session: Session, person_id: UUID, kind: str, path: str | None
) -> PersonRequest | None:
    """Return the person's request of that kind on that field which waits, or None."""
    query = select(PersonRequest).where(
        PersonRequest.person_id == person_id,
        PersonRequest.kind == kind,
        PersonRequest.path.is_not_distinct_from(path),
        PersonRequest.answer.is_(None),
    )
    return session.scalars(query.limit(1)).one_or_none()


def _within(unit_ids: Collection[int] | None) -> ColumnElement[bool]:
    if unit_ids is None:
        return true()
    return or_(PersonRequest.unit_id.in_(unit_ids), PersonRequest.above_id.in_(unit_ids))
