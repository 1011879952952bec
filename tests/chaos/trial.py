"""One trial: two nodes live through day 28, hit by what its seed says, and must end as they should.

plan(seed)  which process dies or stops when, and how bad the network is
run(...)    lets it happen, heals, waits until the month is done, and asks the checker
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from subprocess import Popen

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from province_app import postgres_cluster
from province_app.clock import install
from province_app.stores import runs as run_store
from province_app.stores.engine import make_engine
from province_app.stores.transaction import transaction
from province_app.web_server import web_command
from tests.chaos import checker, tracing
from tests.chaos.children import Child, Constants, run_jobs, run_web
from tests.chaos.world import PERIOD, Nodes, World
from tests.processes import wait_until
from tests.provinces import trust

PATIENCE_S = 60  # after the last fault; much longer than the promise, for a busy machine
LOOK_S = 0.05
LONGEST = 1.0  # quiet months over which blows are drawn
BAD_MONTHS = 1.5  # how long a bad network stays bad
LAST_WORDS = 3_000  # characters of each process of a failed trial
PAUSE_S = 0.2  # a service manager waits a little before it starts again what has just died
TICK_S = 0.3  # between two looks of the jobs while the run pauses
# What production waits minutes for, so that a stopped worker is done without in time for a trial;
# and parts of two records, so that a small month has as many messages as a large one.
SHORT: Constants = {
    "config.schedule.HELD_SECONDS": 5,
    "config.schedule.SILENT_SECONDS": 5,
    "config.schedule.TICK_SECONDS": 1,
    "province_app.services.submissions.PART": 2,
    "tiers.backoff.FIRST_S": 0.2,
    "tiers.backoff.LONGEST_S": 0.6,
    "sync_jobs.__main__.TRY_AGAIN_SECONDS": 0.3,
}
LAST = """
    select state, try_again_at from stage_run
    where period = :period and policy is null and stage = 'province_to_national'
    order by id desc limit 1
"""


@dataclass(frozen=True)
class Blow:
    """What happens to whom, how many quiet months after the start."""

    at: float
    deed: str  # kill, stop, resume, kill_at, kill_server, disk_full
    whom: str
    number: int = 0  # of the call to the system


@dataclass(frozen=True)
class Plan:
    """What a seed says."""

    seed: int
    blows: tuple[Blow, ...]
    rate: float  # share of messages that the network spoils
    schedulers: int = 1
    workers: int = 0


@dataclass
class Outcome:
    """How a trial ended."""

    plan: Plan
    seconds: float
    healed_s: float  # from the last blow until the month was done
    faults: dict[str, list[str]]
    spoiled: dict[str, int] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        blows = ", ".join(
            f"{one.deed} {one.whom} {one.number or f'{one.at:.2f}'}" for one in self.plan.blows
        )
        return (
            f"seed {self.plan.seed}: {self.seconds:.1f}s, healed in {self.healed_s:.1f}s;"
            f" network {self.plan.rate:.2f} {self.spoiled}; {blows or 'no blows'};"
            f" starts {self.starts}; {self.faults or 'in order'}"
        )

    def told(self) -> str:
        """Return all that is known of it: also the last words of its processes."""
        last = {name: words[-LAST_WORDS:] for name, words in self.logs.items()}
        return "\n".join([str(self), *(f"--- {name}\n{words}" for name, words in last.items())])


def plan(seed: int) -> Plan:
    """Return the trial of the seed: up to five blows, and a network from good to very bad.

    They are drawn over the time that a quiet month takes; one that was hit takes longer.
    """
    rng = Random(seed)
    schedulers, workers = rng.choice(((1, 0), (1, 0), (2, 0), (1, 1), (2, 2)))
    names = ["web", "national", *_names(schedulers, workers)]
    blows = []
    for _ in range(rng.randrange(0, 5)):
        moment, whom = rng.uniform(0, LONGEST), rng.choice(names)
        if rng.random() < 0.25:
            blows.append(Blow(moment, "stop", whom))
            blows.append(Blow(moment + rng.uniform(0.1, 0.6), "resume", whom))
        else:
            blows.append(Blow(moment, "kill", whom))
    if rng.random() < 0.1:
        blows += [
            Blow(rng.uniform(0, LONGEST), "kill", one) for one in names
        ]  # all, at any instants
    if rng.random() < 0.08:
        blows.append(Blow(rng.uniform(0, LONGEST), "kill_server", "PostgreSQL"))
    if tracing.possible() and rng.random() < 0.3:
        blows.append(Blow(0, "kill_at", rng.choice(names), rng.randrange(1, 400)))
    if tracing.possible() and rng.random() < 0.05:
        blows.append(Blow(rng.uniform(0, 0.5), "disk_full", "PostgreSQL", rng.randrange(1, 30)))
    rate = rng.choice((0.0, 0.1, 0.25, 0.4))
    ordered = tuple(sorted(blows, key=lambda one: one.at))
    return Plan(seed, ordered, rate, schedulers, workers)


def _names(schedulers: int, workers: int) -> list[str]:
    return [f"scheduler{n}" for n in range(schedulers)] + [f"worker{n}" for n in range(workers)]


class Trial:
    """The processes of both nodes, looked after as a service manager would."""

    def __init__(
        self, world: World, nodes: Nodes, schedulers: int, workers: int, constants: Constants
    ) -> None:
        self.world, self.nodes = world, nodes
        web = web_command(world.web_port, 1)[3:]
        ours, theirs = nodes.province_env, nodes.national_env
        made = [
            Child("web", run_web, web, theirs),
            Child("national", run_jobs, [], theirs, constants),
        ]
        for name in _names(schedulers, workers):
            words = ["worker"] if name.startswith("worker") else []
            made.append(Child(name, run_jobs, words, ours, constants))
        self.children = {one.name: one for one in made}
        self._engine = make_engine(lambda: nodes.province.app_url)
        self._ticked = 0.0
        self._full: list[Popen[bytes]] = []  # as long as the disk is full
        self._fates: list[Popen[bytes]] = []  # each waits for the call at which its process dies

    def tend(self) -> None:
        """Start again what has died, the database first."""
        if not Path(f"/proc/{self.world.server.pid}").exists():
            self.world.start_server()
        for child in self.children.values():
            if time.monotonic() > child.started_s + PAUSE_S:
                child.start()

    def strike(self, blow: Blow) -> None:
        """Do what the blow says."""
        if blow.deed == "kill_server":
            for pid in postgres_cluster.processes(self.world.server.data):
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
            self.world.start_server()
        elif blow.deed == "disk_full":
            self._full.append(tracing.fill_disk(self.world.server.pid, blow.number))
        else:
            {"kill": Child.kill, "stop": Child.stop, "resume": Child.resume}[blow.deed](
                self.children[blow.whom]
            )

    def start(self, blows: tuple[Blow, ...] = ()) -> None:
        """Start all; some are to die at a call to the system that the blows name."""
        doomed = {one.whom: one.number for one in blows if one.deed == "kill_at"}
        for name, child in self.children.items():
            child.start(waits=name in doomed)
            if name in doomed:
                self._fates.append(tracing.kill_at(child.pid, doomed[name]))
                child.resume()

    def heal(self) -> None:
        """Let the network be good, the disk have room, and everybody go on."""
        self.world.proxy.rate = 0.0
        _end(self._full)
        for child in self.children.values():
            if child.stopped:
                child.resume()

    def done(self) -> bool:
        """Whether the month's last stage is done; nobody does anything for it."""
        try:
            with self._engine.connect() as connection:
                last = connection.execute(text(LAST), {"period": PERIOD}).one_or_none()
            if last is None or last.state == "done":
                return last is not None
            if last.try_again_at is not None:
                self._tick()
        except DBAPIError:  # the server is away
            self._engine.dispose()
        return False

    def _tick(self) -> None:
        """Let the jobs look again, as the tick does: shorter than its shortest, a second."""
        if time.monotonic() >= self._ticked + TICK_S:
            self._ticked = time.monotonic()
            with Session(self._engine) as session, transaction(session):
                run_store.wake(session)

    def close(self) -> None:
        """Kill what runs."""
        self.heal()
        _end(self._fates)
        for child in self.children.values():
            child.kill()
        self._engine.dispose()


