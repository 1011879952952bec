"""What a unit sees of its movements: who comes, who goes, who went. Reading only. Quy chế Đ.10."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.moves import Movement
from province_app.models.units import UnitPeriod
from province_app.services import moves
from province_app.services.errors import Missing
from province_app.stores import moves as store
from province_app.stores import people, units
from province_app.stores.levels import restricted_by_id
from province_app.stores.moves import Gone, Lapsed
from province_app.stores.scope import as_node
from tiers.calendar import local_day
from tiers.decision import Decision
from tiers.levels import staff_for
from tiers.moves import MoveState, may_decide, may_move
from tiers.units import Officer, Tier

__all__ = ["Gone", "Lapsed"]  # what is read here, for the pages

ROWS = 25


@dataclass(frozen=True)
class Line:
    """A movement with its names, and whether the officer may do what comes next."""

    movement: Movement
    full_name: str
    category: str  # in the old unit
    from_name: str
    to_name: str
    decision: Decision


@dataclass(frozen=True)
class MoveDesk:
    """The movements of one unit of the officer's."""

    unit: UnitPeriod
    others: tuple[UnitPeriod, ...]
    arriving: Sequence[Line]
    leaving: Sequence[Line]
    gone: Sequence[Gone]
    unit_names: Mapping[int, str]
    undecided: frozenset[UUID]  # of those gone, whose leaving the officer has still to file


@dataclass(frozen=True)
class FilingDesk:
    """A person about whom something is filed, and the units that could receive."""

    person_id: UUID
    full_name: str
    unit: UnitPeriod
    employed_from: date
    receivers: Sequence[UnitPeriod]
    today: date
    decision: Decision
    term_ends_on: date | None = None  # the roster's own end, of which no decision is filed
    lapsed: bool = False  # whether that day has come: the term may be prolonged


def move_desk(
    session: Session, officer: Officer, unit_id: int | None, at: datetime, page: int = 1
) -> MoveDesk:
    """Return the movements of a unit in which the officer holds a post, by default the first.

    Missing for any other unit. Source: Quy chế Đ.10.
    """
    day = local_day(at)
    mine = units.with_ids(session, {post.unit_id for post in officer.posts}, day)
    unit = next((one for one in mine if unit_id in (None, one.unit_id)), None)
    if unit is None:
        raise Missing
    hidden, here = officer.hidden, unit.unit_id
    found = store.gone(session, here, day, (page - 1) * ROWS, ROWS, hidden)
    return MoveDesk(
        unit,
        tuple(one for one in mine if one is not unit),
        _lines(session, officer, store.arriving(session, [here], hidden), here, at),
        _lines(session, officer, store.departing(session, here, day, hidden), here, at),
        found,
        _names(session, {one.to_unit_id for one in found if one.to_unit_id is not None}, day),
        frozenset(one.person_id for one in lapsed_for(session, officer, at)),
    )


def arrivals_for(session: Session, officer: Officer, at: datetime) -> list[Line]:
    """Return whom the officer may take in or send back now, longest waiting first."""
    mine = {post.unit_id for post in officer.posts}
    found = store.arriving(session, mine, officer.hidden) if mine else []
    lines = [
        line
        for unit_id in {one.to_unit_id for one in found if one.to_unit_id is not None}
        for line in _lines(
            session, officer, [one for one in found if one.to_unit_id == unit_id], unit_id, at
        )
    ]
    allowed = [line for line in lines if line.decision.allowed]
    return sorted(allowed, key=lambda line: (line.movement.proposed_at, line.movement.id))


def lapsed_for(session: Session, officer: Officer, at: datetime) -> list[Lapsed]:
    """Return who came off a roster by the end of a term, and whose leaving the officer may file.

    Until then the record says that the person works there, and stays owed. Source: Quy chế Đ.10.4.
    """
    mine, day = {post.unit_id for post in officer.posts}, local_day(at)
    if not mine:
        return []
    with as_node(session):  # who has gone on to another unit's roster is not among them
        found = store.lapsed(session, mine, day, officer.hidden)
    staff = {one: units.staff_of(session, one, day) for one in {row.unit_id for row in found}}
    return [one for one in found if may_move(officer, str(one.person_id), staff[one.unit_id])]


def filing_desk(session: Session, officer: Officer, person_id: UUID, at: datetime) -> FilingDesk:
    """Return what the form needs; Missing outside the officer's units. Source: Quy chế Đ.10."""
    day = local_day(at)
    employment = moves.mine(session, officer, person_id, day)
    staff = staff_for(
        units.staff_of(session, employment.unit_id, day),
        restricted_by_id(session, day).get(str(person_id)),
    )
    decision = may_move(officer, str(person_id), staff)
    if decision:
        decision = moves.still_to_file(session, employment, day)
    everywhere = units.units_as_of(session, day)
    receivers = [
        one for one in everywhere if one.tier != Tier.PROVINCE and one.unit_id != employment.unit_id
    ]
    ended = employment.ends_on if decision else None
    return FilingDesk(
        person_id,
        people.names(session, [person_id])[person_id],
        units.unit_as_of(session, employment.unit_id, day),
        employment.starts_on,
        [] if ended else receivers,
        day,
        decision,
        ended,
        ended is not None and ended <= day,
    )


def _lines(
    session: Session, officer: Officer, found: Sequence[Movement], here: int, at: datetime
) -> list[Line]:
    if not found:
        return []
    day = local_day(at)
    ids = [one.person_id for one in found]
    ends = {one.from_unit_id for one in found} | {one.to_unit_id for one in found if one.to_unit_id}
    names = _names(session, ends, day)
    staff, restricted = units.staff_of(session, here, day), restricted_by_id(session, day)
    with as_node(session):  # who comes is on another unit's roster still
        full_names = people.names(session, ids)
        categories = people.categories(session, ids)
    return [
        Line(
            one,
            full_names[one.person_id],
            categories.get(one.person_id, ""),
            names[one.from_unit_id],
            names[one.to_unit_id] if one.to_unit_id else "",
            may_decide(
                MoveState(one.state),
                officer,
                str(one.person_id),
                staff_for(staff, restricted.get(str(one.person_id))),
            ),
        )
        for one in found
    ]


def _names(session: Session, unit_ids: set[int], day: date) -> dict[int, str]:
    return {one.unit_id: one.name for one in units.last_periods(session, unit_ids, day)}
