"""`flask --app wsgi seed FILE.json`."""

from pathlib import Path

import click
import orjson
from flask import current_app
from flask.cli import with_appcontext

from province_app import database
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services.seed import load
from tiers.stages import climb_of


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def seed(file: Path) -> None:
    """Load units, people, posts and accounts from FILE (docs/seed.md)."""
    settings = current_app.config["SETTINGS"]
    database.prepare(settings)
    content = orjson.loads(file.read_bytes())
    try:
        load(db.session(), content, business_now(), climb_of(settings.role))
    except (KeyError, ValueError) as error:
        raise click.ClickException(f"{file}: {error!r}; see docs/seed.md") from error
    counts = ", ".join(f"{len(rows)} {name}" for name, rows in content.items())
    click.echo(f"Loaded {counts}.")
