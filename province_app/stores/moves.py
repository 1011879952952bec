"""Movements, and the rows that one changes: rosters, posts, assignments, reports."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from province_app.models.accounts import Assignment
from province_app.models.corrections import CorrectionRequest
from province_app.models.moves import Movement
from province_app.models.people import Appointment, Employment
from province_app.models.sync import StageOpening
from province_app.models.sync_policy import EventOpening
from province_app.stores.levels import seen, statement
from tiers.history import end_of
from tiers.moves import MoveKind, MoveState

_LATELY = timedelta(days=31)


def open_of(session: Session, person_id: UUID) -> Movement | None:
    """Return what is proposed for the person and has no answer, or None."""
    query = select(Movement).where(
        Movement.person_id == person_id, Movement.state == MoveState.PROPOSED
    )
    return session.scalars(query).one_or_none()


def find_for_update(
    session: Session, movement_id: UUID, unit_ids: Collection[int], hidden: Collection[str] = ()
) -> Movement | None:
    """Return the movement if it is from or to the units, locked and freshly read; else None."""
    query = select(Movement).where(
        Movement.id == movement_id,
        or_(Movement.from_unit_id.in_(unit_ids), Movement.to_unit_id.in_(unit_ids)),
        seen(Movement.person_id, hidden),
    )
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def arriving(
    session: Session, unit_ids: Collection[int], hidden: Collection[str] = ()
) -> Sequence[Movement]:
    """Return who is proposed to the units and has no answer, longest waiting first."""
    query = select(Movement).where(
        Movement.to_unit_id.in_(unit_ids),
        Movement.state == MoveState.PROPOSED,
        seen(Movement.person_id, hidden),
    )
    return session.scalars(query.order_by(Movement.proposed_at, Movement.id)).all()


def departing(
    session: Session, unit_id: int, day: date, hidden: Collection[str] = ()
) -> Sequence[Movement]:
    """Return what the unit proposed without an answer, was refused lately, or has ahead of it.

    A refusal is shown until the same person is proposed anew or a month has passed.
    """
    other = aliased(Movement)
    later = select(other.id).where(
        other.person_id == Movement.person_id, other.proposed_at > Movement.proposed_at
    )
    lately = (Movement.state == MoveState.REFUSED) & (Movement.decided_at > end_of(day - _LATELY))
    query = select(Movement).where(
        Movement.from_unit_id == unit_id,
        Movement.kind != MoveKind.BACK,
        or_(
            Movement.state == MoveState.PROPOSED,
            lately & ~later.exists(),
            (Movement.state == MoveState.DONE) & (Movement.roster_on > day),
        ),
        seen(Movement.person_id, hidden),
    )
    return session.scalars(query.order_by(Movement.proposed_at, Movement.id)).all()


class Gone(NamedTuple):
    """Somebody who was on a unit's roster: until when, why, where to, what the unit confirmed."""

    person_id: UUID
    full_name: str
    ends_on: date  # first day away
    kind: str | None  # None: from before movements were kept
    basis_number: str | None
    basis_date: date | None
    to_unit_id: int | None
    versions: int  # that this unit confirmed
    total: int


_GONE = statement(
    """
    select person.id, person.full_name, last.ends_on, movement.kind, movement.basis_number,
           movement.basis_date, movement.to_unit_id,
           (select count(*) from record_version
            where record_id = person.id and record_version.unit_id = :unit_id) as versions,
           count(*) over () as total
    from (
      select distinct on (person_id) person_id, ends_on from employment
      where unit_id = :unit_id and ends_on <= :day
      order by person_id, ends_on desc
    ) last
    join person on person.id = last.person_id
    left join lateral (
      select * from movement
      where movement.person_id = person.id and movement.from_unit_id = :unit_id
        and movement.roster_on = last.ends_on and movement.state = 'done'
        and movement.kind <> 'back'
      limit 1) movement on true
    where not exists (
        select from employment here where here.person_id = person.id and here.unit_id = :unit_id
        and here.starts_on <= :day and (here.ends_on is null or here.ends_on > :day))
      and {seen}
    order by last.ends_on desc, person.sort_key, person.id offset :offset limit :limit
""",
    "person.id",
)


