"""The demo's nodes: their settings, their databases, their processes."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import requests

from config.settings import SettingError, Settings, load_settings
from province_app import database, embedded_postgres
from province_app.signing.pki import DEPARTMENT, DemoPki, make_demo_pki
from province_app.signing.trust import TrustList
from province_app.web_server import web_command
from tiers.calendar import VIETNAM

START = datetime(2024, 5, 20, 8, tzinfo=VIETNAM)
PROVINCE, NATIONAL = "H40", "G01"
START_SECONDS = 180
WORKERS = 2  # of each web server
JOBS = 2  # processes of the province that work off what is owed; one of them leads
# What the environment may say about a national node that somebody else runs, and our part in it.
FOREIGN = (
    "EXCHANGE_URL",
    "EXCHANGE_KEY_ID",
    "EXCHANGE_KEY_FILE",
    "EXCHANGE_PEER_KEYS_FILE",
    "EXCHANGE_PEER_SEALS_FILE",
    "EXCHANGE_SEAL_FILE",
    "EXCHANGE_SEAL_PIN_FILE",
    "AGENCY_CODE",
)


@dataclass(frozen=True)
class Node:
    """One node of the demo: the environment that its processes get, and what that means."""

    env: dict[str, str]
    settings: Settings
    seal_pin: str


@dataclass(frozen=True)
class Nodes:
    """The nodes and the keys that they know each other by."""

    province: Node
    national: Node | None  # None = somebody else runs it
    pki: DemoPki
    department: Node | None = None  # of the one that runs its own software

    @property
    def own(self) -> tuple[Node, ...]:
        """Return the nodes that the demo itself runs, the national one first."""
        nodes = (self.national, self.province, self.department)
        return tuple(node for node in nodes if node is not None)


def make_nodes(var: Path, port: int, *, department: bool = False) -> Nodes:
    """Return the nodes on loopback, `port` and the next ones; keys are made the first time.

    `department`: one of them delivers to the province by software of its own.
    """
    pki, common = _common(var)
    common["EXCHANGE_TRUST_FILE"] = str(pki.trust_file)
    national_url = f"http://127.0.0.1:{port + 1}"
    province = {"ROLE": "province", "PORT": str(port), "EXCHANGE_URL": national_url}
    national = {"ROLE": "national", "PORT": str(port + 1), "PUBLIC_URL": national_url}
    national["EXCHANGE_SEAL_PIN_FILE"] = str(pki.seal_pin_files[NATIONAL])
    return Nodes(
        _node({**common, **province, **(_receiving(pki) if department else {})}, PROVINCE, pki),
        _node({**common, **national}, NATIONAL, pki),
        pki,
        _node({**common, **_department(pki, var, port)}, DEPARTMENT, pki) if department else None,
    )


def _receiving(pki: DemoPki) -> dict[str, str]:
    return {
        "EXCHANGE_RECEIPT_SEAL_FILE": str(pki.receipt_seal_file),
        "EXCHANGE_RECEIPT_SEAL_PIN_FILE": str(pki.receipt_seal_pin_file),
    }


def _department(pki: DemoPki, var: Path, port: int) -> dict[str, str]:
    """Return the settings of the department; what it writes outside its database lies apart."""
    own = var / "department"
    return {
        "ROLE": "department",
        "PORT": str(port + 2),
        "EXCHANGE_URL": f"http://127.0.0.1:{port}",
        "EXCHANGE_PEER_SEALS_FILE": str(pki.department_seals_file),
        "EVIDENCE_DIR": str(own / "evidence"),
        "AUDIT_CHECKPOINTS": ",".join(str(own / "audit-checkpoints" / one) for one in "ab"),
    }


def make_province(var: Path, port: int, given: Mapping[str, str]) -> Nodes:
    """Return the province alone, with the national node that the environment `given` names.

    What is not given is the demo's own. The demo's signers chain to the demo's own CA, so its CA
    is trusted beside those of the given bundle. SettingError names what is missing.
    """
    if not given.get("EXCHANGE_URL"):
        raise SettingError("EXCHANGE_URL must name the national node that somebody else runs")
    pki, common = _common(var)
    env = common | {"ROLE": "province", "PORT": str(port)}
    env |= {name: given[name] for name in FOREIGN if given.get(name)}
    env["EXCHANGE_TRUST_FILE"] = str(_joint_trust(pki, given.get("EXCHANGE_TRUST_FILE")))
    return Nodes(_node(env, PROVINCE, pki), None, pki)


def _joint_trust(pki: DemoPki, given: str | None) -> Path:
    """Write the demo's bundle and the given one into one file; return its path."""
    parts = [pki.trust_file.read_bytes(), Path(given).read_bytes() if given else b""]
    path = pki.trust_file.parent / "joint-trust.pem"
    path.write_bytes(b"\n".join(dict.fromkeys(parts)))
    TrustList.load(path)  # a bundle that cannot be used stops the demo before it begins
    return path


