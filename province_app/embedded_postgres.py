"""The PostgreSQL server that comes with the application: first runs, pilots, the demo and tests.

It is a real PostgreSQL, from a Python package or from the folder named by POSTGRES_BIN_DIR. It
listens on a socket in a folder closed to other users, and each role has a random password.

Below the base folder: `pg/` the data (or a link to them), `pg-passwords.json`, `pg-access.conf`
(who may come in how) and `pg.lock` (one starter at a time).
"""

import fcntl
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
from psycopg2 import sql
from sqlalchemy import URL

from province_app import postgres_cluster
from province_app.postgres_cluster import PORT, EmbeddedPostgresError
from province_app.stores import database_names

__all__ = ["EmbeddedPostgresError", "Server", "destroy", "start", "status", "stop"]


@dataclass(frozen=True)
class Server:
    """A running server: its process, its folders, and how each role gets in.

    `postgres` made the roles and does nothing else; `owner` owns the databases and migrates;
    `app` is neither superuser nor exempt from row-level security.
    """

    pid: int
    data: Path
    sockets: Path
    passwords: dict[str, str] = field(repr=False)

    def url(self, user: str, database: str) -> str:
        """Return the SQLAlchemy address of the database for the role; it holds the password."""
        place = {"host": str(self.sockets), "port": str(PORT)}
        url = URL.create(
            "postgresql+psycopg2", user, self.passwords[user], database=database, query=place
        )
        return url.render_as_string(hide_password=False)

    def has_database(self, name: str) -> bool:
        """Tell whether the database exists."""
        query = sql.SQL("SELECT FROM pg_database WHERE datname = {}").format(sql.Literal(name))
        return self._as_owner(query) == 1

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create a database owned by `owner`, empty or as a copy of `template`.

        psycopg2.errors.DuplicateDatabase when it exists, ObjectInUse when somebody is connected
        to the template.
        """
        query = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            query += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._as_owner(query)

    def drop_database(self, name: str) -> None:
        """Drop the database if it exists; sessions still in it are ended."""
        database_names.drop(self.url("owner", name), name)

    def _as_owner(self, query: sql.Composable) -> int:
        connection = psycopg2.connect(
            host=str(self.sockets),
            port=PORT,
            user="owner",
            password=self.passwords["owner"],
            dbname="postgres",
        )
        with closing(connection):
            connection.autocommit = True  # CREATE and DROP DATABASE refuse a transaction
            with connection.cursor() as cursor:
                cursor.execute(query)
                return int(cursor.rowcount)


def start(base: Path, *, durable: bool = True) -> Server:
    """Return the server of the base folder, its data made and itself started if need be.

    Without `durable` a crash of the machine may lose all data: for tests. A server that already
    runs is left as it was started.
    """
    base.mkdir(parents=True, exist_ok=True)
    with _locked(base):
        site = postgres_cluster.Site.of(base.resolve())
        return _server(site) or _launch(site, durable)


def stop(base: Path) -> bool:
    """End the sessions and the server of the base folder; False when it was not running."""
    if not base.exists():
        return False
    with _locked(base):
        return _stop(base / "pg")


def status(base: Path) -> Server | None:
    """Return the running server of the base folder, or None."""
    if not (base / "pg").exists():
        return None
    with _locked(base):
        return _server(postgres_cluster.Site.of(base.resolve()))


def destroy(base: Path) -> None:
    """Stop the server and delete its data and passwords, wherever they lie."""
    if not (base / "pg-passwords.json").exists():
        return
    with _locked(base):
        _stop(base / "pg")
        site = postgres_cluster.Site.of(base.resolve())
        for folder in (site.data, site.sockets, site.outside):
            shutil.rmtree(folder, ignore_errors=True)
        for name in ("pg", "pg-passwords.json", "pg-access.conf"):
            (base / name).unlink(missing_ok=True)


@contextmanager
def _locked(base: Path) -> Iterator[None]:
    """Let one process at a time work on the base folder; the lock ends with its process."""
    try:
        lock = os.open(base / "pg.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
    except PermissionError as error:
        raise EmbeddedPostgresError(
            f"the PostgreSQL server in {base} belongs to another user: {error}"
        ) from error


def _server(site: postgres_cluster.Site) -> Server | None:
    lines = postgres_cluster.ready_postmaster(site.data)
    if lines is None:
        return None
    # The socket is where the server was told to put it, whatever a start would say today.
    return Server(int(lines[0]), site.data, Path(lines[4]), site.passwords)


def _launch(site: postgres_cluster.Site, durable: bool) -> Server:
    postgres_cluster.launch(site, durable)
    server = _server(site)
    if server is None:
        raise EmbeddedPostgresError(f"PostgreSQL ended at once; see {site.data / 'log'}")
    return server


def _stop(link: Path) -> bool:
    data = link.resolve()
    running = postgres_cluster.postmaster(data)
    if running:
        os.kill(int(running[0]), signal.SIGINT)  # PostgreSQL's "fast" shutdown
        postgres_cluster.wait_until(lambda: not postgres_cluster.processes(data), "stop")
    return bool(running)
