"""Works off the open runs of the stages. Source: Quy chế Đ.8."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from province_app.models.sync import StageRun
from province_app.services import runs, staging
from province_app.signing.trust import TrustList
from province_app.stores import runs as run_store
from sync_jobs.national_gateway import (
    NationalGateway,
    NationalRefused,
    NationalUnavailable,
    fault_of,
)
from sync_jobs.national_push import push, send_approvals
from tiers.stages import Stage

logger = logging.getLogger(__name__)


def work_off_runs(
    session: Session,
    trust: TrustList,
    gateway: NationalGateway | None,
    now: Callable[[], datetime],
    *,
    peer_stamps: bool = False,
) -> int:
    """Do what the calendar and people have asked for; return the number of runs finished.

    A stage waits while an earlier one of the same period is open, so that it takes what that one
    left. A national node that is down leaves its run open with the fault written on it.
    """
    runs.ask_for_due_stages(session, now())
    finished = 0
    while run := next(iter(run_store.open_runs(session)), None):
        started = now()
        key = runs.begin_run(session, run, started)
        try:
            if Stage(run.stage) is Stage.PROVINCE_TO_NATIONAL:
                if gateway is None:
                    raise NationalUnavailable("EXCHANGE_URL is not set")
                # Judged as the node above will: by contract v1 it ignores time-stamps.
                theirs = trust if peer_stamps else trust.with_stamps(None)
                push(session, key, gateway, theirs, now)
            else:
                while staging.run_next_piece(session, key, trust, now()):
                    pass
        except (NationalUnavailable, NationalRefused) as error:
            session.rollback()
            runs.note_fault(session, run, str(error))
            logger.warning("stage stopped", extra={"run": run.id, "fault": fault_of(error)})
            break
        runs.finish_run(session, run, now())
        if run.state != "done":  # another worker still holds a piece
            break
        finished += 1
        _log_done(run, started, now())
    if gateway is not None:
        send_approvals(session, gateway, now)
    return finished


def _log_done(run: StageRun, started: datetime, ended: datetime) -> None:
    seconds = round((ended - started).total_seconds(), 3)
    logger.info("stage done", extra={"run": run.id, "stage": run.stage, "seconds": seconds})
