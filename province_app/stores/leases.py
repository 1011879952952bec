"""Who pushes a run: one worker at a time, and one that comes back too late writes nothing.

Taking a run makes its fence one higher. Whatever the holder's session commits from then on, it
first locks the run and finds its own fence there, in the same transaction: a worker that was
stopped while another took the run meets a higher one, and all of that transaction is undone.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import schedule
from province_app.clock import system_now
from province_app.stores.transaction import transaction
from tiers.stages import Stage

KEY, ALONE = "leases", "alone"

# Free is what nobody holds, what was held too long, and what was held by a session that has ended:
# a killed worker's run is taken at once. A row that is locked is in use this very moment.
_TAKE = text("""
    update stage_run
    set fence = coalesce(fence, 0) + 1, holder = pg_backend_pid(), held_until = :until
    where id = (
      select id from stage_run
      where id = :run_id and state in ('requested', 'running')
        and (held_until is null or held_until < :now or holder = pg_backend_pid()
             or not exists (select from pg_stat_activity where pid = holder))
      for update skip locked)
    returning fence
""")
_KEEP = text(
    "update stage_run set held_until = :until where id = :run_id and fence = :fence returning id"
)
_RELEASE = text(
    "update stage_run set held_until = null, holder = null where id = :run_id and fence = :fence"
)
_OPEN = text("select id from stage_run where stage = :stage and state in ('requested', 'running')")
# Every taking makes a fence one higher, also of a run that is over by now.
_TAKINGS = text("select coalesce(sum(fence), 0) from stage_run where stage = :stage")
_STAND_STILL = text("lock table stage_run in share row exclusive mode")


class LeaseLost(Exception):
    """Another worker has taken the run meanwhile: nothing of this transaction is written."""


@dataclass(frozen=True)
class Lease:
    """A run in the hands of one session, by the number that it had when it was taken."""

    run_id: int
    fence: int


def take(session: Session, run_id: int) -> bool:
    """Take the open run for this session; False while another worker has it.

    From here on the session commits nothing after another has taken the run: LeaseLost.
    """
    with transaction(session):
        now = system_now()
        values = {"run_id": run_id, "now": now, "until": _until()}
        fence = session.scalar(_TAKE, values)
    if fence is not None:
        session.info.setdefault(KEY, []).append(Lease(run_id, fence))
    return fence is not None


def renew(session: Session) -> None:
    """Hold the run for as long again; ends the transaction, so that none is open meanwhile."""
    with transaction(session):
        session.flush()


def release(session: Session) -> None:
    """Let go what this session still has."""
    session.rollback()
    for lease in session.info.pop(KEY, ()):
        with suppress(DBAPIError), transaction(session):  # a lost session has let it go already
            session.execute(_RELEASE, vars(lease))


@contextmanager
def alone(session: Session, stage: Stage) -> Iterator[None]:
    """Hold every open run of the stage; LeaseLost while another worker has one.

    Until the end the session commits nothing once anybody has taken a run of the stage, even one
    that was asked for since and is over again.
    """
    try:
        for run_id in session.scalars(_OPEN, {"stage": stage}).all():
            if not take(session, run_id):
                raise LeaseLost(f"run {run_id} is in other hands")
        session.info[ALONE] = stage, session.scalar(_TAKINGS, {"stage": stage})
        yield
    finally:
        session.info.pop(ALONE, None)
        release(session)


@event.listens_for(Session, "before_commit")
def _require(session: Session) -> None:
    for lease in session.info.get(KEY, ()):
        kept = session.execute(_KEEP, {**vars(lease), "until": _until()}).first()
        if kept is None:
            raise LeaseLost(f"run {lease.run_id} is in other hands")
    if ALONE in session.info:
        stage, takings = session.info[ALONE]
        session.execute(_STAND_STILL)
        if session.scalar(_TAKINGS, {"stage": stage}) != takings:
            raise LeaseLost(f"a run of {stage} was taken meanwhile")


def _until() -> object:
    return system_now() + timedelta(seconds=schedule.HELD_SECONDS)
