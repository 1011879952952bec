"""Real processes, killed with SIGKILL in the middle of a push. Everything heals by itself."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.clock import business_now, move
from province_app.services import catalogues, runs
from province_app.signing.pki import DemoPki
from province_app.stores.engine import make_engine
from province_app.web_server import web_command
from tests.climbing import items
from tests.databases import Database, Databases
from tests.exchange.parties import environment
from tests.provinces import Province, at
from tiers.stages import Stage

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


@pytest.fixture
def national_database(all_databases: Databases) -> Iterator[Database]:
    """A database for the national node, with its catalogues."""
    with all_databases.copy() as copy:
        engine = make_engine(lambda: copy.app_url)
        with Session(engine) as session:
            catalogues.publish(session, business_now())
        engine.dispose()
        yield copy


def test_killed_on_both_sides_every_record_arrives_once(
    province: Province,
    session: Session,
    database: Database,
    national_database: Database,
    pki: DemoPki,
    tmp_path: Path,
    master_keys: Path,
) -> None:
    """The national node and the leading scheduler die in mid-push; a second scheduler goes on."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    common = {"CLOCK_FILE": str(tmp_path / "clock"), "VAR_DIR": str(tmp_path), "PYTHONPATH": "."}
    move(tmp_path / "clock", at(28, 0, 30))
    national = environment(
        pki,
        "G01",
        ROLE="national",
        PUBLIC_URL=url,
        DATABASE_URL=national_database.app_url,
        **common,
    )
    ours = environment(
        pki,
        "H40",
        ROLE="province",
        EXCHANGE_URL=url,
        DATABASE_URL=database.app_url,
        MASTER_KEYS_FILE=str(master_keys),
        **common,
    )
    engine = make_engine(lambda: national_database.app_url)

    def seen(query: str) -> int:
        with Session(engine) as theirs:
            return int(theirs.scalar(text(query)) or 0)

    def done() -> bool:
        session.rollback()
        query = text("select state from stage_run where stage = 'province_to_national'")
        return session.scalar(query) == "done"

    manager = province.officer(province.holder("H40.03", "hr"), at(28))
    with process(web_command(port, 1), national) as web, process(TICK, ours) as leader:
        with process(TICK, ours), process(TICK, national):
            runs.ask_for_stage(session, manager, Stage.PROVINCE_TO_NATIONAL, "đẩy", at(28))
            wait_until(lambda: seen("select count(*) from exchange_manifest") > 0)
            kill(web)
            kill(leader)
            with process(web_command(port, 1), national):
                wait_until(done)
    assert seen("select count(*) from exchange_record") == len(province.document["persons"])
    assert seen("select count(*) from exchange_submission") == 1
    assert {one[0] for one in items(session, Stage.PROVINCE_TO_NATIONAL).values()} == {"accepted"}
    engine.dispose()
