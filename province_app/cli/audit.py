"""`flask --app wsgi audit …`: whether the log is the one that was sealed; proofs, keys."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import orjson
from flask import current_app
from flask.cli import AppGroup

from config.key_files import new_signing_key
from config.settings import Settings
from province_app.audit.folders import Outside, own_folders
from province_app.audit.notes import NotOurs, Signer, VerifierKey
from province_app.extensions import db
from province_app.services import audit_verify
from province_app.services.audit_inclusion import inclusion_of
from province_app.services.errors import Missing, Refused

audit = AppGroup("audit", help="The audit log: verify it, prove one event, keys.")

BENT, NOT_COMPARED = 1, 2
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
checkpoints = click.option(
    "--checkpoints",
    "folders",
    multiple=True,
    type=FOLDER,
    help="A folder of signed heads, fetched from an outside place; may be given again.",
)
keys = click.option(
    "--key",
    "key_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with a verifier key that the outside place keeps; by default this node's own.",
)


@audit.command()
@checkpoints
@keys
def verify(folders: Sequence[Path], key_files: Sequence[Path]) -> None:
    """Read the whole log and compare it with the heads in the outside places.

    Without --checkpoints those of AUDIT_CHECKPOINTS that are folders. Ends with status 1 and
    names the first fault when the log was bent, with 2 when no outside head could be compared.
    """
    keys = [key_of(one) for one in key_files] or [signer_of(_settings()).public]
    try:
        outside = list(folders) or own_folders(_settings().audit_places)
        known = Outside.read(outside, keys)
    except NotOurs as error:
        click.echo(f"bad_checkpoint: {error}", err=True)
        sys.exit(BENT)
    report = audit_verify.verify(db.session(), known.heads, known.restores)
    click.echo(f"log {report.log_id}: {report.events} sealed events read")
    for one in sorted(set(known.restores), key=lambda one: one.at):
        lost = f"events {one.since} to {one.to - 1} were lost" if one.to > one.since else "whole"
        click.echo(
            f"restored on {one.at:%Y-%m-%d %H:%M} UTC from set {one.set_digest.hex()[:12]}: {lost}"
        )
    if report.fault:
        click.echo(f"{report.fault.code}: {report.fault.says}", err=True)
        sys.exit(BENT)
    if not known.heads:
        click.echo("No outside head was compared: a log rewritten whole would pass.", err=True)
        sys.exit(NOT_COMPARED)
    click.echo(
        f"{report.compared} outside heads agree, the last of {report.newest:%Y-%m-%d %H:%M} UTC"
    )


@audit.command()
@click.argument("event_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print the proof itself.")
def inclusion(event_id: int, as_json: bool) -> None:
    """Prove that EVENT_ID is in the log under a signed head; docs/audit.md says how to check it."""
    try:
        proof = inclusion_of(db.session(), event_id, signer_of(_settings()).public)
    except Missing as error:
        raise click.ClickException(f"no event {event_id}") from error
    except Refused as error:
        raise click.ClickException(
            "not under a signed head yet; the next one comes hourly"
        ) from error
    if as_json:
        click.echo(orjson.dumps(proof))
        return
    click.echo(f"event {event_id}: position {proof['position']} of {proof['tree_size']}")


@audit.command("new-key")
def new_key() -> None:
    """Print a new file for AUDIT_KEY_FILE."""
    click.echo(new_signing_key(), nl=False)


@audit.command("public-key")
def public_key() -> None:
    """Print the verifier key of this node, for those who keep its heads."""
    click.echo(str(signer_of(_settings()).public))


def key_of(path: Path) -> VerifierKey:
    """Return the verifier key in the file; ClickException when there is none."""
    try:
        return VerifierKey.read(path.read_text("ascii"))
    except ValueError as error:
        raise click.ClickException(f"{path} holds no verifier key") from error


def signer_of(settings: Settings) -> Signer:
    """Return who signs this node's heads; ClickException on a node that keeps no such log."""
    if not settings.audit_key:
        raise click.ClickException("the national node keeps no log of this form")
    return Signer(settings.agency_code, settings.audit_key)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
