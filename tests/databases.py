"""Real databases for tests: the embedded server, or the server named by DATABASE_URL.

The tables are made once by the project's migrations; each test gets a copy of them, or one that
an earlier test of the same run has used and that has been put back to the migrations' state.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg2
from psycopg2 import sql
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from config.settings import load_settings
from province_app import embedded_postgres
from province_app.migrate import upgrade
from province_app.stores import database_names
from province_app.stores.engine import connect_arguments, make_engine
from tests.rewinding import AsMigrated

USES = 100  # after so many tests the dead rows of a database cost more than a new copy


_LENT: dict[str, "Database"] = {}  # those that tests of this run have in use, by name


@dataclass(frozen=True)
class Database:
    """One database and the addresses of the roles that reach it."""

    app_url: str
    owner_url: str
    superuser_url: str  # of the insider who operates the server


class Databases:
    """Makes and drops copies of the migrated database."""

    def __init__(self, owner_url: str, app_url: str, superuser_url: str, *, rewinds: bool) -> None:
        self._owner_url = owner_url
        self._urls = (app_url, owner_url, superuser_url)
        self._template = self._create()
        self._idle: list[tuple[str, int]] = []
        template = self.named(self._template)
        upgrade(template.owner_url)
        # Who may put triggers to sleep: nobody on a server of somebody else's.
        self._as_migrated = AsMigrated.of(template.superuser_url) if rewinds else None

    def named(self, name: str) -> Database:
        """Return the addresses of the database of that name."""
        urls = (make_url(url).set(database=name) for url in self._urls)
        return Database(*(url.render_as_string(hide_password=False) for url in urls))

    @contextmanager
    def copy(self) -> Iterator[Database]:
        """Yield a database as the migrations left it, of a name that no test has seen."""
        name, used = self._idle.pop() if self._idle else (self._create(self._template), 0)
        database = self.named(name)
        if self._as_migrated:
            _LENT[name] = database
        try:
            yield database
        finally:
            _LENT.pop(name, None)
            state = self._as_migrated
            if state and used < USES and state.restore(database.superuser_url):
                # A process that outlived its test must not find the database of the next one.
                renamed = _new_name()
                self._run("alter database {} rename to {}", name, renamed)
                self._idle.append((renamed, used + 1))
            else:
                database_names.drop(self._owner_url, name)

    def close(self) -> None:
        """Drop the template."""
        database_names.drop(self._owner_url, self._template)

    def _create(self, template: str | None = None) -> str:
        name = _new_name()
        # Copied as files: twice as fast as through the log, and nothing here outlives the run.
        copied = " template {} owner owner strategy file_copy" if template else ""
        self._run("create database {}" + copied, name, template)
        return name

    def _run(self, statement: str, *names: str | None) -> None:
        connection = psycopg2.connect(**connect_arguments(self._owner_url))
        connection.autocommit = True
        try:
            parts = [sql.Identifier(name) for name in names if name]
            connection.cursor().execute(sql.SQL(statement).format(*parts))
        finally:
            connection.close()


def lent(name: str) -> Database | None:
    """Return the database of that name, if it is one that a test has and that is put back."""
    return _LENT.get(name)


@contextmanager
def session_on(database: Database) -> Iterator[Session]:
    """Yield a session on that database, as role `app`."""
    engine = make_engine(lambda: database.app_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def _new_name() -> str:
    return f"test_{uuid4().hex[:16]}"


# What a trigger keeps from everybody; who owns the tables can put the trigger to sleep.
KEPT = ("record_version", "record_section", "manifest_item", "manifest")


def as_owner(database: Database, statement: str, **values: object) -> None:
    """Change one row behind the application's back, as somebody who owns the tables could."""
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:
        for state in ("disable", "enable"):
            for table in KEPT:
                connection.execute(text(f"alter table {table} {state} trigger user"))
            if state == "disable":
                assert connection.execute(text(statement), values).rowcount == 1
    engine.dispose()


@contextmanager
def databases() -> Iterator[Databases]:
    """Yield the maker of databases of this test run."""
    if os.environ.get("DATABASE_URL"):
        with tempfile.TemporaryDirectory() as var:
            settings = load_settings({**os.environ, "VAR_DIR": var})
        owner_url = settings.owner_database_url or settings.database_url
        made = Databases(owner_url, settings.database_url, owner_url, rewinds=False)
        yield made
        made.close()
        return
    base = Path(tempfile.mkdtemp(prefix="province-tests-"))
    try:
        server = embedded_postgres.start(base, durable=False)
        server.create_database("tests")
        urls = (server.url(role, "tests") for role in ("owner", "app", "postgres"))
        yield Databases(*urls, rewinds=True)
    finally:
        embedded_postgres.destroy(base)
        shutil.rmtree(base, ignore_errors=True)
