"""`flask --app wsgi exchange …`: a submission that travels as a file. Source: QĐ 893 III.2.d."""

from pathlib import Path

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
from province_app.signing.keystore import KeystoreRefused, sign_with_keystore
from province_app.trust import trust_list

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group("exchange")
def exchange() -> None:
    """Deliver a submission by hand where no connection exists, and read its results."""


@exchange.command("give")
@click.argument("out", type=OUT)
@click.option("--pin", prompt="PIN of the agency's seal", hide_input=True)
@with_appcontext
def give_batch(out: Path, pin: str) -> None:
    """Write the submission under way to OUT (ZIP), sealed by the agency; this is logged."""
    settings = _settings()
    if settings.exchange_seal_file is None:
        raise click.ClickException("EXCHANGE_SEAL_FILE must name the agency's seal")
    p12 = settings.exchange_seal_file.read_bytes()
    try:
        made, data = give(
            db.session(),
            node_of(settings),
            trust_list(settings),
            lambda body: sign_with_keystore(body, p12, pin),
            None,
            business_now(),
        )
    except KeystoreRefused as refused:
        raise click.ClickException(f"the seal does not open: {refused.code}") from refused
    except HandRefused as refused:
        raise click.ClickException(str(refused)) from refused
    out.write_bytes(data)
    click.echo(f"{out}: submission {made}, {len(data)} bytes")


@exchange.command("take")
@click.argument("file", type=FILE)
@click.argument("out", type=OUT)
@with_appcontext
def take_batch(file: Path, out: Path) -> None:
    """Judge the submission in FILE as if it had been pushed; write its results to OUT (ZIP)."""
    settings = _settings()
    try:
        data = take(db.session(), settings, node_of(settings), file.read_bytes(), business_now())
    except HandRefused as refused:
        raise click.ClickException(str(refused)) from refused
    out.write_bytes(data)
    click.echo(f"{out}: {len(data)} bytes")


@exchange.command("settle")
@click.argument("file", type=FILE)
@with_appcontext
def settle_result(file: Path) -> None:
    """Take the results in FILE: the submission is settled as after a push; this is logged."""
    try:
        found = settle(db.session(), node_of(_settings()), file.read_bytes(), None, business_now)
    except HandRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"submission {found.id}: {found.state}")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
