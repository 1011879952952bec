"""`flask demo` from the keyboard to the approved national receipt, with real processes."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from province_app import embedded_postgres
from province_app.demo.seed import seed_document
from tests.processes import free_port


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """The folder of the demo's data; its server is stopped and deleted afterwards."""
    folder = tmp_path / "var"
    yield folder
    embedded_postgres.destroy(folder)


# Every line of a node's own log is JSON; of PostgreSQL's only the absence of people is asked.
LOGS = (
    *("province-web.log", "province-tick.log", "province-worker1.log"),
    *("national-web.log", "national-tick.log"),
)
DEPARTMENT_LOGS = ("department-web.log", "department-tick.log")


def no_person_in_the_logs(
    var: Path, people: Sequence[Mapping[str, Any]], expected: Sequence[str]
) -> None:
    """A whole month at pages, jobs and the exchange leaves nobody's name or number in a log."""
    canaries = {one["full_name"] for one in people}
    for path in ("identity.personal_id", "identity.phone", "identity.social_insurance_number"):
        canaries |= {one["fields"][path] for one in people if path in one["fields"]}
    assert len(canaries) > 3 * len(people)
    logs = [file for file in var.rglob("*.log") if file.is_file()]
    assert {file.name for file in logs} >= set(expected)
    for file in logs:
        written = file.read_text(errors="replace")
        assert {one for one in canaries if one in written} == set(), file
        if file.name in expected:
            lines = [orjson.loads(line) for line in written.splitlines()]
            assert all({"at", "level", "logger", "message"} <= set(line) for line in lines), file
            assert lines, file


@pytest.mark.slow
@pytest.mark.parametrize(
    ("staff", "units", "logs"),
    [(60, 6, LOGS), (300, 25, (*LOGS, *DEPARTMENT_LOGS))],
    ids=["two-nodes", "with-a-department-that-delivers"],
)
def test_the_small_demo_ends_in_an_approved_receipt(
    var: Path, staff: int, units: int, logs: Sequence[str]
) -> None:
    """The report counts what the databases hold, and everything adds up.

    From a certain size on a department runs its own node and delivers to the province.
    """
    size = {"SERVE": "0", "STAFF": str(staff), "UNITS": str(units)}
    env = {**os.environ, **size, "VAR_DIR": str(var), "PORT": str(free_port())}
    env.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo"]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    report = orjson.loads((var / "demo-report.json").read_bytes())
    changes = report["changes"]
    assert (
        changes["entered"] == changes["confirmed"] == changes["signed"] == report["staff"] == staff
    )
    assert changes["returned"] > 0
    assert report["signatures_verified"] == report["manifests"] == 2 * (units - 1)
    for stage in report["stages"]:
        settled = stage["accepted"] + stage["unchanged"] + stage["rejected"] + stage["withheld"]
        assert stage["owed"] == settled
        assert stage["queued"] == stage["sent"] == stage["withheld"] == 0
    assert [stage["owed"] for stage in report["stages"][1:]] == [staff, staff]
    national = report["national"]
    assert national["records_in_store"] == report["stages"][-1]["accepted"]
    assert national["receipt_verified"]
    assert national["approved"]
    accounts = orjson.loads((var / "demo-accounts.json").read_bytes())
    roles = {"person", "hr", "leader", "department_hr", "province", "unit_admin"}
    assert {one["role"] for one in accounts} == roles
    assert all(one["totp_secret"] for one in accounts if one["password"])
    no_person_in_the_logs(var, seed_document(units, staff)["persons"], logs)
