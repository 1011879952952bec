"""`flask --app wsgi openapi`: the OpenAPI document of the exchange."""

import click
import orjson

from province_app.exchange import blueprint
from province_app.exchange.openapi import document


@click.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 document of the exchange, as a node serves it."""
    click.echo(orjson.dumps(document(blueprint), option=orjson.OPT_INDENT_2))
