"""`flask --app wsgi proof export`: what proves a signed record, in one file (docs/verify.md)."""

from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from province_app.cli.audit import signer_of
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import signing_proof
from province_app.services.errors import Missing, Refused
from province_app.trust import trust_list


@click.group()
def proof() -> None:
    """Take out what proves a signature to somebody without this application."""


@proof.command("export")
@click.argument("record_id", type=click.UUID)
@click.option("--period", default="", help="YYYY-MM: the newest version signed in that period.")
@click.option("--version", type=int, help="This very version, instead of the newest signed one.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--restricted", is_flag=True, help="With the restricted sections; the log says so.")
@with_appcontext
def export(record_id: UUID, period: str, version: int | None, out: Path, restricted: bool) -> None:
    """Write the evidence container of RECORD_ID; this is logged."""
    session = db.session()
    if version is None:
        found = signing_proof.signed_versions(session, record_id, period)
        if not found:
            raise click.ClickException(f"record {record_id} has no signed version of that period")
        version = found[0]
    settings = current_app.config["SETTINGS"]
    trust = trust_list(settings)
    try:
        made = signing_proof.export(session, record_id, version, trust, business_now(), restricted)
    except Missing as error:
        raise click.ClickException(f"record {record_id} has no version {version}") from error
    except Refused as error:
        raise click.ClickException(f"version {version} is not signed") from error
    out.write_bytes(made.data)
    click.echo(f"{out}: version {made.version}, period {made.period}, {len(made.data)} bytes")
    for root in made.roots:
        click.echo(f"--root {root}")
    if made.in_log:
        click.echo(f"--log-key {signer_of(settings).public}")
    else:
        click.echo("not under a signed head of the log yet; the next one comes hourly")
