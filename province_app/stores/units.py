"""Units as of a day, their subtrees, and who holds which post in them."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, and_, func, not_, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement

from province_app.models.people import Appointment, Employment
from province_app.models.units import CalendarRule, Unit, UnitPeriod
from province_app.stores.asked import once
from tiers.calendar import Rule
from tiers.units import PostKind, Tier, UnitStaff


def unit_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a unit period is the one of the day."""
    return and_(
        UnitPeriod.valid_from <= day,
        or_(UnitPeriod.valid_to.is_(None), UnitPeriod.valid_to > day),
    )


def employed_on(day: date) -> ColumnElement[bool]:
    """Return the condition that an employment runs on the day."""
    return and_(
        Employment.starts_on <= day, or_(Employment.ends_on.is_(None), Employment.ends_on > day)
    )


def appointed_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a post is held on the day, by somebody who still works then.

    The post of who came off the roster without a decision carries nothing (Quy chế Đ.10).
    """
    return and_(dated_on(day), not_(func.lapsed(Appointment.person_id, day)))


def dated_on(day: date) -> ColumnElement[bool]:
    """Return the condition that the dates of a post take the day in, whoever holds it."""
    return and_(
        Appointment.starts_on <= day, or_(Appointment.ends_on.is_(None), Appointment.ends_on > day)
    )


@once
def unit_as_of(session: Session, unit_id: int, day: date) -> UnitPeriod:
    """Return what the unit is on the day; NoResultFound when it does not exist then."""
    return session.scalars(
        select(UnitPeriod).where(UnitPeriod.unit_id == unit_id, unit_on(day))
    ).one()


def unit_of_code(session: Session, code: str, day: date) -> UnitPeriod | None:
    """Return what has that code on the day, or None."""
    return session.scalars(
        select(UnitPeriod).where(UnitPeriod.code == code, unit_on(day))
    ).one_or_none()


def last_of_code(session: Session, code: str) -> UnitPeriod | None:
    """Return what has, or last had, that code; None for a code that was nobody's."""
    query = select(UnitPeriod).filter_by(code=code).order_by(UnitPeriod.valid_from.desc())
    return session.scalars(query.limit(1)).one_or_none()


def manager_of(session: Session, unit: UnitPeriod, day: date) -> UnitPeriod:
    """Return the department or district that manages the unit: its parent, or the unit itself."""
    if unit.tier != Tier.FACILITY or unit.parent_id is None:
        return unit
    return unit_as_of(session, unit.parent_id, day)


def lock(session: Session, unit_id: int) -> None:
    """Make other transactions that lock the same unit wait; rows may still refer to it."""
    session.execute(select(Unit.id).where(Unit.id == unit_id).with_for_update(key_share=True))


def units_as_of(session: Session, day: date, tier: Tier | None = None) -> Sequence[UnitPeriod]:
    """Return the units of the day, by code; of one tier when it is named."""
    query = select(UnitPeriod).where(unit_on(day)).order_by(UnitPeriod.code)
    return session.scalars(query if tier is None else query.where(UnitPeriod.tier == tier)).all()


def with_ids(session: Session, unit_ids: Collection[int], day: date) -> list[UnitPeriod]:
    """Return what those units are on the day, by code."""
    if not unit_ids:
        return []
    query = select(UnitPeriod).where(UnitPeriod.unit_id.in_(unit_ids), unit_on(day))
    return list(session.scalars(query.order_by(UnitPeriod.code)))


def last_periods(session: Session, unit_ids: Collection[int], day: date) -> list[UnitPeriod]:
    """Return what those units are on the day, or were last before it."""
    query = (
        select(UnitPeriod)
        .ext(distinct_on(UnitPeriod.unit_id))
        .where(UnitPeriod.unit_id.in_(unit_ids), UnitPeriod.valid_from <= day)
        .order_by(UnitPeriod.unit_id, UnitPeriod.valid_from.desc())
    )
    return list(session.scalars(query))


@once
def names_of_codes(session: Session, codes: Collection[str], day: date) -> dict[str, str]:
    """Return the names of the units that have those codes on the day, by code."""
    query = select(UnitPeriod.code, UnitPeriod.name).where(UnitPeriod.code.in_(codes), unit_on(day))
    return dict(session.execute(query).all())


def province_unit(session: Session, day: date) -> UnitPeriod:
    """Return the province itself: the root of the tree of the day."""
    return session.scalars(
        select(UnitPeriod).where(UnitPeriod.tier == Tier.PROVINCE, unit_on(day))
    ).one()


def subtree(root_ids: Collection[int], day: date) -> Select[tuple[int]]:
    """Return the query for the ids of the units and of all below them on the day."""
    tree = (
        select(UnitPeriod.unit_id)
        .where(UnitPeriod.unit_id.in_(root_ids), unit_on(day))
        .cte("tree", recursive=True)
    )
    child = aliased(UnitPeriod)
    tree = tree.union(
        select(child.unit_id).where(
            child.parent_id == tree.c.unit_id,
            child.valid_from <= day,
            or_(child.valid_to.is_(None), child.valid_to > day),
        )
    )
    return select(tree.c.unit_id)


def ids_in_subtree(session: Session, root_ids: Collection[int], day: date) -> set[int]:
    """Return the ids of the units and of all below them on the day."""
    return {row.unit_id for row in session.execute(subtree(root_ids, day))}


def is_in_subtree(session: Session, unit_id: int, root_id: int, day: date) -> bool:
    """Whether the unit is the root or lies below it on the day."""
    tree = subtree([root_id], day).subquery()
    return session.scalar(select(tree.c.unit_id).where(tree.c.unit_id == unit_id)) is not None


@once
def staff_of(session: Session, unit_id: int, day: date) -> UnitStaff:
    """Return who holds the unit's posts on the day, person ids in a steady order."""
    unit = unit_as_of(session, unit_id, day)
    held = session.execute(
        select(Appointment.post, Appointment.person_id)
        .where(Appointment.unit_id == unit_id, appointed_on(day))
        .order_by(Appointment.starts_on, Appointment.id)
    ).all()

    def holders(kind: PostKind) -> tuple[str, ...]:
        return tuple(str(person) for post, person in held if post == kind)

    return UnitStaff(
        unit_id,
        Tier(unit.tier),
        holders(PostKind.HEAD),
        holders(PostKind.DEPUTY),
        holders(PostKind.HR),
    )


@once
def calendar_rules(session: Session) -> list[Rule]:
    """Return the legal calendar's rows, of all dates."""
    return [
        Rule(
            row.act,
            Tier(row.tier) if row.tier else None,
            row.first_day,
            row.last_day,
            row.article,
            row.valid_from,
            row.valid_to,
        )
        for row in session.scalars(select(CalendarRule).order_by(CalendarRule.id))
    ]
