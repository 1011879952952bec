"""A database that the server is tidying is dropped and renamed all the same."""

from collections.abc import Iterator
from time import sleep
from uuid import uuid4

import psycopg2
import pytest

from province_app.stores import database_names
from province_app.stores.engine import connect_arguments
from tests.databases import Database

# Autovacuum comes at once and stays for long: a page read, a pause.
EAGER = ("autovacuum_naptime = '1s'", "autovacuum_vacuum_cost_delay = '100ms'",
         "autovacuum_vacuum_cost_limit = 1")  # fmt: skip
BUSY = (
    "select exists (select from pg_stat_activity"
    " where datname = %s and backend_type = 'autovacuum worker')"
)


@pytest.fixture
def server(database: Database) -> Iterator["psycopg2.extensions.connection"]:
    """A connection of the superuser to a server whose autovacuum is eager."""
    address = database_names.beside(database.superuser_url, "postgres")
    connection = psycopg2.connect(**connect_arguments(address))
    connection.autocommit = True
    with connection.cursor() as cursor:
        for setting in EAGER:
            cursor.execute(f"alter system set {setting}")
        cursor.execute("select pg_reload_conf()")
        yield connection
        for setting in EAGER:
            cursor.execute(f"alter system reset {setting.split()[0]}")
        cursor.execute("select pg_reload_conf()")
    connection.close()


@pytest.fixture
def tidied(database: Database, server: "psycopg2.extensions.connection") -> Iterator[str]:
    """A database beside, at whose table autovacuum is at work."""
    name = f"tidied_{uuid4().hex[:8]}"
    database_names.create(database.owner_url, name)
    owner = psycopg2.connect(**connect_arguments(database_names.beside(database.owner_url, name)))
    with owner, owner.cursor() as cursor:
        cursor.execute(
            "create table much as select g, repeat('x', 500) from generate_series(1, 20000) g"
        )
        cursor.execute("alter table much set (autovacuum_vacuum_threshold = 1)")
        cursor.execute("delete from much where g % 2 = 0")
    owner.close()
    with server.cursor() as cursor:
        for _ in range(1200):
            cursor.execute(BUSY, (name,))
            if cursor.fetchone() == (True,):
                break
            sleep(0.05)
        else:
            raise TimeoutError("autovacuum did not come")
    yield name
    database_names.drop(database.owner_url, name)


def test_it_is_dropped(database: Database, tidied: str) -> None:
    database_names.drop(database.owner_url, tidied)
    assert not database_names.exists(database.owner_url, tidied)


def test_it_is_put_aside(database: Database, tidied: str) -> None:
    live = database_names.beside(database.owner_url, tidied)
    database_names.create(live, f"{tidied}_new")
    database_names.put_in_place(live, f"{tidied}_new", f"{tidied}_aside")
    assert database_names.exists(live, f"{tidied}_aside")
    database_names.drop(live, f"{tidied}_aside")
