"""Commands that prepare and run one node."""

import os
import signal
import subprocess
import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from province_app import database


@click.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database to the tables of this version."""
    database.prepare(current_app.config["SETTINGS"])
    click.echo("The database is up to date.")


@click.command()
@click.option("--workers", default=2, help="Web worker processes.")
@click.option("--scheduler/--no-scheduler", default=True, help="Run the tick beside the web.")
@with_appcontext
def serve(workers: int, scheduler: bool) -> None:
    """Run this node until Ctrl-C: web workers and, beside them, the scheduler."""
    settings = current_app.config["SETTINGS"]
    database.prepare(settings)
    processes = [subprocess.Popen(web_command(settings.port, workers))]  # noqa: S603  our own words
    if scheduler:
        processes.append(subprocess.Popen([sys.executable, "-m", "sync_jobs"]))
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


def web_command(port: int, workers: int) -> list[str]:
    """Return the command line of the web server on loopback; a proxy with TLS stands before it."""
    options = ["--worker-class", "gthread", "--threads", "8", "--timeout", "120"]
    bind = ["--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    return [sys.executable, "-m", "gunicorn", *bind, *options, "--no-control-socket", "wsgi:app"]
