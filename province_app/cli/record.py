"""`flask --app wsgi record …`: commands on a record that stands in a file."""

import click

from province_app.cli.record_check import check


@click.group("record")
def record() -> None:
    """Look at a record that stands in a file."""


record.add_command(check)
