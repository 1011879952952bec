"""`python -m sync_jobs`: the tick, a process of its own. Two may run: one of them leads.

The tick comes every few seconds, and at once when a transaction says `notify province_wake`.
Leadership is a session lock of the database: it ends with the connection, so another process
takes over when this one dies, and a leader that loses its connection stops.
"""

import logging
import os
import select
import signal
import sys
from threading import Event

import psycopg2
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from config.schedule import TICK_SECONDS
from config.settings import load_settings
from province_app import clock, database, logs, request_id, sealing
from province_app.clock import system_now
from province_app.stores.engine import APP_OPTIONS, connect_arguments, make_engine
from sync_jobs.tick import tick_of

logger = logging.getLogger("sync_jobs")

LEADER_LOCK = 20240526
TRY_AGAIN_SECONDS = 1


def main() -> None:
    """Wait for leadership, then tick until told to stop."""
    logs.install()
    settings = load_settings(os.environ)
    clock.install(settings.clock, settings.clock_file)
    if settings.master_keys:
        sealing.install(settings.master_keys)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    address = database.app_address(settings)
    engine = make_engine(lambda: address)
    tick = tick_of(settings)
    woken = Event()

    def run() -> None:
        woken.set()
        while woken.is_set():  # also when somebody called while it worked
            woken.clear()
            with Session(engine) as session, request_id.of_job():
                try:
                    tick(session)
                except Exception:  # whatever it is: it is logged whole; the next tick tries again
                    logger.exception("tick failed")

    connection = psycopg2.connect(**connect_arguments(address), options=APP_OPTIONS)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("listen province_wake")
    _wait_to_lead(connection)
    scheduler = BackgroundScheduler(timezone="UTC")
    options = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    every = {"seconds": settings.tick_seconds, "next_run_time": system_now()}
    scheduler.add_job(run, "interval", id="tick", **every, **options)
    scheduler.start()
    logger.info("leading")
    while True:
        select.select([connection], [], [], TICK_SECONDS)
        cursor.execute("select 1")  # fails when the connection is lost: the process ends
        if connection.notifies:
            connection.notifies.clear()
            woken.set()
            scheduler.modify_job("tick", next_run_time=system_now())


def _wait_to_lead(connection: "psycopg2.extensions.connection") -> None:
    cursor = connection.cursor()
    while True:
        cursor.execute("select pg_try_advisory_lock(%s)", (LEADER_LOCK,))
        if cursor.fetchone() == (True,):
            return
        select.select([connection], [], [], TRY_AGAIN_SECONDS)


if __name__ == "__main__":
    main()
