"""How the stages of a month stand, as far as the officer may see. Nothing is changed here.

A department's officer sees the people of the own subtree, Sở Nội vụ sees all: the scope is part
of the `Frame` from which every sum, list and table is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.sync import StageRun
from province_app.record.rules_state import rules_state
from province_app.record.schema import fields, pointer_of
from province_app.services.errors import Missing
from province_app.stores import monitor, owed, stopped, units
from province_app.stores import runs as run_store
from province_app.stores.monitor import Frame, Item, UnitMonth, UnitSums
from province_app.stores.owed import Counting
from province_app.stores.runs import OPEN_STATES
from province_app.stores.sections import SEALED
from province_app.stores.stopped import BrokenItem, Cause
from province_app.stores.sync import Sums
from tiers.calendar import (
    Opening,
    Rule,
    Span,
    local_day,
    period_of,
    span_of,
    stage_opening,
)
from tiers.decision import Decision
from tiers.stages import Stage
from tiers.syncing import may_start_stage
from tiers.units import Officer, PostKind, Role, Tier

__all__ = ["Cause", "Frame", "Item", "Sums"]  # what is read here, for the pages

PAGE = 25
ROWS_A_CAUSE = 3
RUNS_SHOWN = 10
LONGEST_GUESS_S = 3600  # a rate that says more than an hour says nothing


@dataclass(frozen=True)
class StageState:
    """One stage of a period: its legal days, its newest run, its equation once it has opened."""

    stage: Stage
    span: Span | None
    run: StageRun | None
    sums: Sums | None


@dataclass(frozen=True)
class RunState:
    """A run; `by` is empty when the calendar asked, None when somebody out of scope did."""

    run: StageRun
    by: str | None
    payload: int = 0  # bytes put to the node above, before gzip

    @property
    def is_open(self) -> bool:
        """Whether it is asked for or under way."""
        return self.run.state in OPEN_STATES


@dataclass(frozen=True)
class Moving:
    """The open run: who and since when, how far, and the seconds left where they can be told."""

    run: RunState
    done: int
    total: int
    left_s: int | None


@dataclass(frozen=True)
class UnitLine:
    """A unit's month and the name of its HR officer."""

    month: UnitMonth
    contact: str


def stage_to_show(session: Session, period: str, at: datetime) -> Stage:
    """Return the stage that a visitor wants first: the last one that has begun, or whose days have.

    Missing for a period that has not begun.
    """
    if period > period_of(at):
        raise Missing
    rules = units.calendar_rules(session)
    begun = [
        stage
        for stage in Stage
        if owed.counting(session, stage, period)
        or ((span := _span(rules, stage, period)) and span.opens <= at)
    ]
    return begun[-1] if begun else Stage.FACILITY_TO_DEPARTMENT


def frame_of(session: Session, officer: Officer, stage: Stage, period: str, at: datetime) -> Frame:
    """Return what the officer sees of the stage: people as of the day from which it counts.

    Before the stage has opened that is today. Missing for a period that has not begun, and for a
    stage that is not this node's.
    """
    if period > period_of(at):
        raise Missing
    rules = units.calendar_rules(session)
    if not _has(rules, stage):  # a department's own software ends with the province
        raise Missing
    counted = owed.counting(session, stage, period)
    span = _span(rules, stage, period)
    ahead = min(at, span.opens) if span else at
    moment = (counted.opened_at if counted else None) or ahead
    scope, hidden = scope_of(session, officer, local_day(moment)), tuple(officer.hidden)
    return Frame(stage, period, moment, scope, hidden, counted.event if counted else None)


def scope_of(session: Session, officer: Officer, day: date) -> tuple[int, ...] | None:
    """Return the units whose people the officer sees; None is the whole province.

    Those at and below the departments in which the officer holds an HR post, and those of a
    written assignment. Source: Quy chế Đ.5, 11.6.
    """
    if officer.has(Role.PROVINCE):
        return None
    departments = {unit.unit_id for unit in units.units_as_of(session, day, Tier.DEPARTMENT)}
    roots = [unit_id for unit_id in departments if officer.holds(PostKind.HR, unit_id)]
    own = session.scalars(units.subtree(roots, day)) if officer.has(Role.DEPARTMENT_HR) else ()
    return tuple({*own, *officer.assigned_units("sync.read")})


def states(session: Session, frame: Frame) -> list[StageState]:
    """Return the node's stages of the frame's period, their sums within its scope."""
    rules = units.calendar_rules(session)
    newest = run_store.latest(session, frame.period)
    return [
        StageState(
            stage,
            _span(rules, stage, frame.period),
            newest.get(stage),
            sums_of(session, frame, stage),
        )
        for stage in Stage
        if _has(rules, stage)
    ]


def sums_of(session: Session, frame: Frame, stage: Stage) -> Sums | None:
    """Return the equation of a stage of the frame's period; None before it has opened."""
    counted = owed.counting(session, stage, frame.period)
    if counted is None:
        return None
    found = _opened(stage, frame.period, counted, frame.opened_at)
    return monitor.sums(session, replace(found, unit_ids=frame.unit_ids, hidden=frame.hidden))


