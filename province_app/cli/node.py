"""Commands that prepare and run one node."""

import os
import signal
import subprocess
import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from province_app import database
from province_app.web_server import web_command


@click.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database to the tables of this version."""
    database.prepare(current_app.config["SETTINGS"])
    click.echo("The database is up to date.")


@click.command()
@click.option("--workers", default=2, help="Web worker processes.")
@click.option(
    "--jobs", default=2, help="Processes beside the web that work off what is owed; one leads."
)
@with_appcontext
def serve(workers: int, jobs: int) -> None:
    """Run this node until Ctrl-C: web workers and, beside them, the scheduler and its workers."""
    settings = current_app.config["SETTINGS"]
    database.prepare(settings)
    processes = [subprocess.Popen(web_command(settings.port, workers))]  # noqa: S603  our own words
    for number in range(jobs):
        kind = ["worker"] if number else []
        command = [sys.executable, "-m", "sync_jobs", *kind]
        processes.append(subprocess.Popen(command))  # noqa: S603  our own words
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        os.waitpid(-1, 0)  # one process ended: end the others, so that the whole can be restarted
    except KeyboardInterrupt:
        pass
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()
