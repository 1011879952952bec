"""`flask --app wsgi serve`: the whole node in one command, ended as a whole."""

import signal
import sys
from pathlib import Path

import pytest
import requests

from province_app.signing.pki import DemoPki
from tests.databases import Database
from tests.processes import free_port, process, two_nodes, wait_until


def _commands(pid: int) -> dict[int, str]:
    """Return the commands of the process's own children, by their numbers."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        found[int(child)] = b" ".join(words[1:]).decode().strip()
    return found


@pytest.mark.parametrize(
    ("given", "jobs"),
    [([], ["-m sync_jobs", "-m sync_jobs worker"]), (["--jobs", "0"], [])],
    ids=["as it is", "web alone"],
)
def test_the_node_runs_with_its_jobs_and_ends_with_them(
    given: list[str],
    jobs: list[str],
    database: Database,
    pki: DemoPki,
    tmp_path: Path,
    master_keys: Path,
) -> None:
    port = free_port()
    env = two_nodes(pki, database, database, tmp_path, master_keys, PORT=str(port)).ours
    env["OWNER_DATABASE_URL"] = database.owner_url
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--workers", "1", *given]
    with process(command, env) as node:
        wait_until(lambda: _answers(port))
        children = _commands(node.pid)
        assert sorted(one for one in children.values() if "sync_jobs" in one) == jobs
        assert sum("gunicorn" in one for one in children.values()) == 1
        node.send_signal(signal.SIGTERM)
        node.wait(30)
        assert not any(Path(f"/proc/{child}").exists() for child in children)


def _answers(port: int) -> bool:
    try:
        answer = requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
    except requests.RequestException:
        return False
    return answer.ok
