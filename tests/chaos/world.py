"""Two nodes with a small signed month, made once; each trial gets a pair of databases like it.

May is behind them: all but one facility signed and climbed, and the national node took it. In June
that facility has signed its first versions, and some others their second ones; the schedule owes
all three stages, and nobody has begun them.
"""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg2
from psycopg2 import sql
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from config.key_files import read_keys
from config.settings import load_settings
from province_app import clock, embedded_postgres, sealing
from province_app.clock import move
from province_app.exchange.node import node_of
from province_app.migrate import upgrade
from province_app.services.submissions import approve
from province_app.signing.pki import DemoPki, make_demo_pki
from province_app.stores.engine import connect_arguments, make_engine
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.staged_sync import work_off_runs
from tests.chaos.proxy import Proxy
from tests.databases import Database
from tests.desks import FACILITY
from tests.exchange.parties import PIN, environment, national_node
from tests.histories import PHONE, change
from tests.provinces import Province, at, authority, load_province, trust
from tests.rewinding import AsMigrated
from tests.sync_jobs.pushing import JudgingGateway

UNITS, STAFF = 5, 20
LATE = "H40.02.01"  # the facility whose people are new in June
CHANGED = 2  # people of another one who have a second version by then
USES = 40  # after so many trials the dead rows of a database cost more than a new copy
PERIOD = "2024-06"
NOW = at(28, month=6)


@dataclass(frozen=True)
class Nodes:
    """Both nodes of one trial: their databases, and what their processes are told."""

    province: Database
    national: Database
    province_env: dict[str, str]
    national_env: dict[str, str]
    folder: Path


