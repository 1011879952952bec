"""`flask --app wsgi publish-catalogues`, on a national node."""

import click
from flask import current_app
from flask.cli import with_appcontext

from province_app import database
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import catalogues


@click.command()
@with_appcontext
def publish_catalogues() -> None:
    """Publish the catalogues of config/catalogues as this node's own."""
    database.prepare(current_app.config["SETTINGS"])
    number = catalogues.publish(db.session(), business_now())
    click.echo(f"Published {number} catalogues.")