def unit_sums(session: Session, period: str) -> dict[Stage, list[UnitSums]]:
    """Return the equation of each unit in each stage that has opened in the period."""
    return {
        stage: monitor.unit_sums(session, _opened(stage, period, counted, counted.opened_at))
        for stage in Stage
        if (counted := owed.counting(session, stage, period))
    }


def _opened(stage: Stage, period: str, counted: Counting, before: datetime | None) -> Frame:
    """Return the whole province in an opened stage; `before` stands in where nothing says when."""
    moment = counted.opened_at or (counted.event.counted_to if counted.event else before)
    assert moment is not None  # noqa: S101  a stage opens by one policy or the other
    return Frame(
        stage, period, moment, None, event=counted.event, rosters=counted.opened_at is not None
    )


def start_decision(
    session: Session, officer: Officer, stage: Stage, at: datetime
) -> tuple[Decision, Opening]:
    """Return whether the officer may start the stage now, and when the stage is open."""
    opening = stage_opening(units.calendar_rules(session), stage, at)
    return may_start_stage(officer, stage, opening), opening


def runs(session: Session, frame: Frame, at: datetime) -> list[RunState]:
    """Return the stage's newest runs, newest first; names only of people within the scope."""
    found = run_store.newest(session, frame.stage, frame.period, local_day(at), RUNS_SHOWN)
    return [
        RunState(run, _requester(frame, name, unit_id), size) for run, name, unit_id, size in found
    ]


def moving(
    session: Session, frame: Frame, found: Sequence[RunState], at: datetime
) -> Moving | None:
    """Return the open run among those found and how far it has come; None when none is open."""
    state = next((one for one in found if one.is_open), None)
    if state is None:
        return None
    done, total = monitor.progress(session, frame, state.run.id)
    return Moving(state, done, total, _seconds_left(state.run, done, total, at))


def causes(session: Session, frame: Frame) -> list[Cause]:
    """Return why records stopped, most frequent first."""
    coded = {
        pointer_of(field)
        for info in fields().values()
        for field in (info, *info.columns)
        if field.item.catalogue and field.section not in SEALED
    }
    return stopped.causes(session, frame, coded)


def first_of_causes(session: Session, frame: Frame) -> list[Item]:
    """Return the first few records of each cause."""
    return stopped.first_of_causes(session, frame, ROWS_A_CAUSE)


def broken(session: Session, frame: Frame) -> tuple[int, list[BrokenItem]]:
    """Return how many records travel although a rule finds them wrong now, and the first of them.

    No code of the exchange lets a level withhold them; their units are told instead.
    """
    return stopped.broken(session, frame, rules_state(), PAGE)


def contacts_for(session: Session, found: Sequence[Item], at: datetime) -> dict[int, str]:
    """Return the names of the HR officers (cán bộ tổ chức) of the records' units, by unit."""
    ids = {item.unit_id for item in found if item.unit_id is not None}
    return monitor.contacts(session, ids, local_day(at))


def unit_lines(
    session: Session, frame: Frame, page: int, at: datetime
) -> tuple[list[UnitLine], bool]:
    """Return page `page` (from 1) of the owing units, slowest first, and whether more follow."""
    found = monitor.units(session, frame, (page - 1) * PAGE, PAGE + 1)
    ids = [month.unit_id for month in found]
    contacts = monitor.contacts(session, ids, local_day(at), frame.hidden)
    lines = [UnitLine(month, contacts.get(month.unit_id, "")) for month in found[:PAGE]]
    return lines, len(found) > PAGE


def records(
    session: Session,
    frame: Frame,
    counted: str,
    cause: str | None = None,
    unit_id: int | None = None,
    after: UUID | None = None,
) -> tuple[list[Item], bool]:
    """Return a page of the records behind a number, by given name, and whether more follow.

    Missing for an unknown number, and for a unit that does not exist or lies out of scope.
    """
    if counted not in monitor.LISTS:
        raise Missing
    if unit_id is not None:
        unit_name(session, frame, unit_id)
    found = monitor.items(session, frame, counted, PAGE + 1, cause, unit_id, after)
    return found[:PAGE], len(found) > PAGE


def unit_name(session: Session, frame: Frame, unit_id: int) -> str:
    """Return the unit's name on the day; Missing when it does not exist or lies out of scope."""
    known = {unit.unit_id: unit.name for unit in units.units_as_of(session, frame.day)}
    if unit_id not in known or (frame.unit_ids is not None and unit_id not in frame.unit_ids):
        raise Missing
    return known[unit_id]


def _has(rules: Sequence[Rule], stage: Stage) -> bool:
    return any(rule.act == stage for rule in rules)


def _span(rules: Sequence[Rule], stage: Stage, period: str) -> Span | None:
    spans = (span_of(rule, period) for rule in rules if rule.act == stage)
    return next((span for span in spans if span), None)


def _requester(frame: Frame, name: str | None, unit_id: int | None) -> str | None:
    if name is None or frame.unit_ids is None:
        return name or ""
    return name if unit_id in frame.unit_ids else None


def _seconds_left(run: StageRun, done: int, total: int, at: datetime) -> int | None:
    """Return the rest at the rate so far; None when that says nothing yet."""
    if run.started_at is None or run.fault or not done:
        return None
    elapsed = (at - run.started_at) / timedelta(seconds=1)
    left = round(elapsed / done * (total - done))
    return left if elapsed >= 1 and left <= LONGEST_GUESS_S else None
