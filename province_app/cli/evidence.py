"""`flask --app wsgi sweep-evidence`: clears what broken and forgotten uploads have left."""

import click
from flask import current_app
from flask.cli import with_appcontext

from province_app.clock import business_now, system_now
from province_app.evidence.vault import Vault
from province_app.extensions import db
from province_app.services.evidence_sweep import sweep


@click.command("sweep-evidence")
@with_appcontext
def sweep_evidence() -> None:
    """Clear uploads older than a day, and sealed files that no row names."""
    settings = current_app.config["SETTINGS"]
    vault = Vault(settings.evidence_dir)
    uploads, files = sweep(db.session(), vault, business_now(), system_now())
    click.echo(f"{uploads} uploads expired, {files} files without a row")
