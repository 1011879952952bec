"""The whole database as it is at one moment, read as its owner: for backup, and to compare."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from province_app.backup.manifest import Content, Table
from province_app.stores.engine import DIALECT, connect_arguments

# Rows are compared as text: it must not depend on who asks.
_OPTIONS = (
    "-c role=owner -c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c bytea_output=hex"
    " -c extra_float_digits=1 -c idle_in_transaction_session_timeout=6h"
)
_TABLES = text("""
    select relname, array(
             select format('%I%s', attname, case when attcollation <> 0 then ' collate "C"' end)
             from pg_index join unnest(indkey) with ordinality as k(number, place) on true
             join pg_attribute on attrelid = indrelid and attnum = k.number
             where indrelid = pg_class.oid and indisprimary order by k.place) as key
    from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname collate "C"
""")
# Behind the wall `owner` sees what a policy of its own shows, and that must be everything.
_HIDDEN = text("""
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relrowsecurity and relforcerowsecurity
      and not exists (
        select from pg_policy where polrelid = pg_class.oid and polpermissive and polcmd = '*'
          and 'owner'::regrole = any(polroles) and pg_get_expr(polqual, polrelid) = 'true')
    order by 1
""")
_DOCUMENTS = """
    copy (select original from evidence union select copy from evidence
          union select unnest(previews) from evidence union select unnest(pieces)
          from evidence_upload order by 1) to stdout
"""


class Unreadable(Exception):
    """A table would be read in part: its rows stand behind the wall for its owner too."""


@dataclass(frozen=True)
class Snapshot:
    """A read-only transaction that sees one moment, for as long as it is open."""

    url: str
    session: Session
    name: str  # by which another session may see the same
    server: int  # major version

    def tables(self) -> dict[str, Table]:
        """Return rows and digest of every table; one pass over each, in constant memory."""
        return {name: self._table(name, key) for name, key in self.session.execute(_TABLES).all()}

    def documents(self, into: Path) -> tuple[int, Content]:
        """Write where the sealed documents lie, a line each, sorted; how many."""
        with into.open("wb") as file:
            sink = _Hashed(file)
            self._copy(_DOCUMENTS, sink)
        return sink.lines, Content(sink.bytes, sink.digest.hexdigest())

    def _table(self, name: str, key: list[str]) -> Table:
        # Columns come from the catalogue, quoted there; a table without a key has few rows.
        order = sql.SQL(", ".join(key) or 't::text collate "C"')
        query = sql.SQL("copy (select * from {} t order by {}) to stdout")
        sink = _Hashed()
        self._copy(query.format(sql.Identifier(name), order), sink)
        return Table(sink.lines, sink.digest.hexdigest())

    def _copy(self, query: "str | sql.Composable", sink: "_Hashed") -> None:
        raw: Any = self.session.connection().connection
        with raw.cursor() as cursor:
            cursor.copy_expert(query, sink)


class _Hashed:
    """What COPY writes into: counts, digests and, with a file, keeps."""

    def __init__(self, file: Any = None) -> None:
        self.digest, self.lines, self.bytes, self._file = sha256(), 0, 0, file

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.lines += data.count(b"\n")  # one within a value is written as \n
        self.bytes += len(data)
        if self._file is not None:
            self._file.write(data)
        return len(data)


@contextmanager
def snapshot(owner_url: str) -> Iterator[Snapshot]:
    """Yield the database of the address as of now; Unreadable when a part would be left out."""
    with owner_session(owner_url) as session:
        session.execute(text("set transaction isolation level repeatable read, read only"))
        if hidden := session.scalars(_HIDDEN).all():
            raise Unreadable(", ".join(hidden))
        name = session.scalar(text("select pg_export_snapshot()"))
        server = int(session.scalar(text("show server_version_num")) or 0) // 10_000
        yield Snapshot(owner_url, session, str(name), server)


@contextmanager
def owner_session(owner_url: str) -> Iterator[Session]:
    """Yield a session as the owner of all tables, who sees every row."""

    def connect() -> Any:
        return psycopg2.connect(**connect_arguments(owner_url), options=_OPTIONS)

    engine = create_engine(DIALECT, creator=connect)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
