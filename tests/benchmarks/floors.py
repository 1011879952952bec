"""The floors of design §7: the least that each task costs on this machine, as small functions.

They use the product's libraries and its database server, and do nothing of its own: no layers,
no rules, no history.
"""

import gzip
import hashlib
import io
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

import orjson
import psycopg2
import requests
from psycopg2.extensions import connection, cursor
from psycopg2.extras import register_default_jsonb

from province_app.signing.keystore import sign_with_keystore
from province_app.signing.trust import TrustList
from province_app.signing.verifier import verify_detached
from tiers.stages import Stage

POSTED, UPSERTED = 500, 5_000  # rows a request, rows a transaction
NODES = 2  # each verifies every manifest once

# Two people's work: what a sender keeps, and the store that the same rows go into.
TABLES = """
    create table sender (record_id uuid primary key, version int, payload jsonb, outcome text);
    create table receiver (record_id uuid primary key, version int, payload jsonb);
    create table signed (body bytea, signature bytea);
"""
_UPSERT = """
    insert into receiver (record_id, version, payload)
    select distinct on (record_id) record_id, version, payload from incoming
    order by record_id, version desc
    on conflict (record_id) do update set version = excluded.version, payload = excluded.payload
    where receiver.version < excluded.version
"""


def full_month(arguments: Mapping[str, Any], sink: str, trust: TrustList, at: datetime) -> float:
    """Return the seconds of F, row 1; `arguments` reach a database with `TABLES`.

    Read the rows, canonical JSON, SHA-256, gzip 1, POST in 500s, write the outcome back, upsert
    the same rows through a temp table, verify each manifest once per node.
    """
    began = time.perf_counter()
    with closing(psycopg2.connect(**arguments)) as reads, closing(_writer(arguments)) as writes:
        register_default_jsonb(reads, loads=orjson.loads)
        waiting: list[tuple[str, int, bytes]] = []
        with requests.Session() as http, writes.cursor() as write:
            for rows in _batches(reads):
                sent = [_sent(*row) for row in rows]
                packed = gzip.compress(b"\n".join(line for _, _, line in sent), 1)
                http.post(sink, data=packed, timeout=60).raise_for_status()
                ids = [record_id for record_id, _, _ in sent]
                write.execute(
                    "update sender set outcome = 'accepted' where record_id = any(%s::uuid[])",
                    (ids,),
                )
                writes.commit()
                waiting += sent
                if len(waiting) >= UPSERTED:
                    _upsert(writes, write, waiting)
                    waiting = []
            _upsert(writes, write, waiting)
        with reads.cursor() as read:
            read.execute("select body, signature from signed")
            for body, signature in read:
                for _ in range(NODES):
                    verify_detached(bytes(body), bytes(signature), trust, at)
    return time.perf_counter() - began


def stages(
    arguments: Mapping[str, Any], sink: str, trust: TrustList, at: datetime
) -> dict[str, float]:
    """Return the seconds of each stage's own floor, by stage; `arguments` as for `full_month`.

    Inside the province nothing is written as JSON or sent: read the rows, SHA-256 of the bytes as
    they are stored, outcomes back, one upsert. A stage that meets manifests anew verifies each
    once: the first, and the last at the other node.
    """
    inside = _inside(arguments)
    once = _verified(arguments, trust, at)
    whole = full_month(arguments, sink, trust, at)
    return {
        Stage.FACILITY_TO_DEPARTMENT.value: inside + once,
        Stage.DEPARTMENT_TO_PROVINCE.value: inside,
        Stage.PROVINCE_TO_NATIONAL.value: whole - once,
    }


def _inside(arguments: Mapping[str, Any]) -> float:
    began = time.perf_counter()
    with closing(psycopg2.connect(**arguments)) as reads, closing(_writer(arguments)) as writes:
        with reads.cursor("rows") as read, writes.cursor() as write:
            read.execute("select record_id::text, version, payload::text from sender order by 1")
            waiting: list[tuple[str, int, bytes]] = []
            while rows := read.fetchmany(POSTED):
                waiting += [(one, version, line.encode()) for one, version, line in rows]
                for _, _, line in waiting[-len(rows) :]:
                    hashlib.sha256(line).digest()
                write.execute(
                    "update sender set outcome = 'accepted' where record_id = any(%s::uuid[])",
                    ([one for one, _, _ in rows],),
                )
                writes.commit()
                if len(waiting) >= UPSERTED:
                    _upsert(writes, write, waiting)
                    waiting = []
            _upsert(writes, write, waiting)
    return time.perf_counter() - began


def _verified(arguments: Mapping[str, Any], trust: TrustList, at: datetime) -> float:
    began = time.perf_counter()
    with closing(psycopg2.connect(**arguments)) as reads, reads.cursor() as read:
        read.execute("select body, signature from signed")
        for body, signature in read:
            verify_detached(bytes(body), bytes(signature), trust, at)
    return time.perf_counter() - began


def dumped(records: Sequence[Mapping[str, object]]) -> float:
    """Return the seconds of row 4's floor: the standard library's sorted JSON and its SHA-256."""
    began = time.perf_counter()
    for record in records:
        text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        hashlib.sha256(text.encode()).digest()
    return time.perf_counter() - began


def signed_rows(
    arguments: Mapping[str, Any], body: bytes, keystore: bytes, pin: str, ids: Sequence[str]
) -> float:
    """Return the seconds of row 11's floor: one signature, one upsert of as many rows."""
    with closing(_writer(arguments)) as writes, writes.cursor() as write:
        began = time.perf_counter()
        sign_with_keystore(body, keystore, pin)
        _upsert(writes, write, [(record_id, 1, b"{}") for record_id in ids])
        return time.perf_counter() - began


def _writer(arguments: Mapping[str, Any]) -> connection:
    one = psycopg2.connect(**arguments)
    with one.cursor() as write:
        write.execute(
            "create temp table incoming (record_id uuid, version int, payload jsonb)"
            " on commit delete rows"
        )
    one.commit()
    return one


def _batches(reads: connection) -> Iterator[list[tuple[str, int, Any]]]:
    with reads.cursor("rows") as read:
        read.execute("select record_id::text, version, payload from sender order by record_id")
        while rows := read.fetchmany(POSTED):
            yield rows


def _sent(record_id: str, version: int, payload: Any) -> tuple[str, int, bytes]:
    line = orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
    hashlib.sha256(line).digest()
    return record_id, version, line


def _upsert(writes: connection, write: cursor, rows: Sequence[tuple[str, int, bytes]]) -> None:
    text = io.StringIO()
    for record_id, version, line in rows:
        escaped = line.decode().replace("\\", "\\\\")  # canonical JSON has no bare tab or newline
        text.write(f"{record_id}\t{version}\t{escaped}\n")
    text.seek(0)
    write.copy_expert("copy incoming from stdin", text)
    write.execute(_UPSERT)
    writes.commit()
