"""Puts a used database back to what the migrations left: several times faster than a new copy."""

import io
from contextlib import closing
from dataclasses import dataclass
from typing import Self

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection, cursor

from province_app.stores.engine import connect_arguments

WAIT_MS = 5_000  # for the sessions that a test left

# Where a change of the tables would show: a database whose tables changed is not used again.
_CATALOGUES = (
    "pg_attrdef", "pg_attribute", "pg_class", "pg_constraint", "pg_index", "pg_policy", "pg_proc",
    "pg_trigger", "pg_type",
)  # fmt: skip
_SHAPE = sql.SQL(" union all ").join(
    sql.SQL("select {}, count(*), max(xmin::text::bigint) from {}").format(
        sql.Literal(one), sql.Identifier(one)
    )
    for one in _CATALOGUES
)
_TABLES = """
    select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
"""
_SEQUENCES = """
    select sequencename, coalesce(last_value, start_value), last_value is not null
    from pg_sequences where schemaname = 'public'
"""
_END_OTHERS = """
    select pg_terminate_backend(pid, %s) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class AsMigrated:
    """What a database holds when the migrations have run, or later."""

    shape: list[tuple[str, int, int]]
    tables: list[str]
    seeds: dict[str, bytes]  # of each table that is not empty, as COPY gives it
    sequences: list[tuple[str, int, bool]]

    @classmethod
    def of(cls, superuser_url: str) -> Self:
        """Read it from the template."""
        with closing(_connected(superuser_url)) as one, one.cursor() as ask:
            ask.execute(_TABLES)
            tables = [table for (table,) in ask.fetchall()]
            seeds = {table: data for table in tables if (data := _content(ask, table))}
            ask.execute(_SEQUENCES)
            sequences = ask.fetchall()
            return cls(_shape(ask), tables, seeds, sequences)

    def restore(self, superuser_url: str) -> bool:
        """Empty the database again, its sessions ended; False where its tables changed."""
        with closing(_connected(superuser_url)) as one, one.cursor() as run:
            run.execute(_END_OTHERS, (WAIT_MS,))
            if _shape(run) != self.shape:
                return False
            self._write(run, self.tables)
            one.commit()
            return True

    def fill(self, superuser_url: str) -> None:
        """Write this state into a database that is as the migrations left it."""
        with closing(_connected(superuser_url)) as one, one.cursor() as run:
            self._write(run, list(self.seeds))
            one.commit()

    def _write(self, run: cursor, replaced: list[str]) -> None:
        # As a replica does: triggers and foreign keys are asleep in this session.
        run.execute("set session_replication_role = replica")
        empty = (sql.SQL("delete from {}").format(sql.Identifier(one)) for one in replaced)
        run.execute(sql.SQL("; ").join(empty))
        for table, data in self.seeds.items():
            into = sql.SQL("copy {} from stdin").format(sql.Identifier(table))
            run.copy_expert(into, io.BytesIO(data))
        back = sql.SQL("setval({}, {}, {})")
        counters = (back.format(*map(sql.Literal, one)) for one in self.sequences)
        run.execute(sql.SQL("select {}").format(sql.SQL(", ").join(counters)))


def _connected(url: str) -> connection:
    return psycopg2.connect(**connect_arguments(url))


def _shape(ask: cursor) -> list[tuple[str, int, int]]:
    ask.execute(_SHAPE)
    return sorted(ask.fetchall())


def _content(ask: cursor, table: str) -> bytes:
    data = io.BytesIO()
    ask.copy_expert(sql.SQL("copy {} to stdout").format(sql.Identifier(table)), data)
    return data.getvalue()
