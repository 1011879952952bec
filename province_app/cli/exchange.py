"""`flask --app wsgi exchange …`: a submission that travels as a file. Source: QĐ 893 III.2.d."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from config.settings import Settings
from province_app.clock import business_now
from province_app.exchange.hand.giving import give, settle
from province_app.exchange.hand.refused import HandRefused
from province_app.exchange.hand.taking import take
from province_app.exchange.node import node_of
from province_app.extensions import db
from province_app.services import shared_back
from province_app.services.errors import Missing, Refused
from province_app.signing.keystore import KeystoreRefused, sign_with_keystore
from province_app.trust import trust_list
from tiers.stages import climb_of

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


MOST_SHARED = 1_000


@click.group("exchange")
def exchange() -> None:
    """Deliver a submission by hand, read its results; what the node above shares back."""


@exchange.command("give")
@click.argument("out", type=OUT)
@click.option("--pin", prompt="PIN of the agency's seal", hide_input=True)
@click.option("--act", type=click.UUID, help="what two persons released; above 50 people")
@with_appcontext
def give_batch(out: Path, pin: str, act: UUID | None) -> None:
    """Write the submission under way to OUT (ZIP), sealed by the agency; this is logged."""
    settings = _settings()
    if settings.exchange_seal_file is None:
        raise click.ClickException("EXCHANGE_SEAL_FILE must name the agency's seal")
    p12 = settings.exchange_seal_file.read_bytes()
    try:
        with _new(out) as file:
            made = give(
                db.session(),
                node_of(settings),
                trust_list(settings),
                lambda body: sign_with_keystore(body, p12, pin),
                None,
                business_now(),
                file,
                climb_of(settings.role),
                act,
            )
    except KeystoreRefused as refused:
        raise click.ClickException(f"the seal does not open: {refused.code}") from refused
    except HandRefused as refused:
        raise click.ClickException(str(refused)) from refused
    except Missing as error:
        raise click.ClickException("no released act of that number") from error
    except Refused as error:
        raise click.ClickException(f"two persons must release it: {error.decision.code}") from error
    click.echo(f"{out}: submission {made}, {out.stat().st_size} bytes")


@exchange.command("take")
@click.argument("file", type=FILE)
@click.argument("out", type=OUT)
@with_appcontext
def take_batch(file: Path, out: Path) -> None:
    """Judge the submission in FILE as if it had been pushed; write its results to OUT (ZIP)."""
    settings = _settings()
    try:
        with file.open("rb") as given, _new(out) as results:
            take(db.session(), settings, node_of(settings), given, results, business_now())
    except HandRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{out}: {out.stat().st_size} bytes")


@exchange.command("settle")
@click.argument("file", type=FILE)
@with_appcontext
def settle_result(file: Path) -> None:
    """Take the results in FILE: the submission is settled as after a push; this is logged."""
    try:
        with file.open("rb") as results:
            found = settle(db.session(), node_of(_settings()), results, None, business_now)
    except HandRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"submission {found.id}: {found.state}")


@exchange.command("shared")
@with_appcontext
def list_shared() -> None:
    """List what the node above shares back and this node does not hold: record, version, digest."""
    found = shared_back.foreign(db.session(), MOST_SHARED)
    for one in found:
        click.echo(f"{one.record_id} {one.version} {one.digest.hex()}")
    click.echo(f"{len(found)}{' or more' if len(found) == MOST_SHARED else ''} unknown here.")


@contextmanager
def _new(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file that takes the name once it is whole; what stood there stays until then."""
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            yield file
            Path(file.name).replace(path)
        finally:
            Path(file.name).unlink(missing_ok=True)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
