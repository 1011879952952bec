"""Real processes of real nodes: started, waited for, killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from province_app.signing.pki import DemoPki
from province_app.web_server import web_command
from tests.databases import Database
from tests.exchange.parties import environment

PATIENCE_S = 90


@contextmanager
def process(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run the command with its children in a group of its own; kill the group afterwards."""
    started = subprocess.Popen(command, env={**os.environ, **env}, start_new_session=True)
    try:
        yield started
    finally:
        kill(started)


def kill(started: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the process and its children."""
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for the condition; fail when it does not come."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


TICK = [sys.executable, "-m", "sync_jobs"]


@dataclass(frozen=True)
class TwoNodes:
    """The province and the national node: environments of their processes, one business clock."""

    url: str  # of the national node
    clock: Path
    web: list[str]  # the command of the national web server
    theirs: dict[str, str]
    ours: dict[str, str]


def two_nodes(
    pki: DemoPki, ours: Database, theirs: Database, folder: Path, master_keys: Path, **more: str
) -> TwoNodes:
    """Return the settings of two nodes on those databases; nothing is started."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    clock = folder / "clock"
    common = {"CLOCK_FILE": str(clock), "VAR_DIR": str(folder), "PYTHONPATH": ".", **more}
    here = {"DATABASE_URL": ours.app_url, "MASTER_KEYS_FILE": str(master_keys), "EXCHANGE_URL": url}
    there = {"DATABASE_URL": theirs.app_url, "PUBLIC_URL": url}
    return TwoNodes(
        url,
        clock,
        web_command(port, 1),
        environment(pki, "G01", ROLE="national", **there, **common),
        environment(pki, "H40", ROLE="province", **here, **common),
    )
