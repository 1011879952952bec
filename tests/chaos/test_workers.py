"""Any number of workers at once; one that was stopped while others went on writes nothing stale."""

import time
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.stores.engine import make_engine
from tests.chaos.children import Child
from tests.chaos.proxy import delayed
from tests.chaos.trial import LOOK_S, PATIENCE_S, SHORT, Trial, check, living
from tests.chaos.world import World

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
PUSHER = """
    select application_name from pg_stat_activity
    where pid = (select holder from stage_run where held_until is not null)
      and exists (select from submission where state = 'open')
"""
STATE = """
    select (select json_agg(run order by id) from (select id, state, fence, fault, finished_at
              from stage_run) run)::text
        || (select json_agg(s order by id) from submission s)::text
        || (select json_agg(i order by stage, period, record_id) from sync_item i)::text
        || (select json_agg(h order by tier, record_id) from holding h)::text
        || (select count(*) from audit_event)::text
"""


class Database:
    """The province's database, asked from outside."""

    def __init__(self, trial: Trial) -> None:
        self._engine = make_engine(lambda: trial.nodes.province.app_url)

    def ask(self, statement: str) -> Any:
        """Return the value of a statement, or None."""
        with Session(self._engine) as session:
            return session.scalar(text(statement))

    def close(self) -> None:
        """Leave it."""
        self._engine.dispose()


def until(trial: Trial, condition: Any) -> Any:
    """Wait for something true; the dead are started again meanwhile."""
    ends = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        assert time.monotonic() < ends, "waited too long"
        trial.tend()
        time.sleep(LOOK_S)
    return found


@pytest.mark.parametrize(("held_s", "silent_s"), [(2, 30), (60, 2)], ids=["fence", "session"])
def test_a_pusher_that_was_stopped_and_goes_on_later_writes_nothing(
    held_s: int, silent_s: int, world: World
) -> None:
    """P3: two schedulers, three workers; who has the push sleeps past its lease, or its session."""
    constants = {
        **SHORT,
        "config.schedule.HELD_SECONDS": held_s,
        "config.schedule.SILENT_SECONDS": silent_s,
    }
    world.proxy.begin(3, 1.0)
    world.proxy.faults, all_faults = (delayed,), world.proxy.faults
    try:
        with living(world, 2, 3, constants=constants) as trial:
            database = Database(trial)
            name = until(trial, lambda: database.ask(PUSHER))
            sleeper = trial.children[name]
            sleeper.stop()
            until(trial, trial.done)
            before = database.ask(STATE)
            assert '"state":"done"' in before
            others = _others(trial, sleeper)
            for child in others:
                child.stop()  # what is written now, the sleeper writes
            mark = sleeper.log.stat().st_size
            sleeper.resume()
            until(trial, lambda: not sleeper.alive or _has_noticed(sleeper, mark))
            assert database.ask(STATE) == before
            for child in others:
                child.resume()
            database.close()
            for child in trial.children.values():
                child.kill()
            assert check(trial.nodes) == {}
    finally:
        world.proxy.faults = all_faults


def _others(trial: Trial, sleeper: Child) -> list[Child]:
    ours = [one for name, one in trial.children.items() if name not in ("web", "national")]
    return [one for one in ours if one is not sleeper]


def _has_noticed(sleeper: Child, mark: int) -> bool:
    said = sleeper.log.read_bytes()[mark:]
    return b"run in other hands" in said or b"tick failed" in said