def _end(tracers: list[Popen[bytes]]) -> None:
    for tracer in tracers:
        tracer.terminate()
        tracer.wait()
    tracers.clear()


@contextmanager
def living(
    world: World,
    schedulers: int = 1,
    workers: int = 0,
    blows: tuple[Blow, ...] = (),
    constants: Constants = SHORT,
) -> Iterator[Trial]:
    """Yield the nodes of a new trial, all their processes started."""
    with world.copy() as nodes:
        install(None, Path(nodes.province_env["CLOCK_FILE"]))
        trial = Trial(world, nodes, schedulers, workers, constants)
        try:
            trial.start(blows)
            yield trial
        finally:
            trial.close()
            install(None, None)


def run(world: World, given: Plan, patience_s: float = PATIENCE_S) -> Outcome:
    """Let the plan happen, and say how it ended."""
    if not world.month_s:
        world.month_s = _quiet_month(world)
    world.proxy.begin(given.seed, given.rate)
    with living(world, given.schedulers, given.workers, given.blows) as trial:
        started = time.monotonic()
        waiting = [one for one in given.blows if one.deed != "kill_at"]
        bad_for = BAD_MONTHS if given.rate else 0.0
        last = started + world.month_s * max([bad_for, *(one.at for one in given.blows)])
        while not trial.done() or waiting:
            now = time.monotonic()
            while waiting and now >= started + world.month_s * waiting[0].at:
                trial.strike(waiting.pop(0))
            trial.tend()
            if now > last:
                trial.heal()
            if now > last + patience_s:
                break
            time.sleep(LOOK_S)
        ended = time.monotonic()
        trial.heal()
        for child in trial.children.values():
            child.kill()
        world.start_server()  # at least waited for, if it starts again after a fault
        found = check(trial.nodes)
        if any(status < 400 for status in world.proxy.replays):
            found["replayed"] = [f"an earlier message was taken again: {world.proxy.replays}"]
        return Outcome(
            given,
            ended - started,
            max(0.0, ended - last),
            found,
            {name: n for name, n in world.proxy.done.items() if name != "clean"},
            {name: child.starts for name, child in trial.children.items()},
            {name: child.log.read_text() for name, child in trial.children.items() if found},
        )


def _quiet_month(world: World) -> float:
    """Return how many seconds the month takes here when nothing happens."""
    world.proxy.begin(0, 0.0)
    for _ in range(2):  # the first one also loads the program
        with living(world) as trial:
            started = time.monotonic()
            wait_until(trial.done)
            seconds = time.monotonic() - started
    return seconds


def check(nodes: Nodes) -> dict[str, list[str]]:
    """Return what the checker finds."""
    with both_of(nodes) as both:
        return checker.faults(both)


@contextmanager
def both_of(nodes: Nodes) -> Iterator[checker.Both]:
    """Yield sessions in both databases, in the scope of the nodes themselves."""
    engines = [make_engine(lambda: nodes.province.app_url),
               make_engine(lambda: nodes.national.app_url)]  # fmt: skip
    try:
        with Session(engines[0]) as ours, Session(engines[1]) as theirs:
            yield checker.Both(ours, theirs, trust())
    finally:
        for engine in engines:
            engine.dispose()