def gone(
    session: Session,
    unit_id: int,
    day: date,
    offset: int,
    limit: int,
    hidden: Collection[str] = (),
) -> list[Gone]:
    """Return a page of those who left the unit's roster before the day, the last to go first."""
    values = {"unit_id": unit_id, "day": day, "offset": offset, "limit": limit}
    rows = session.execute(_GONE, {**values, "hidden": list(hidden)})
    return [Gone(*row) for row in rows]


class Lapsed(NamedTuple):
    """Somebody whose line on a unit's roster ended by itself: no decision of leaving is filed."""

    person_id: UUID
    full_name: str
    unit_id: int
    ends_on: date  # first day away


# Rosters are loaded with the end of a term; what left no record leaves nothing to be decided.
_LAPSED = statement(
    """
    select person.id, person.full_name, ended.unit_id, ended.ends_on
    from employment ended join person on person.id = ended.person_id
    join lateral (
      select change from record_version where record_id = person.id
      order by version desc limit 1) last on last.change <> 'left'
    where ended.unit_id = any(cast(:unit_ids as int[])) and ended.ends_on <= :day
      and not exists (
        select from employment later where later.person_id = person.id
        and (later.ends_on is null or later.ends_on > ended.ends_on))
      and not exists (
        select from movement where movement.person_id = person.id and movement.state = 'done'
        and movement.roster_on = ended.ends_on)
      and {seen}
    order by ended.ends_on, person.sort_key, person.id
""",
    "person.id",
)


def lapsed(
    session: Session, unit_ids: Collection[int], day: date, hidden: Collection[str] = ()
) -> list[Lapsed]:
    """Return who is on no roster by the day, last on one of those units', without a decision."""
    values = {"unit_ids": list(unit_ids), "day": day, "hidden": list(hidden)}
    return [Lapsed(*row) for row in session.execute(_LAPSED, values)]


def last_employment(session: Session, person_id: UUID, day: date) -> Employment | None:
    """Return where the person works on the day, else worked last before it."""
    query = select(Employment).where(Employment.person_id == person_id, Employment.starts_on <= day)
    return session.scalars(query.order_by(Employment.starts_on.desc()).limit(1)).one_or_none()


def ended_by_movement(session: Session, person_id: UUID, ends_on: date) -> bool:
    """Whether a movement stands behind the end of the roster line on that day."""
    query = select(Movement.id).where(
        Movement.person_id == person_id,
        Movement.state == MoveState.DONE,
        Movement.roster_on == ends_on,
    )
    return session.scalar(query) is not None


def left_by(session: Session, person_id: UUID, ends_on: date) -> Movement | None:
    """Return the decision by which the person left at the end of that roster line, or None."""
    query = select(Movement).where(
        Movement.person_id == person_id,
        Movement.state == MoveState.DONE,
        Movement.roster_on == ends_on,
        Movement.kind != MoveKind.BACK,
    )
    return session.scalars(query.limit(1)).one_or_none()


# One that has its last version is passed by: what it waits for then is a signature.
_IN_FORCE = text("""
    select movement.id from movement
    join lateral (
      select change from record_version where record_id = movement.person_id
      order by version desc limit 1) last on last.change <> 'left'
    where movement.state = 'done' and movement.kind not in ('transfer', 'back')
      and movement.roster_on <= :day
      and not exists (
        select from employment back where back.person_id = movement.person_id
        and back.starts_on >= movement.roster_on)
      and (cast(:movement_id as uuid) is null or movement.id = :movement_id)
    order by movement.id limit :limit
    for update of movement skip locked
""")


