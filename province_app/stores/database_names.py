"""Databases of one server beside each other: made, dropped, put in another's place."""

from contextlib import closing
from dataclasses import dataclass

import psycopg2
from psycopg2 import sql
from sqlalchemy import make_url

from province_app.stores.engine import connect_arguments

_MAINTENANCE = "postgres"
_END_SESSIONS = (
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
    " where datname = %s and usesysid in (select oid from pg_roles where not rolsuper)"
)


@dataclass(frozen=True)
class Urls:
    """How one database is reached: as its owner, and as the application."""

    owner: str
    app: str

    def beside(self, name: str) -> "Urls":
        """Return how another database of the same server is reached."""
        return Urls(beside(self.owner, name), beside(self.app, name))


def beside(url: str, name: str) -> str:
    """Return the address of another database of the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def name_of(url: str) -> str:
    """Return the database that the address names."""
    return make_url(url).database or ""


def create(owner_url: str, name: str) -> None:
    """Make an empty database that belongs to `owner`."""
    _run(owner_url, "create database {} owner owner encoding 'UTF8' template template0", name)


def drop(owner_url: str, name: str) -> None:
    """Drop the database if there is one; sessions in it are ended."""
    if not exists(owner_url, name):
        return
    _empty(owner_url, name)
    _run(owner_url, "drop database if exists {}", name)


def exists(owner_url: str, name: str) -> bool:
    """Tell whether the server has a database of that name."""
    with closing(_connected(owner_url)) as connection, connection.cursor() as cursor:
        cursor.execute("select from pg_database where datname = %s", (name,))
        return bool(cursor.rowcount)


def put_in_place(owner_url: str, new: str, aside: str | None) -> None:
    """Let the database `new` take the name in the address; one that has it is called `aside`.

    Sessions in it are ended, and none begins while it is renamed. Nothing is dropped.
    """
    live = name_of(owner_url)
    if aside is not None:
        _empty(owner_url, live)
        _run(owner_url, "alter database {} rename to {}", live, aside)
        _run(owner_url, "alter database {} with allow_connections true", aside)
    try:
        _run(owner_url, "alter database {} rename to {}", new, live)
    except psycopg2.Error:
        if aside is not None:
            _run(owner_url, "alter database {} rename to {}", aside, live)
        raise


def _empty(owner_url: str, name: str) -> None:
    """End the sessions in the database, and let none begin.

    The server's own workers end by themselves when it is dropped or renamed; the owner may not end
    them: `drop … with (force)` fails where autovacuum is at work.
    """
    _run(owner_url, "alter database {} with allow_connections false", name)
    with closing(_connected(owner_url)) as connection, connection.cursor() as cursor:
        cursor.execute(_END_SESSIONS, (name,))


def _run(owner_url: str, statement: str, *names: str) -> None:
    with closing(_connected(owner_url)) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _connected(owner_url: str) -> "psycopg2.extensions.connection":
    connection = psycopg2.connect(**connect_arguments(beside(owner_url, _MAINTENANCE)))
    connection.autocommit = True
    return connection
