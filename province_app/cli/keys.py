"""`flask --app wsgi keys …`: the keys that seal records."""

from uuid import UUID

import click
from flask.cli import AppGroup

from config.key_files import new_keys
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import key_rotation
from province_app.services.errors import Missing, Refused

keys = AppGroup("keys", help="The keys that seal records (MASTER_KEYS_FILE).")


@keys.command()
def new() -> None:
    """Print a new file of keys: a master key and the index key."""
    click.echo(new_keys(), nl=False)


@keys.command()
@click.option(
    "--act",
    "act_id",
    type=click.UUID,
    required=True,
    help="The change of key that two officers of the province agreed on; good for one rotation.",
)
def rotate(act_id: UUID) -> None:
    """Bring everything under the first key of the file; then the older ones may be taken out."""
    try:
        moved = key_rotation.rotate(db.session(), act_id, business_now())
    except Missing as error:
        raise click.ClickException(f"no change of key {act_id}") from error
    except Refused as error:
        raise click.ClickException(error.decision.code) from error
    counted = f"{moved.records} data keys, {moved.drafts} drafts, {moved.documents} documents"
    counted += (
        f", {moved.imports} parts of workbooks, {moved.reports} reports, {moved.rights} requests"
    )
    counted += f", {moved.factors} second factors, {moved.lookups} lookups, {moved.papers} papers"
    click.echo(f"{counted} came under the newest key.")
