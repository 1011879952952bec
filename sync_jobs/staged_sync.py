"""Works off the open runs of the stages. Source: Quy chế Đ.8."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.models.sync import StageRun
from province_app.pauses import try_again_at
from province_app.services import runs, staging
from province_app.signing.trust import TrustList
from province_app.stores import leases, restorations
from province_app.stores import runs as run_store
from province_app.stores.leases import LeaseLost
from sync_jobs.national_gateway import (
    NationalGateway,
    NationalRefused,
    NationalUnavailable,
    fault_of,
)
from sync_jobs.national_push import push, send_approvals
from sync_jobs.reconcile import reconcile
from tiers.stages import PROVINCE_CLIMB, Climb, Stage

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def work_off_runs(
    session: Session,
    trust: TrustList,
    gateway: NationalGateway | None,
    now: Clock,
    *,
    peer_stamps: bool = False,
    asks: bool = True,
    climb: Climb = PROVINCE_CLIMB,
) -> int:
    """Do what the calendar and people have asked for; return the number of runs finished.

    Any number of workers may do so at once. A unit's share is in the hands of one of them, by the
    lock of its row; a push is, by its lease. `asks`: the calendar is asked first what it owes.

    A month's stage waits while an earlier one of the same period is open, so that it takes what
    that one left; runs by the event policy go in the order in which they were asked for. The last
    one of `climb` goes to the node above: the national one, or the province where a department
    runs this. When it is down the run stays open with the fault written on it, for a pause that
    grows; when it refuses, the run ends. Other periods go on.
    """
    if asks:
        runs.ask_for_due_stages(session, now(), climb)
    finished, waiting = 0, set[str | int]()  # periods; runs that another worker pushes
    while run := _next(session, waiting, now, climb):
        started, period = now(), run.period
        if Stage(run.stage) is climb.pushed and not leases.take(session, run.id):
            waiting.add(run.id)  # another worker pushes it; what climbs to it goes on
            continue
        try:
            things = (session, run, trust, gateway, now, climb)
            work = partial(_work_off, *things, peer_stamps=peer_stamps)
            _attempt(session, run, work, now)
        except LeaseLost:
            logger.warning("run in other hands", extra={"run": run.id})
            waiting.add(period)
            continue
        finally:
            leases.release(session)
        if run.state == "done":
            finished += 1
            _log_done(run, started, now())
        elif run.state != "failed":  # it waits, or another worker still holds a piece
            waiting.add(period)
    restored = restorations.unsettled(session)
    if gateway is not None and not (restored and restored.compared_at is None):
        send_approvals(session, gateway, now)
    return finished


def _next(session: Session, waiting: set[str | int], now: Clock, climb: Climb) -> StageRun | None:
    """Return the next run that may be worked on; a pausing one makes its period wait.

    What a run has just brought up by the event policy is asked for before: it goes on climbing.
    """
    runs.ask_for_events(session, now(), climb)
    for run in run_store.open_runs(session):
        if run.try_again_at is not None and run.try_again_at > system_now():
            waiting.add(run.period)
        if not {run.period, run.id} & waiting:
            return run
    return None


def _attempt(session: Session, run: StageRun, work: Callable[[], None], now: Clock) -> None:
    """Work on the run, and write down how far that led."""
    try:
        work()
    except NationalUnavailable as error:
        session.rollback()
        runs.note_fault(session, run, str(error), try_again_at(run.attempts, error.retry_after_s))
        _log_stopped(run, error)
    except NationalRefused as error:
        session.rollback()
        runs.refuse_run(session, run, str(error), now())
        _log_stopped(run, error)
    except LeaseLost:
        raise
    except Exception as error:  # whatever it is, it is this run's: the others go on
        session.rollback()
        logger.exception("stage failed", extra={"run": run.id})
        runs.note_fault(
            session, run, f"server_fault {type(error).__name__}", try_again_at(run.attempts)
        )
    else:
        runs.finish_run(session, run, now())


def _work_off(
    session: Session,
    run: StageRun,
    trust: TrustList,
    gateway: NationalGateway | None,
    now: Clock,
    climb: Climb,
    *,
    peer_stamps: bool,
) -> None:
    key = runs.begin_run(session, run, now(), climb)
    if Stage(run.stage) is climb.pushed:
        if gateway is None:
            raise NationalUnavailable("EXCHANGE_URL is not set")
        if restorations.unsettled(session):
            reconcile(session, gateway, True, climb.pushed)  # it holds what this database has lost
        # Judged as the node above will: by contract v1 it ignores time-stamps.
        theirs = trust if peer_stamps else trust.with_stamps(None)
        push(session, key, gateway, theirs, now)
    else:
        while staging.run_next_piece(session, key, trust, now()):
            pass


def _log_stopped(run: StageRun, error: NationalUnavailable | NationalRefused) -> None:
    fault, attempts = fault_of(error), run.attempts
    logger.warning("stage stopped", extra={"run": run.id, "fault": fault, "attempts": attempts})


def _log_done(run: StageRun, started: datetime, ended: datetime) -> None:
    seconds = round((ended - started).total_seconds(), 3)
    logger.info("stage done", extra={"run": run.id, "stage": run.stage, "seconds": seconds})
