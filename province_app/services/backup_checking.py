"""Whether a set in a place is whole, and what it becomes when it is read in.

Source: Quy chế Đ.9.2, 9.3.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg2
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from province_app.audit.folders import Outside
from province_app.audit.notes import NotOurs, VerifierKey
from province_app.backup.manifest import DUMP, EVIDENCE, Manifest, digest_of, read_manifest
from province_app.backup.place import Place, file_content
from province_app.backup.postgres_tools import ToolFailed, restored
from province_app.backup.streams import opened_pieces
from province_app.sealing import Broken, ring
from province_app.services import audit_verify
from province_app.stores import database_names, sections
from province_app.stores.database_names import Urls
from province_app.stores.database_snapshot import snapshot
from province_app.stores.engine import make_engine

SHOWN = 5  # of what differs


class Unfit(Exception):
    """The set is not what was made; the message says what is wrong first."""


@contextmanager
def database_beside(urls: Urls, ending: str) -> Iterator[Urls]:
    """Yield an empty database beside the live one, called like it and the ending.

    It is dropped at the end, unless it has taken the live one's name. Unfit when it cannot be made.
    """
    name = f"{database_names.name_of(urls.owner)}_{ending}"
    try:
        database_names.create(urls.owner, name)
        try:
            yield urls.beside(name)
        finally:
            database_names.drop(urls.owner, name)
    except psycopg2.Error as error:
        raise Unfit(f"the server makes no database beside the live one: {error}") from error


def newest_in(place: Place, keys: Sequence[VerifierKey], digest: str = "") -> tuple[str, Manifest]:
    """Return name and manifest of the newest set, or of the one whose digest begins so; Unfit."""
    for name in reversed(place.names()):
        if digest_of(_note_of(place, name)).hex().startswith(digest):
            return name, read_note_of(place, name, keys)
    raise Unfit(f"{place.outside} holds no set {digest}".rstrip())


def read_note_of(place: Place, name: str, keys: Sequence[VerifierKey]) -> Manifest:
    """Return what the set's note says; Unfit unless one of the keys has signed it."""
    try:
        manifest = read_manifest(_note_of(place, name), keys)
    except NotOurs as error:
        raise Unfit(f"{name}: {error}") from error
    if manifest.name != name:
        raise Unfit(f"{name} is the set {manifest.name} under another name")
    return manifest


def check(place: Place, name: str, manifest: Manifest) -> None:
    """Read every byte of the set and of its documents; Unfit names the first that is wrong."""
    for file in (EVIDENCE, DUMP):
        try:
            if place.file_state(name, file) != manifest.files[file]:
                raise Unfit(f"{name}/{file} has changed")
        except (OSError, KeyError) as error:
            raise Unfit(f"{name}/{file} cannot be read") from error
    missing = set(manifest.missing)
    for address in place.addresses(name):
        if address in missing:
            continue
        try:
            if file_content(place.document(address)).sha256 != address:
                raise Unfit(f"document {address} has changed")
        except OSError as error:
            raise Unfit(f"document {address} cannot be read") from error


def read_in(place: Place, name: str, manifest: Manifest, urls: Urls, outside: Outside) -> int:
    """Read the set into the empty database and compare it; how many outside heads agreed. Unfit.

    Compared are every table's rows and digest, the log with those heads that it had reached, and
    whether the keys of this node open what is sealed in it.
    """
    try:
        key = ring().open_key(manifest.key_owner, manifest.master, manifest.wrapped)
        with place.open(name, DUMP) as file:
            pieces = opened_pieces(key.plain, manifest.key_owner, file)
            restored(urls.owner, pieces, _server(urls.owner))
    except (Broken, ToolFailed, OSError) as error:
        raise Unfit(f"{name}: {error}") from error
    with snapshot(urls.owner) as shot:
        found = shot.tables()
    differ = sorted(
        one for one in {*found, *manifest.tables} if found.get(one) != manifest.tables.get(one)
    )
    if differ:
        raise Unfit(f"tables differ from what was backed up: {', '.join(differ[:SHOWN])}")
    engine = make_engine(lambda: urls.app)
    try:
        with Session(engine) as session:
            return _judge(session, manifest, outside)
    finally:
        engine.dispose()


def _judge(session: Session, manifest: Manifest, outside: Outside) -> int:
    reached = manifest.log_size
    known = [one for one in outside.heads if one.log_id == manifest.log_id and one.size <= reached]
    report = audit_verify.verify(session, known, outside.restores)
    if report.fault:
        raise Unfit(f"the log: {report.fault.code}: {report.fault.says}")
    for one in sections.key_of_each_master(session):
        try:
            ring().open_key(str(one.record_id), one.master, one.wrapped)
        except Broken as error:
            raise Unfit(f"records are sealed by a key that is not here: {error}") from error
    return report.compared


def _note_of(place: Place, name: str) -> str:
    try:
        return place.note(name)
    except (OSError, UnicodeDecodeError) as error:
        raise Unfit(f"{name} cannot be read") from error


def _server(owner_url: str) -> int:
    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection:
            return int(connection.scalar(text("show server_version_num")) or 0) // 10_000
    finally:
        engine.dispose()