def leavings_in_force(
    session: Session, day: date, limit: int, movement_id: UUID | None = None
) -> Sequence[Movement]:
    """Return who has left by the day and whose record does not say so, locked.

    Whoever has no record, and who came back since, is not among them.
    """
    values = {"day": day, "limit": limit, "movement_id": movement_id}
    ids = session.scalars(_IN_FORCE, values).all()
    return session.scalars(select(Movement).where(Movement.id.in_(ids))).all() if ids else []


def last_opening(session: Session, *, by_event: bool) -> datetime | None:
    """Return when the newest stage opened: the rosters of that day are counted.

    `by_event`: also until when those of units of the event policy were counted.
    """
    opened = session.scalar(select(func.max(StageOpening.opened_at)))
    counted = session.scalar(select(func.max(EventOpening.counted_to))) if by_event else None
    return max((one for one in (opened, counted) if one), default=None)


def end_employment(session: Session, employment: Employment, ends_on: date | None) -> None:
    """End the roster line before that day; None: let it run on."""
    session.execute(
        update(Employment).where(Employment.id == employment.id).values(ends_on=ends_on)
    )


def end_posts(session: Session, person_id: UUID, ends_on: date, unit_id: int | None) -> int:
    """End the person's posts before that day, in one unit or in all; how many.

    A post that had not begun by then never begins.
    """
    mine = [Appointment.person_id == person_id]
    mine += [Appointment.unit_id == unit_id] if unit_id is not None else []
    runs_on = or_(Appointment.ends_on.is_(None), Appointment.ends_on > ends_on)
    begun = update(Appointment).where(*mine, Appointment.starts_on < ends_on, runs_on)
    ended = session.execute(begun.values(ends_on=ends_on).returning(Appointment.id)).all()
    never = delete(Appointment).where(*mine, Appointment.starts_on >= ends_on)
    return len(ended) + len(session.execute(never.returning(Appointment.id)).all())


def end_assignments(
    session: Session, person_id: UUID, ended_on: date, by: UUID, at: datetime
) -> list[int]:
    """End the person's written assignments before that day; their ids."""
    query = (
        update(Assignment)
        .where(
            Assignment.person_id == person_id,
            Assignment.ends_on > ended_on,
            Assignment.ended_on.is_(None),
        )
        .values(ended_on=ended_on, ended_by=by, ended_at=at)
    )
    return list(session.scalars(query.returning(Assignment.id)))


def carry_reports(session: Session, person_id: UUID, unit_id: int) -> None:
    """Let what the person reported and nobody answered be answered by that unit."""
    session.execute(
        update(CorrectionRequest)
        .where(CorrectionRequest.person_id == person_id, CorrectionRequest.answer.is_(None))
        .values(unit_id=unit_id)
    )


def next_unit(session: Session, person_id: UUID, day: date) -> tuple[int, date] | None:
    """Return where the person will work after the day, and from when; None while unknown."""
    query = (
        select(Employment.unit_id, Employment.starts_on)
        .where(Employment.person_id == person_id, Employment.starts_on > day)
        .order_by(Employment.starts_on)
    )
    found = session.execute(query.limit(1)).first()
    return (found.unit_id, found.starts_on) if found else None


def not_here(session: Session, pairs: Collection[tuple[UUID, int]], day: date) -> set[UUID]:
    """Return which of those people do not work in the unit named beside them on the day."""
    rows = session.execute(
        _NOT_HERE,
        {
            "people": [person for person, _ in pairs],
            "units": [unit_id for _, unit_id in pairs],
            "day": day,
        },
    )
    return {row.person_id for row in rows}


_NOT_HERE = text("""
    select person_id from unnest(cast(:people as uuid[]), cast(:units as int[]))
      as asked(person_id, unit_id)
    where not exists (
      select from employment here where here.person_id = asked.person_id
      and here.unit_id = asked.unit_id and here.starts_on <= :day
      and (here.ends_on is null or here.ends_on > :day))
""")