def _common(var: Path) -> tuple[DemoPki, dict[str, str]]:
    pki = make_demo_pki(var / "pki", [], pin="")
    clock_file = var / "clock"
    clock_file.unlink(missing_ok=True)
    return pki, {
        "VAR_DIR": str(var),
        "CLOCK": START.isoformat(),
        "CLOCK_FILE": str(clock_file),
        "EXCHANGE_PEER_KEYS_FILE": str(pki.jwks_file),
        "EXCHANGE_PEER_SEALS_FILE": str(pki.seals_file),
    }


def _node(env: dict[str, str], agency: str, pki: DemoPki) -> Node:
    """Return the node; what `env` leaves open is the demo's own of that agency."""
    code = env.get("AGENCY_CODE", agency)
    env = {
        "AGENCY_CODE": code,
        "EXCHANGE_KEY_ID": f"{code}/1",
        "EXCHANGE_KEY_FILE": str(pki.key_files[agency]),
        "EXCHANGE_SEAL_FILE": str(pki.seal_files[agency]),
        **env,
    }
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL"):  # a server of one's own serves both nodes
        if url := os.environ.get(f"{env['ROLE'].upper()}_{name}"):
            env[name] = url
    pin_file = env.get("EXCHANGE_SEAL_PIN_FILE", pki.seal_pin_files[agency])
    return Node(env, load_settings(env), Path(pin_file).read_text().strip())


def fresh_database(node: Node) -> None:
    """Give the node an empty database with this version's tables; the last demo's is dropped."""
    if not node.settings.database_url:
        server = embedded_postgres.start(node.settings.var)
        if server.has_database(node.settings.role):
            server.drop_database(node.settings.role)
    database.prepare(node.settings)


@contextmanager
def running(nodes: Nodes, jobs: int = JOBS) -> Iterator[None]:
    """Run web and tick of the demo's own nodes; their output goes to `var/log/`.

    `jobs`: how many processes of the province work off what is owed.
    """
    log = nodes.province.settings.var / "log"
    shutil.rmtree(log, ignore_errors=True)
    log.mkdir(parents=True)
    with ExitStack() as stack:
        for node in nodes.own:
            name = node.settings.role
            few = node is nodes.department  # nobody types there
            web = web_command(node.settings.port, 1 if few else WORKERS)
            stack.enter_context(_process(web, node, log / f"{name}-web.log"))
            tick = [sys.executable, "-m", "sync_jobs"]
            stack.enter_context(_process(tick, node, log / f"{name}-tick.log"))
            for number in range(1, jobs if node is nodes.province else 1):
                worker = log / f"{name}-worker{number}.log"
                stack.enter_context(_process([*tick, "worker"], node, worker))
        for node in nodes.own:
            _wait_for(f"{node.settings.public_url}/")
        yield


@contextmanager
def _process(command: list[str], node: Node, log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  our own commands
            command, env={**os.environ, **node.env}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def _wait_for(url: str) -> None:
    for _ in range(START_SECONDS * 10):
        try:
            requests.get(url, timeout=5, allow_redirects=False)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{url} did not come up; see var/log/")


def peak_rss_mb() -> int:
    """Return the largest memory that one of our running Python processes ever had, in MiB."""
    children: dict[int, list[int]] = {}
    peaks: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                lines = (entry / "status").read_text().splitlines()
            except OSError:  # it ended meanwhile
                continue
            status = dict(line.split(":", 1) for line in lines if ":" in line)
            pid = int(entry.name)
            children.setdefault(int(status["PPid"]), []).append(pid)
            if "VmHWM" in status and status["Name"].strip() not in ("postgres",):
                peaks[pid] = int(status["VmHWM"].split()[0])
    family, waiting = [], [os.getpid()]
    while waiting:
        pid = waiting.pop()
        family.append(pid)
        waiting += children.get(pid, [])
    return max(peaks.get(pid, 0) for pid in family) // 1024
