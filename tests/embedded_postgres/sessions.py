"""Sessions on the server under test."""

import stat
from contextlib import closing
from pathlib import Path

import psycopg2

from province_app import embedded_postgres


def ask(server: embedded_postgres.Server, user: str, query: str, database: str = "postgres"):
    """Return the first row of the query's answer, over a session of its own."""
    with closing(connect(server, user, server.passwords[user], database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone() if cursor.description else None


def connect(server: embedded_postgres.Server, user: str, password: str, database: str = "postgres"):
    return psycopg2.connect(
        host=str(server.sockets), port=5432, user=user, password=password, dbname=database
    )


def start_quickly(base: Path) -> embedded_postgres.Server:
    return embedded_postgres.start(base, durable=False)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
