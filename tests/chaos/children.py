"""Real processes of a node, forked from one that has loaded the program: up in a tenth of a second.

Each runs the very command of production, in a group of its own, its words going to a file.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from province_app import clock

# Loaded once, by the process that the others are forked from.
LOADED = [
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "province_app",
    "province_app.exchange.views",
    "province_app.views",
    "province_app.web_log",
    "sync_jobs.__main__",
    "tests.chaos.children",
]
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(LOADED)

SKEW_S = 0.0  # by how many seconds the clock of this process is wrong


class _Skewed(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """Return the time of a machine whose clock is wrong."""
        return datetime.now(tz) + timedelta(seconds=SKEW_S)


Constants = Mapping[str, float]  # "module.NAME": a shorter lease, say, than production's


def run_jobs(
    words: list[str], env: dict[str, str], log: str, constants: Constants, waits: bool
) -> None:
    """Run `python -m sync_jobs` with these words in this process."""
    _become(env, log, constants, waits)
    from sync_jobs.__main__ import main

    sys.argv = ["sync_jobs", *words]
    main()


def run_web(
    words: list[str], env: dict[str, str], log: str, constants: Constants, waits: bool
) -> None:
    """Run gunicorn with these words in this process; its workers are forked by it."""
    _become(env, log, constants, waits)
    from gunicorn.app.wsgiapp import WSGIApplication

    sys.argv = ["gunicorn", *words]
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


def _become(env: dict[str, str], log: str, constants: Constants, waits: bool) -> None:
    os.setsid()
    words = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(words, 1)
    os.dup2(words, 2)
    os.environ.update(env)
    for name, value in constants.items():
        module, _, constant = name.rpartition(".")
        __import__(module)
        setattr(sys.modules[module], constant, value)
    if SKEW_S:
        clock.datetime = _Skewed  # type: ignore[misc]  # all time is read there (test_structure)
    if waits:
        os.kill(os.getpid(), signal.SIGSTOP)  # until somebody looks on


class Child:
    """One process of a node; it can be killed, stopped and started again."""

    def __init__(
        self,
        name: str,
        run: Callable[[list[str], dict[str, str], str, Constants, bool], None],
        words: list[str],
        env: dict[str, str],
        constants: Constants | None = None,
    ) -> None:
        self.name, self.starts = name, 0
        self.log = Path(env["VAR_DIR"]) / f"{name}.log"
        named = {**env, "PGAPPNAME": name}  # so that the database can say whose a session is
        self._start = (run, (words, named, str(self.log), dict(constants or {})))
        self._process: BaseProcess | None = None
        self.started_s = 0.0
        self.stopped = False

    def tell(self, constants: Constants) -> None:
        """Give it these constants too, from its next start on."""
        run, (words, env, log, before) = self._start
        self._start = (run, (words, env, log, {**before, **constants}))

    @property
    def pid(self) -> int:
        """The number of its newest process."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs, or is stopped and could go on."""
        return self._process is not None and self._process.is_alive()

    def start(self, *, waits: bool = False) -> None:
        """Start it, unless it runs; `waits`: it does nothing until it is resumed."""
        if self.alive:
            return
        self.started_s = time.monotonic()
        run, arguments = self._start
        self._process = FORKS.Process(target=run, args=(*arguments, waits), name=self.name)
        self._process.start()
        self.starts += 1
        self.stopped = waits
        while waits and "State:\tT" not in Path(f"/proc/{self.pid}/status").read_text():
            time.sleep(0.002)

    def kill(self) -> None:
        """SIGKILL to the process and all that it forked."""
        self.send(signal.SIGKILL)
        if self._process is not None:
            self._process.join()
        self.stopped = False

    def stop(self) -> None:
        """SIGSTOP: it holds what it holds, and does nothing."""
        self.send(signal.SIGSTOP)
        self.stopped = True

    def resume(self) -> None:
        """SIGCONT: it goes on as if no time had passed."""
        self.send(signal.SIGCONT)
        self.stopped = False

    def send(self, number: signal.Signals) -> None:
        """Send a signal to its group; to itself as long as it has none."""
        if not self.alive:
            return
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
