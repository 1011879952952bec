"""The commands for the embedded PostgreSQL: start it, stop it, say how it is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from config.settings import load_settings
from province_app import embedded_postgres


@click.group("postgres")
def postgres() -> None:
    """Start, stop or look at the PostgreSQL server that comes with the application."""


@postgres.command()
def start() -> None:
    """Start the server; its data are made the first time."""
    with _errors_in_words():
        server = embedded_postgres.start(load_settings(os.environ).var)
    click.echo(_running(server))


@postgres.command()
def stop() -> None:
    """End all sessions and the server; the data stay."""
    with _errors_in_words():
        was_running = embedded_postgres.stop(load_settings(os.environ).var)
    click.echo("PostgreSQL has stopped." if was_running else "PostgreSQL was not running.")


@postgres.command()
@click.pass_context
def status(context: click.Context) -> None:
    """Say whether the server runs and where its data are; exit status 1 when it does not."""
    with _errors_in_words():
        server = embedded_postgres.status(load_settings(os.environ).var)
    click.echo(_running(server) if server else "PostgreSQL is not running.")
    context.exit(0 if server else 1)


def _running(server: embedded_postgres.Server) -> str:
    return (
        f"PostgreSQL is running as process {server.pid}. Its data and log are in {server.data}, "
        f"its socket in {server.sockets}."
    )


@contextmanager
def _errors_in_words() -> Iterator[None]:
    try:
        yield
    except embedded_postgres.EmbeddedPostgresError as error:
        raise click.ClickException(str(error)) from error
