"""Real databases for tests: the embedded server, or the server named by DATABASE_URL.

The tables are made once by the project's migrations; each test gets a copy of them.
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

from config.settings import load_settings
from province_app import embedded_postgres
from province_app.migrate import upgrade
from province_app.stores.engine import connect_arguments


@dataclass(frozen=True)
class Database:
    """One database and the addresses of the roles that reach it."""

    app_url: str
    owner_url: str
    superuser_url: str  # of the insider who operates the server


class Databases:
    """Makes and drops copies of the migrated database."""

    def __init__(self, owner_url: str, app_url: str, superuser_url: str) -> None:
        self._owner_url = owner_url
        self._urls = (app_url, owner_url, superuser_url)
        self._template = self._create()
        upgrade(self.named(self._template).owner_url)

    def named(self, name: str) -> Database:
        """Return the addresses of the database of that name."""
        urls = (make_url(url).set(database=name) for url in self._urls)
        return Database(*(url.render_as_string(hide_password=False) for url in urls))

    @contextmanager
    def copy(self) -> Iterator[Database]:
        """Yield a fresh copy of the migrated database; drop it afterwards."""
        name = self._create(self._template)
        try:
            yield self.named(name)
        finally:
            self._run("drop database {} with (force)", name)

    def close(self) -> None:
        """Drop the template."""
        self._run("drop database {} with (force)", self._template)

    def _create(self, template: str | None = None) -> str:
        name = f"test_{uuid4().hex[:16]}"
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
        made = Databases(owner_url, settings.database_url, owner_url)
        yield made
        made.close()
        return
    base = Path(tempfile.mkdtemp(prefix="province-tests-"))
    try:
        server = embedded_postgres.start(base, durable=False)
        server.create_database("tests")
        yield Databases(*(server.url(role, "tests") for role in ("owner", "app", "postgres")))
    finally:
        embedded_postgres.destroy(base)
        shutil.rmtree(base, ignore_errors=True)
