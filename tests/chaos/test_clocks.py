"""P5: the clocks of the two nodes differ by minutes; a signature that is too old is never taken.

The national web server's clock is moved in its process, from outside of the program:
`province_app/clock.py` alone reads the time, and the process starts with another one in its place.
It judges when requests were made, and dates its answers.
"""

import json
import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.stores.engine import make_engine
from tests.chaos.trial import Trial, check, living
from tests.chaos.world import World
from tests.processes import wait_until

pytestmark = [pytest.mark.chaos, pytest.mark.slow]


def moved(trial: Trial, seconds: float) -> None:
    """Start the national web server anew with a clock that is wrong by so many seconds."""
    web = trial.children["web"]
    web.kill()
    web.tell({"tests.chaos.children.SKEW_S": seconds})
    web.start()


def wrong_by(world: World) -> float:
    """Return by how many seconds the last answer's date is wrong."""
    made = re.findall(rb"created=([0-9]+)", world.proxy.answers[-1].head)
    return float(made[0]) - system_now().timestamp()


@pytest.mark.parametrize("seconds", [-290, 290, -330, 330])
def test_a_clock_that_is_wrong_by_minutes_does_no_harm(seconds: int, world: World) -> None:
    """Within five minutes all goes on; beyond, the run waits and says why, and heals."""
    world.proxy.begin(0, 0.0)
    with living(world) as trial:
        moved(trial, seconds)
        if abs(seconds) > 300:
            wait_until(lambda: "created_out_of_range" in _fault(trial))
            assert {one.status for one in world.proxy.answers} == {401}
            moved(trial, 0)
        wait_until(trial.done)
        if abs(seconds) < 300:
            assert abs(wrong_by(world) - seconds) < 60
        for child in trial.children.values():
            child.kill()
        assert check(trial.nodes) == {}


def _fault(trial: Trial) -> str:
    engine = make_engine(lambda: trial.nodes.province.app_url)
    try:
        with Session(engine) as session:
            query = text("select json_agg(fault) from stage_run where state <> 'done'")
            return json.dumps(session.scalar(query))
    finally:
        engine.dispose()
