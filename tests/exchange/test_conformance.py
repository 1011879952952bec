"""The conformance kit against the project's own node over real HTTP, and against broken ones."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from province_app.clock import business_now
from province_app.exchange import receipts, submissions
from province_app.exchange.conformance.__main__ import Finding, kit_of, run
from province_app.exchange.conformance.__main__ import _arguments as arguments
from province_app.exchange.conformance.kit import CASES, Kit
from province_app.exchange.judgement import judge_next
from province_app.exchange.problems import Problem
from province_app.stores.engine import make_engine
from tests.exchange.parties import PIN, NationalNode


@pytest.fixture
def judging(national: NationalNode) -> Iterator[NationalNode]:
    """The node with its tick, in a thread of its own."""
    ended = threading.Event()
    engine = make_engine(lambda: national.settings.database_url)

    def tick() -> None:
        while not ended.wait(0.05):
            with Session(engine) as session:
                while judge_next(session, national.settings, business_now()):
                    pass

    thread = threading.Thread(target=tick)
    thread.start()
    yield national
    ended.set()
    thread.join()
    engine.dispose()


@pytest.fixture
def argv(judging: NationalNode, tmp_path: Path) -> list[str]:
    """What the kit is told at its command line."""
    pki = judging.pki
    (tmp_path / "pin").write_text(PIN)
    told = {
        "key-id": "H40/1",
        "key": pki.key_files["H40"],
        "peer-keys": pki.jwks_file,
        "peer-seals": pki.seals_file,
        "trust": pki.trust_file,
        "seal": pki.seal_files["H40"],
        "seal-pin-file": pki.seal_pin_files["H40"],
        "signer": pki.head_files["head"],
        "signer-pin-file": tmp_path / "pin",
        "other-key-id": "G01/1",
        "other-key": pki.key_files["G01"],
    }
    return [judging.url, *(f"--{name}={value}" for name, value in told.items())]


@pytest.fixture
def kit(argv: list[str]) -> Kit:
    """The kit, told of the node."""
    return kit_of(arguments(argv))


def failing(findings: list[Finding]) -> list[Finding]:
    """Return those that deviate."""
    return [one for one in findings if one.result != "pass"]


def test_our_own_node_conforms(argv: list[str]) -> None:
    """From the command line, as a stranger would run it."""
    command = [sys.executable, "-m", "province_app.exchange.conformance", *argv]
    ended = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=500)
    cases = json.loads(ended.stdout)["cases"]
    assert [one for one in cases if one["result"] != "pass"] == []
    assert (ended.returncode, len(cases)) == (0, len(CASES))
    assert len(cases) > 50


def test_a_node_that_is_not_there_is_told_at_once(argv: list[str]) -> None:
    command = [sys.executable, "-m", "province_app.exchange.conformance", "http://127.0.0.1:1"]
    ended = subprocess.run([*command, *argv[1:]], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "cannot start" in ended.stderr


def test_a_node_that_forgets_nonces_deviates(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("province_app.stores.exchange.remember_nonce", lambda *_: True)
    found = failing(run(kit, "annex 25, 26"))
    assert [one.expected for one in found] == ["401 nonce_replayed"]


def test_a_node_that_takes_stale_catalogues_deviates(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submissions, "_require_current", lambda *_: None)
    assert failing(run(kit, "stale catalogues"))


def test_a_node_that_forges_its_results_digest_deviates(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "results_digest", lambda _: bytes(32))
    found = failing(run(kit, "annex 16, 44"))
    assert len(found) == 1
    assert "results_digest" in found[0].expected


def test_a_node_with_another_code_deviates(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "province_app.exchange.submissions.not_found", lambda: Problem(404, "unavailable")
    )
    found = failing(run(kit, "never opened"))
    assert (found[0].expected, found[0].got) == ("404 not_found", "404 unavailable")


def test_a_node_that_leaves_answers_unsigned_deviates(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("province_app.exchange.authentication.sign_answer", lambda *_: None)
    assert failing(run(kit, "signed and bound"))


def test_the_report_is_readable(
    kit: Kit, argv: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from province_app.exchange.conformance.__main__ import main

    kit.other = None
    assert main([*argv, "--only=parts_missing"]) == 0
    assert main([argv[0], *argv[1:-2], "--only=private to its sender"]) == 0
    shown = capsys.readouterr().out
    assert "needs a second agency" in shown
    monkeypatch.setattr(submissions, "MOST_NAMED", 0)
    assert main([*argv, "--only=names those that are missing"]) == 1
    shown = capsys.readouterr().out
    assert "DEVIATES  a commit needs all parts" in shown
    assert "expected: [1]" in shown
    assert "got:      []" in shown
