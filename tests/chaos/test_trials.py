"""Processes that die, stop and go on; a bad network; a full disk: nothing lost, nothing doubled.

Promises P1, P2, P3, P6 and P7. Two hundred trials here, so that a failure rate above 1.5 % would be
seen with a confidence of 95 %; the first thirty in `make test`, which must end in twenty minutes,
the others in `make test-slow`. `make chaos TRIALS=3000` makes more.
"""

import pytest

from tests.chaos import tracing
from tests.chaos.proxy import FAULTS
from tests.chaos.trial import Blow, Plan, plan, run
from tests.chaos.world import World

pytestmark = pytest.mark.chaos
SOON, ALL = 30, 200
SEEDS = [
    pytest.param(seed, marks=[pytest.mark.slow] if seed > SOON else [])
    for seed in range(1, ALL + 1)
]


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_dies_the_month_ends_as_it_should(seed: int, world: World) -> None:
    """P1, P2, P6: the seed says who dies when, and how bad the network is."""
    outcome = run(world, plan(seed))
    assert outcome.faults == {}, outcome.told()


def test_every_fault_of_the_network_is_met(world: World) -> None:
    """P2: every third message is spoiled, by each kind of fault in turn."""
    outcome = run(world, Plan(2, (), 0.35))
    assert outcome.faults == {}, outcome.told()
    assert outcome.spoiled
    assert set(outcome.spoiled) <= {one.__name__ for one in FAULTS}


@pytest.mark.parametrize(("whom", "number"), [("scheduler0", 40), ("scheduler0", 90), ("web", 9)])
def test_a_process_that_dies_at_a_call_to_the_system_does_no_harm(
    whom: str, number: int, world: World
) -> None:
    """P1: exactly there, not at about that time."""
    if not tracing.possible():
        pytest.skip("NO TRIALS AT CALLS TO THE SYSTEM: strace is missing or may not trace")
    outcome = run(world, Plan(number, (Blow(0, "kill_at", whom, number),), 0.0))
    assert outcome.faults == {}, outcome.told()
    assert outcome.starts[whom] >= 2 or whom == "web"


def test_a_full_disk_loses_nothing(world: World) -> None:
    """P7: every third write of the database finds no room, for a second."""
    if not tracing.possible():
        pytest.skip("NO TRIAL OF A FULL DISK: strace is missing or may not trace")
    blows = (Blow(0.3, "disk_full", "PostgreSQL", 3), Blow(1.3, "resume", "web"))
    outcome = run(world, Plan(7, blows, 0.0))
    assert outcome.faults == {}, outcome.told()