class World:
    """The server, the two templates, the network between the nodes."""

    def __init__(self, folder: Path, master_keys: Path) -> None:
        self.folder, self.master_keys = folder, master_keys
        sealing.install(read_keys(master_keys))
        self.base = Path(tempfile.mkdtemp(prefix="province-chaos-"))
        self.start_server()
        self.web_port = _free_port()
        self.proxy = Proxy(self.web_port)
        self.proxy.__enter__()
        authority().save(folder / "ca")
        self.pki: DemoPki = make_demo_pki(folder, [], PIN)
        for name in ("province", "national"):
            self.server.create_database(name)
            upgrade(self.database(name).owner_url)
        superuser = create_engine(self.database("province").superuser_url)
        with superuser.begin() as connection:
            # What was acknowledged must outlive a killed server, though not a power failure.
            connection.execute(text("alter role app set synchronous_commit = on"))
        superuser.dispose()
        self.people = self._live_until_june()
        self._templates = {
            name: AsMigrated.of(self.database(name).superuser_url)
            for name in ("province", "national")
        }
        self._idle: list[tuple[dict[str, str], int]] = []
        self.month_s = 0.0  # how long the month takes when nothing happens; the first trial says

    def start_server(self) -> None:
        """Start PostgreSQL, also after it was killed."""
        self.server = embedded_postgres.start(self.base, durable=False)

    def close(self) -> None:
        """Stop the server and forget all."""
        self.proxy.__exit__()
        embedded_postgres.destroy(self.base)
        shutil.rmtree(self.base, ignore_errors=True)

    def database(self, name: str) -> Database:
        """Return the addresses of the database."""
        return Database(*(self.server.url(role, name) for role in ("app", "owner", "postgres")))

    @contextmanager
    def copy(self) -> Iterator[Nodes]:
        """Yield both nodes as they are on 28 June, not one process running."""
        mark = uuid4().hex[:8]
        folder = self.folder / mark
        folder.mkdir()
        names, used = self._idle.pop() if self._idle else (self._pair(mark), 0)
        try:
            yield self._nodes(self.database(names["province"]), self.database(names["national"]),
                              folder)  # fmt: skip
        finally:
            if used < USES and all(
                state.restore(self.database(names[template]).superuser_url)
                for template, state in self._templates.items()
            ):
                self._idle.append((names, used + 1))
            else:
                for name in names.values():
                    self.server.drop_database(name)
            shutil.rmtree(folder)

    def _pair(self, mark: str) -> dict[str, str]:
        """Return the names of two new databases, by those of their templates."""
        names = {template: f"{template}_{mark}" for template in self._templates}
        for template, name in names.items():
            self._copy(template, name)
        return names

    def _copy(self, template: str, name: str) -> None:
        """Copy a database as files.

        A copy through the log takes over how many numbers of each sequence are logged ahead, but
        not the log of them: killed soon after, the server would give the same numbers twice.
        """
        connection = psycopg2.connect(**connect_arguments(self.database("postgres").owner_url))
        connection.autocommit = True
        try:
            made = "create database {} template {} strategy file_copy"
            parts = (sql.Identifier(name), sql.Identifier(template))
            connection.cursor().execute(sql.SQL(made).format(*parts))
        finally:
            connection.close()

    def _nodes(self, province: Database, national: Database, folder: Path) -> Nodes:
        move(folder / "clock", NOW)
        url = f"http://127.0.0.1:{self.proxy.port}"
        common = {
            "CLOCK_FILE": str(folder / "clock"),
            "VAR_DIR": str(folder),
            "PYTHONPATH": ".",
            "MASTER_KEYS_FILE": str(self.master_keys),
            "TICK_SECONDS": "1",
        }
        ours = environment(
            self.pki, "H40", ROLE="province", EXCHANGE_URL=url,
            DATABASE_URL=province.app_url, **common,
        )  # fmt: skip
        theirs = environment(
            self.pki, "G01", ROLE="national", PUBLIC_URL=url,
            DATABASE_URL=national.app_url, **common,
        )  # fmt: skip
        return Nodes(province, national, ours, theirs, folder)

    def _live_until_june(self) -> int:
        """Let May pass, and June until the heads have signed; return how many people there are."""
        ours, theirs = self.database("province"), self.database("national")
        engine = make_engine(lambda: ours.app_url)
        with Session(engine) as session:
            province = load_province(session, UNITS, STAFF)
            units = [row["code"] for row in province.document["units"]]
            tiers = {row["code"]: row["tier"] for row in province.document["units"]}
            assert LATE in units
            signing = [one for one in units if tiers[one] != "province"]
            for unit in signing:
                province.send(unit)
                if unit != LATE:
                    _sign(province, unit, 23, 5)
            with national_node(theirs, self.pki, self.folder) as national:
                secret = {"VAR_DIR": str(self.folder)}
                node = node_of(load_settings(environment(self.pki, "H40") | secret))
                peer = JudgingGateway(NationalGateway(node, national.url), national)
                work_off_runs(session, trust(), peer, lambda: at(31))
                submission = session.scalar(text("select id from submission"))
                manager = province.holder("H40.03", "hr")
                seal = self.pki.seal_files["H40"].read_bytes()
                pin = self.pki.seal_pin_files["H40"].read_text()
                officer = province.officer(manager, at(31))
                approve(session, officer, [submission], seal, pin, at(31))
                work_off_runs(session, trust(), peer, lambda: at(31))
            _sign(province, LATE, 23, 6)
            for who in _plain(province)[:CHANGED]:
                change(province, who, {PHONE: "0912345678"}, 20, month=6)
            province.sign(FACILITY, moment=at(23, 11, month=6))
            people = len(province.document["persons"])
        engine.dispose()
        clock.install(None, None)
        return people


def _sign(province: Province, unit: str, day: int, month: int) -> None:
    province.confirm(unit)
    province.sign(unit, moment=at(day, month=month))
    province.sign(unit, "deputy", at(day, month=month))


def _plain(province: Province) -> list[str]:
    """Return the people of the facility who hold no post."""
    posted = {row["person"] for row in province.document["appointments"]}
    return [who for who in province.people(FACILITY) if who not in posted]


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
