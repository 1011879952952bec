"""`NATIONAL=external`: the month against a node that knows of the province by its files alone."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app import embedded_postgres
from province_app.clock import system_now
from province_app.demo.nodes import make_province
from province_app.exchange.message_signatures import load_own_key, public_jwk
from province_app.services import catalogues
from province_app.signing.keystore import sign_with_keystore
from province_app.signing.pki import make_demo_pki
from province_app.signing.trust import TrustList
from province_app.signing.verifier import verify_detached
from province_app.stores.engine import make_engine
from province_app.web_server import web_command
from tests.databases import Database, Databases
from tests.processes import TICK, free_port, process

DEMO = [sys.executable, "-m", "flask", "--app", "wsgi"]


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """The folder of the demo's data; its server is stopped and deleted afterwards."""
    folder = tmp_path / "var"
    yield folder
    embedded_postgres.destroy(folder)


def run(command: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command of the province and return how it ended."""
    clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [*DEMO, command], env=clean | env, capture_output=True, text=True, timeout=300
    )


def foreign_node(
    exchange: Path, folder: Path, database: Database, port: int
) -> tuple[dict[str, str], dict[str, str]]:
    """Make a node with its own CA, seal and key that was told of `exchange` alone.

    Return its settings, and what the province needs to be told of it.
    """
    pki = make_demo_pki(folder / "pki", [], pin="")
    engine = make_engine(lambda: database.app_url)
    with Session(engine) as session:
        for code, one in orjson.loads((exchange / "catalogues.json").read_bytes()).items():
            # Versions are opaque: another node names them in another way.
            version = f"{code} / năm 2024?"
            catalogues.store_pulled(session, code, version, one["entries"], system_now())
    engine.dispose()
    jwk = public_jwk(load_own_key("BNV.01/7", pki.key_files["G01"]))
    (folder / "jwks.json").write_text(json.dumps({"keys": [{"kty": "RSA", "n": "x"}, jwk]}))
    seal = json.loads(pki.seals_file.read_bytes())["G01"]
    (folder / "seals.json").write_text(json.dumps({"BNV.01": seal}))
    theirs = {
        "ROLE": "national",
        "AGENCY_CODE": "BNV.01",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "VAR_DIR": str(folder),
        "DATABASE_URL": database.app_url,
        "EXCHANGE_KEY_ID": "BNV.01/7",
        "EXCHANGE_KEY_FILE": str(pki.key_files["G01"]),
        "EXCHANGE_SEAL_FILE": str(pki.seal_files["G01"]),
        "EXCHANGE_SEAL_PIN_FILE": str(pki.seal_pin_files["G01"]),
        "EXCHANGE_PEER_KEYS_FILE": str(exchange / "jwks.json"),
        "EXCHANGE_PEER_SEALS_FILE": str(exchange / "seals.json"),
        "EXCHANGE_TRUST_FILE": str(exchange / "trust.pem"),
        "PYTHONPATH": ".",
    }
    told = {
        "NATIONAL": "external",
        "EXCHANGE_URL": theirs["PUBLIC_URL"],
        "EXCHANGE_PEER_KEYS_FILE": str(folder / "jwks.json"),
        "EXCHANGE_PEER_SEALS_FILE": str(folder / "seals.json"),
        "EXCHANGE_TRUST_FILE": str(pki.trust_file),
    }
    return theirs, told


@pytest.mark.slow
def test_the_month_is_played_against_a_node_of_somebody_else(
    var: Path, tmp_path: Path, all_databases: Databases
) -> None:
    """Two processes of the same code on different databases; nothing shared but HTTP."""
    common = {"SERVE": "0", "STAFF": "40", "UNITS": "6", "VAR_DIR": str(var)}
    common["PORT"] = str(free_port())
    written = run("demo-exchange", common)
    assert written.returncode == 0, written.stderr
    exchange = tmp_path / "told"
    shutil.copytree(var / "exchange", exchange)
    assert {path.name for path in exchange.iterdir()} == {
        "catalogues.json", "jwks.json", "requirements.json", "seals.json", "trust.pem",
    }  # fmt: skip
    with all_databases.copy() as database:
        port = free_port()
        theirs, told = foreign_node(exchange, tmp_path / "foreign", database, port)
        with process(web_command(port, 1), theirs), process(TICK, theirs):
            ended = run("demo", common | told)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        engine = make_engine(lambda: database.app_url)
        with Session(engine) as session:
            held = session.scalar(text("select count(*) from exchange_record where current"))
            states = session.scalars(text("select state from exchange_submission")).all()
            units = session.scalar(text("select max(count) from exchange_units"))
        engine.dispose()
    report = orjson.loads((var / "demo-report.json").read_bytes())
    national = report["national"]
    assert (national["receiver"], national["approved"]) == ("BNV.01", True)
    assert national["receipt_verified"]
    assert national["records_in_store"] == held == report["stages"][-1]["accepted"] > 0
    assert states == ["approved"]
    assert units == report["units"]
    assert (var / "exchange" / "jwks.json").read_bytes()
    keys = json.loads((exchange / "jwks.json").read_bytes())["keys"]
    after = json.loads((var / "exchange" / "jwks.json").read_bytes())["keys"]
    assert after[0] == keys[0]  # the same key as before


def test_a_node_that_does_not_answer_is_named_with_what_to_do(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from config.settings import load_settings
    from province_app import create_app
    from province_app.demo import foreign

    monkeypatch.setattr(foreign, "PATIENCE_S", 0)
    monkeypatch.setattr(foreign, "PAUSE_S", 0)
    monkeypatch.setenv("EXCHANGE_URL", f"http://127.0.0.1:{free_port()}")
    app = create_app(load_settings({"VAR_DIR": str(var)}))
    with app.app_context():
        ended = CliRunner().invoke(app.cli.commands["demo"], ["--national", "external"])
    assert ended.exit_code == 1
    assert "no answer (ConnectionError)" in ended.output
    for name in ("jwks.json", "seals.json", "trust.pem", "EXCHANGE_PEER_KEYS_FILE"):
        assert name in ended.output
    assert (var / "exchange" / "catalogues.json").exists()


def test_the_address_of_the_foreign_node_must_be_named(var: Path) -> None:
    env = {"NATIONAL": "external", "VAR_DIR": str(var), "EXCHANGE_URL": ""}
    ended = run("demo", env)
    assert ended.returncode == 1
    assert "EXCHANGE_URL must name" in ended.stderr


def test_a_bundle_that_cannot_be_used_stops_the_demo(var: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "trust.pem"
    bundle.write_text("-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n")
    told = {"NATIONAL": "external", "EXCHANGE_URL": "http://127.0.0.1:9"}
    ended = run("demo", {**told, "VAR_DIR": str(var), "EXCHANGE_TRUST_FILE": str(bundle)})
    assert ended.returncode == 1
    assert "no place for a PRIVATE KEY" in ended.stderr


def test_a_bundle_that_names_an_authority_twice_is_one_bundle(var: Path) -> None:
    """Whoever keeps our CA beside the own one gives us both back."""
    pki = make_demo_pki(var / "pki", [], pin="")
    own = pki.trust_file.read_bytes()
    twice = var / "twice.pem"
    twice.write_bytes(own + own)
    nodes = make_province(
        var, 5000, {"EXCHANGE_URL": "http://127.0.0.1:9", "EXCHANGE_TRUST_FILE": str(twice)}
    )
    seal = sign_with_keystore(
        b"x", pki.seal_files["G01"].read_bytes(), pki.seal_pin_files["G01"].read_text()
    )
    joint = TrustList.load(Path(nodes.province.env["EXCHANGE_TRUST_FILE"]))
    assert verify_detached(b"x", seal, joint, system_now()).certificate_sha256
