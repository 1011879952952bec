"""Runs of the stages: asked for by the calendar or by a person, begun, finished.

A button only inserts a request; the next tick does the work. Source: Quy chế Đ.8.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from config.schedule import EVENTS_AGAIN_AT, JOBS
from province_app.clock import system_now
from province_app.models.sync import StageRun
from province_app.services.errors import require
from province_app.stores import (
    audit,
    deliveries,
    event_owed,
    owed,
    people,
    sync,
    sync_policy,
    units,
)
from province_app.stores import runs as run_store
from province_app.stores.owed import Counting
from province_app.stores.sync import RunKey, Sums
from province_app.stores.sync_policy import EventPart
from province_app.stores.transaction import transaction
from tiers.alarms import MISSED_IS_TOLD
from tiers.calendar import Rule, local_day, period_of, span_of, stage_opening
from tiers.schedule import Job, due, last_moment, missed
from tiers.stages import PROVINCE_CLIMB, Climb, Stage
from tiers.sync_policy import Policy
from tiers.syncing import may_start_stage
from tiers.units import Officer, Role


def ask_for_stage(
    session: Session, officer: Officer, stage: Stage, basis: str, at: datetime
) -> StageRun:
    """Ask for a run of the stage now; a run that is already open is returned as it is.

    Refused outside the stage's days or without the role. Source: Quy chế Đ.8.1-8.3.
    """
    with transaction(session):
        opening = stage_opening(units.calendar_rules(session), stage, at)
        require(may_start_stage(officer, stage, opening))
        actor = UUID(officer.person_id)
        run = _ask(session, stage, period_of(at), actor, basis, at)
        run.try_again_at = None  # somebody wants it now
        run_store.wake(session)
        audit.add(session, "stage.requested", actor, [run.id], at, stage=stage)
    return run


def ask_for_due_stages(
    session: Session, at: datetime, climb: Climb = PROVINCE_CLIMB
) -> list[StageRun]:
    """Ask for every run that the calendar owes by now and no process has claimed yet.

    Downtime, two schedulers and a moved clock need no code of their own: what is owed is computed
    anew, and claimed under a unique key. A run after its legal day is marked late.
    """
    rules = units.calendar_rules(session)
    since = people.first_entered_at(session)
    asked = []
    jobs = tuple(job for job in JOBS if job.stage in climb.stages)
    for one in due(jobs, rules, since, at) if since else ():
        with transaction(session):
            if run_store.claim_job(session, one.job.name, one.period, one.due_at, system_now()):
                run = _ask(session, one.job.stage, one.period, None, one.job.name, at)
                audit.add(session, "stage.due", None, [run.id], at, stage=one.job.stage)
                asked.append(run)
    if since:
        _note_missed(session, jobs, rules, since, at)
    return asked


def _note_missed(
    session: Session, jobs: Sequence[Job], rules: Sequence[Rule], since: datetime, at: datetime
) -> None:
    """Write down, once, each stage of a month whose time passed while the node was down.

    It is not run any more: the next month takes what it would have taken. Source: Quy chế Đ.8.
    """
    done = run_store.claimed(session, [job.name for job in jobs])
    for one in missed(jobs, rules, since, at):
        name, period = one.job.name, one.period
        if (name, period) in done:
            continue
        with transaction(session):
            if run_store.claim_job(session, name, period, one.due_at, system_now()):
                run = _ask(session, one.job.stage, period, None, name, at, state="missed")
                audit.add(session, "stage.missed", None, [run.id], at, stage=one.job.stage)


def ask_for_events(session: Session, at: datetime, climb: Climb = PROVINCE_CLIMB) -> list[StageRun]:
    """Ask for a run of each stage at which something of a unit of the event policy waits.

    One run for each set of what waits: a stage that was refused is not asked again at once, and
    what could not be settled is tried again once a day. Source: NĐ 27/2026; design decision 7.
    """
    period = period_of(at)
    part = sync_policy.part_to(session, period, at)
    if part is None:
        return []
    return [run for stage in climb.stages if (run := _ask_event(session, stage, part, at))]


def _ask_event(session: Session, stage: Stage, part: EventPart, at: datetime) -> StageRun | None:
    period, again = period_of(at), last_moment(EVENTS_AGAIN_AT, at)
    with transaction(session):
        if run_store.is_open(session, stage, period, Policy.EVENT):
            return None  # what has come since is seen when it is done
        found = event_owed.waiting(session, stage, period, part)
        claimed = False
        if found.fresh and found.mark and found.newest:
            job = f"{stage}_by_event {found.mark}"
            claimed = run_store.claim_job(session, job, period, found.newest, system_now())
        last = run_store.last_asked(session, stage, Policy.EVENT)
        if not claimed and (found.fresh or found.unsettled) and last and last < again:
            job = f"{stage}_by_event_again"
            claimed = run_store.claim_job(session, job, period, again, system_now())
        if not claimed:
            return None
        run = _ask(session, stage, period, None, "event", at, Policy.EVENT)
        audit.add(session, "stage.due", None, [run.id], at, stage=stage, policy=Policy.EVENT)
        return run


def begin_run(
    session: Session, run: StageRun, at: datetime, climb: Climb = PROVINCE_CLIMB
) -> RunKey:
    """Start the run: everything owed since the stage opened has an item.

    Every unit that has something to move, or nothing signed, has a piece.

    What departments with software of their own owe has none: they deliver it over the exchange.

    A run by the event policy opens nothing for the month: it counts, and takes, what units of that
    policy owe.
    """
    stage = Stage(run.stage)
    by_event = run.policy == Policy.EVENT
    with transaction(session):
        session.refresh(run, with_for_update=True)
        if run.state == "requested":  # else another worker was faster
            counted = _count(session, stage, run, at)
            sync.add_owed(session, stage, run.period, counted, run.id, at)
            if stage is Stage.DEPARTMENT_TO_PROVINCE:  # what came before the stage opened
                deliveries.settle(session, run.period, at)
            if stage is not climb.pushed:
                day = local_day(at)
                run_store.add_pieces(session, run, day, counted.event if by_event else None)
                run_store.wake(session)  # whoever has nothing to do takes some of them
            run.state = "running"
            run.started_at = at
            audit.add(session, "stage.begun", None, [run.id], at, stage=run.stage)
        event = sync_policy.counted_part(session, stage, run.period) if by_event else None
    return RunKey(run.stage, run.period, run.id, event=event)


def _count(session: Session, stage: Stage, run: StageRun, at: datetime) -> Counting:
    """Let the stage count what the run is for; what it counted before stays counted."""
    if run.policy == Policy.EVENT:
        sync_policy.count_to(session, stage, run.period, at)
    else:
        owed.open_stage(session, stage, run.period, at)
    counted = owed.counting(session, stage, run.period)
    assert counted is not None  # noqa: S101  it has just been opened
    return counted


def finish_run(session: Session, run: StageRun, at: datetime) -> None:
    """Mark the run done, unless pieces of it are still in other hands."""
    with transaction(session):
        if _is_open(session, run) and run_store.pieces_left(session, run.id) == 0:
            run.state = "done"
            run.finished_at = at
            run.fault = None
            run.attempts = run.try_again_at = None
            audit.add(session, "stage.done", None, [run.id], at, stage=run.stage)


def note_fault(
    session: Session, run: StageRun, fault: str, try_again_at: datetime | None = None
) -> None:
    """Keep why the last attempt stopped; the run stays open and is tried again.

    `try_again_at` is system time; None = with the next tick.
    """
    with transaction(session):
        if _is_open(session, run):
            run.fault = fault
            run.attempts = (run.attempts or 0) + 1
            run.try_again_at = try_again_at


def refuse_run(session: Session, run: StageRun, fault: str, at: datetime) -> None:
    """End a run that the receiver refused: the same again would be refused again.

    What it left is taken up by the next run, by the calendar or by a person.
    """
    with transaction(session):
        if _is_open(session, run):
            run.state = "failed"
            run.fault = fault
            run.finished_at = at
            audit.add(session, "stage.refused", None, [run.id], at, stage=run.stage)


def missed_lately(session: Session, officer: Officer, at: datetime) -> str:
    """Return the month of which a stage was missed, for whoever answers for all; "" = none."""
    if not officer.has(Role.PROVINCE):
        return ""
    return run_store.missed(session, at - MISSED_IS_TOLD) or ""


def stage_sums(session: Session, period: str) -> Sequence[Sums]:
    """Return the conservation equation of each stage that has opened in the period."""
    return [
        sync.sums(session, stage, period, counted)
        for stage in Stage
        if (counted := owed.counting(session, stage, period))
    ]


def _is_open(session: Session, run: StageRun) -> bool:
    """Lock the run and tell whether it still is to be worked on: others work on it as well."""
    session.refresh(run, with_for_update=True)
    return run.state in run_store.OPEN_STATES


def _ask(
    session: Session,
    stage: Stage,
    period: str,
    actor: UUID | None,
    basis: str,
    at: datetime,
    policy: Policy | None = None,
    state: str = "requested",
) -> StageRun:
    spans = [
        span
        for rule in units.calendar_rules(session)
        if rule.act == stage and (span := span_of(rule, period))
    ]
    return run_store.ask_for_run(
        session,
        StageRun(
            stage=stage,
            period=period,
            policy=policy,
            state=state,
            requested_by=actor,
            basis=basis,
            late=policy is None and not any(at in span for span in spans),
            requested_at=at,
        ),
    )
