"""`flask --app wsgi backup …`: make a set, read through what lies outside, try it."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from config.schedule import BACKUP_LOCK
from config.settings import Settings
from province_app.audit.notes import VerifierKey
from province_app.backup.manifest import digest_of
from province_app.backup.place import Place
from province_app.cli.audit import FOLDER, key_of, keys, signer_of
from province_app.clock import business_now, system_now
from province_app.database import urls_of
from province_app.extensions import db
from province_app.services import backup_drill, backup_making
from province_app.services.backup_checking import Unfit, check, read_note_of
from province_app.stores.backups import take_lock

backup = AppGroup("backup", help="Backups in other houses (BACKUP_DIRS): make, verify, drill.")

WRONG = 1


@backup.command()
def make() -> None:
    """Make a set in every place now. Ends with status 1 where one is missing or not whole."""
    settings = node_settings()
    with alone():
        now = system_now()
        made = backup_making.make(db.session(), settings, urls_of(settings), business_now(), now)
    if made.manifest:
        click.echo(f"set {made.digest.hex()}")
        click.echo(f"{len(made.manifest.tables)} tables, {made.manifest.documents} documents")
    for place, fault in made.faults.items():
        click.echo(f"{place}: {fault}", err=True)
    if made.lost:
        click.echo(f"{len(made.lost)} documents are not on this node's disk", err=True)
    if made.faults or made.lost:
        sys.exit(WRONG)


@backup.command()
@click.option(
    "--dir",
    "folders",
    multiple=True,
    type=FOLDER,
    help="An outside folder; by default those of BACKUP_DIRS.",
)
@keys
def verify(folders: Sequence[Path], key_files: Sequence[Path]) -> None:
    """Read every byte of every set and document. It needs no database and no secret.

    Ends with status 1 where something is wrong, or where there is no set.
    """
    settings = node_settings()
    keys = [key_of(one) for one in key_files] or [signer_of(settings).public]
    wrong = 0
    for folder in folders or settings.backup_places:
        place = Place(folder, settings.agency_code)
        names = place.names()
        wrong += not names
        click.echo(f"{folder}: {len(names)} sets")
        for name in names:
            wrong += not _is_right(place, name, keys)
    if wrong:
        sys.exit(WRONG)


@backup.command()
def drill() -> None:
    """Read the newest set into a database of its own, compare, drop it. Status 1: it failed."""
    settings = node_settings()
    if not settings.backup_places:
        raise click.ClickException("BACKUP_DIRS names no place")
    with alone():
        now = system_now()
        done = backup_drill.drill(db.session(), settings, urls_of(settings), business_now(), now)
    if done.fault:
        click.echo(done.fault, err=True)
        sys.exit(WRONG)
    click.echo(
        f"{done.place}: {done.tables} tables, {done.rows} rows as they were made,"
        f" {done.heads} outside heads agree, {done.seconds} s"
    )


def _is_right(place: Place, name: str, keys: Sequence[VerifierKey]) -> bool:
    try:
        check(place, name, read_note_of(place, name, keys))
    except Unfit as error:
        click.echo(f"{error}", err=True)
        return False
    click.echo(f"{name} {digest_of(place.note(name)).hex()}")
    return True


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock of backups for the block."""
    with Session(db.engine) as session:
        if not take_lock(session, BACKUP_LOCK):
            raise click.ClickException("another process makes, tries or restores a backup now")
        yield
        session.invalidate()  # the lock ends with the connection


def node_settings() -> Settings:
    """Return the settings; ClickException on a node whose backup is not ours."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.role != "province":
        raise click.ClickException("only a province is backed up by these commands")
    return settings
