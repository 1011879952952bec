"""`flask --app wsgi sweep-evidence`: clears what broken and forgotten uploads have left."""

from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from province_app.clock import business_now, system_now
from province_app.evidence.vault import Vault
from province_app.extensions import db
from province_app.services.evidence import sweep_orphans
from province_app.services.evidence_uploads import sweep_expired

# A file is written before its row: a day later it has one, or nobody will ever name it.
SETTLED = timedelta(days=1)


@click.command("sweep-evidence")
@with_appcontext
def sweep_evidence() -> None:
    """Clear uploads older than a day, and sealed files that no row names."""
    settings = current_app.config["SETTINGS"]
    vault = Vault(settings.evidence_dir)
    uploads = sweep_expired(db.session(), vault, business_now())
    files = sweep_orphans(db.session(), vault, (system_now() - SETTLED).timestamp())
    click.echo(f"{uploads} uploads expired, {files} files without a row")
