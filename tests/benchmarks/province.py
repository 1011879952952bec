"""The provinces that are measured: made once, kept as template databases, copied for each run.

Everything lies below `var/bench/`: a durable embedded server of its own, keys, logs.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import psycopg2
from psycopg2.extensions import connection
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from province_app import clock, database, embedded_postgres, sealing
from province_app.clock import business_now
from province_app.demo import province as demo
from province_app.demo.month import Month, day
from province_app.demo.nodes import START, Node, Nodes, make_nodes
from province_app.demo.province import Cast, Visitor
from province_app.demo.units import FEWEST_UNITS, all_units
from province_app.services import catalogues
from province_app.stores.engine import connect_arguments, make_engine
from tiers.units import Role, UnitStaff

ROOT = Path(__file__).parents[2]
# What decides how a signed province looks in the database; a change of it makes the templates anew.
SOURCES = ("config", "tiers", *(f"province_app/{name}" for name in ("demo", "models", "record")))
SOURCES += tuple(f"province_app/{name}" for name in ("migrations", "services", "stores"))
PORT = 5710
PEOPLE_A_UNIT = 50


class BulkMonth(Month):
    """The month by the bulk services alone; it ends when all is confirmed, or all is signed."""

    def __init__(self, engine: Engine, nodes: Nodes, cast: Cast, *, signed: bool) -> None:
        super().__init__(engine, nodes, cast, lambda _: None)
        self.signed = signed

    def _at_the_pages(self, *_: object) -> None:
        """Nobody works at the pages here."""

    def _sign_rest(self, session: Session, staff: UnitStaff, at: datetime) -> None:
        if self.signed:
            super()._sign_rest(session, staff, at)

    def _climb(self) -> None:
        """The stages are what is measured."""


@dataclass(frozen=True)
class Made:
    """A province that has been made: its template databases, and who has a password in it."""

    staff: int
    units: int
    templates: dict[str, str]  # by the node's role
    visitors: list[Visitor]


class Workshop:
    """Makes provinces, and gives each run a fresh copy of both nodes' databases."""

    def __init__(self, var: Path) -> None:
        self.nodes = make_nodes(var.resolve(), PORT)
        self.both: tuple[Node, Node] = (self.nodes.province, self.nodes.national)
        if any(node.settings.database_url for node in self.both):
            raise SystemExit("make bench measures the embedded server: unset *_DATABASE_URL")
        clock.install(START, self.nodes.province.settings.clock_file)
        sealing.install(self.nodes.province.settings.master_keys)
        self.server = embedded_postgres.start(var)
        self.var = self.nodes.province.settings.var

    def province(self, staff: int, units: int | None = None, *, signed: bool = True) -> Made:
        """Return a province in which every record is confirmed and, if so, signed."""
        units = units or min(max(FEWEST_UNITS, staff // PEOPLE_A_UNIT), len(all_units()))
        name = f"{'signed' if signed else 'confirmed'}_{staff}_{units}_{_fingerprint()}"
        note = self.var / f"{name}.json"
        templates = {node.settings.role: f"{name}_{node.settings.role}" for node in self.both}
        if note.exists() and all(map(self.server.has_database, templates.values())):
            visitors = [
                Visitor(**{**one, "role": Role(one["role"])})
                for one in json.loads(note.read_text())
            ]
            return Made(staff, units, templates, visitors)
        self._drop_stale()
        visitors = self._make(staff, units, signed=signed)
        for role, template in templates.items():
            self.server.drop_database(template)
            self.server.create_database(template, role)
        note.write_text(json.dumps([asdict(one) for one in visitors]))
        return Made(staff, units, templates, visitors)

    def close(self) -> None:
        """Stop the server; what was made stays for the next time."""
        embedded_postgres.stop(self.var)

    def fresh(self, made: Made) -> None:
        """Give both nodes a copy of their templates, on the last quiet day before the stages."""
        for role, template in made.templates.items():
            self.copy(template, role)
        self.move(day(25, 12))
        self.checkpoint()

    def copy(self, template: str, name: str) -> None:
        """Make the database a copy of the template; what it was is dropped."""
        self.server.drop_database(name)
        self.server.create_database(name, template)

    def checkpoint(self) -> None:
        """Write down what copying left in memory, so that no run pays for it."""
        self._run_as("postgres", "postgres", "checkpoint")

    def tidy(self, name: str) -> None:
        """Do what autovacuum would have done by the day of the stage."""
        self._run_as("owner", name, "vacuum analyze")

    def move(self, moment: datetime) -> None:
        """Set the business clock of all processes."""
        clock_file = self.nodes.province.settings.clock_file
        assert clock_file is not None  # made by make_nodes
        clock.move(clock_file, moment)

    @contextmanager
    def engine(self, name: str) -> Iterator[Engine]:
        """Yield an engine of the role `app` on the database; it outlives copies made under it."""
        engine = make_engine(lambda: self.server.url("app", name))
        try:
            yield engine
        finally:
            engine.dispose()

    @contextmanager
    def session(self, name: str) -> Iterator[Session]:
        """Yield a session of the role `app` on the database; nothing stays connected after it."""
        with self.engine(name) as engine, Session(engine) as session:
            yield session

    @contextmanager
    def owner(self, name: str) -> Iterator[connection]:
        """Yield a plain connection of the role `owner` to the database."""
        with closing(psycopg2.connect(**connect_arguments(self.server.url("owner", name)))) as one:
            yield one

    def _drop_stale(self) -> None:
        """Drop the templates that other sources made: each is as large as a province."""
        for note in self.var.glob("*_*_*.json"):
            if not note.stem.endswith(_fingerprint()):
                for node in self.both:
                    self.server.drop_database(f"{note.stem}_{node.settings.role}")
                note.unlink()

    def _make(self, staff: int, units: int, *, signed: bool) -> list[Visitor]:
        self.move(START)
        for node in self.both:
            self.server.drop_database(node.settings.role)
            self.server.create_database(node.settings.role)
            database.prepare(node.settings)
        with self.session("national") as session:
            catalogues.publish(session, business_now())
        # Nobody types at the pages here: each draft is complete when it is loaded.
        with self.session("province") as session, patch.object(demo, "PEOPLE_BY_HAND", (0, 0)):
            cast = demo.load(session, self.nodes.pki, units, staff, business_now())
        with self.engine("province") as engine:
            BulkMonth(engine, self.nodes, cast, signed=signed).play()
        for node in self.both:
            self.tidy(node.settings.role)
        return cast.visitors

    def _run_as(self, user: str, name: str, statement: str) -> None:
        address = connect_arguments(self.server.url(user, name))
        with closing(psycopg2.connect(**address)) as one:
            one.autocommit = True
            one.cursor().execute(statement)


def _fingerprint() -> str:
    """Return what tells the sources apart that the templates were made with."""
    found = sorted(path for folder in SOURCES for path in (ROOT / folder).rglob("*.*"))
    contents = [path.read_bytes() for path in found if path.suffix in (".py", ".json", ".csv")]
    return hashlib.sha256(b"".join(contents)).hexdigest()[:8]
