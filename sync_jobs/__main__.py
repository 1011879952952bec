"""`python -m sync_jobs [worker]`: the tick, a process of its own. Any number may run.

The tick comes every few seconds, and at once when a transaction says `notify province_wake`; its
jobs run beside each other, each with a session of its own. All processes work off what is owed; of
the schedulers one leads, which also asks the calendar, keeps the log and sends mail. A `worker`
never leads.

Leadership is a session lock of the database: it ends with the connection, so another process
takes over when this one dies, and a leader that loses its connection stops. The server ends the
connection of a leader that is silent for too long.
"""

import argparse
import logging
import os
import select
import signal
import sys
from collections.abc import Mapping
from threading import Event

import psycopg2
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from config import schedule
from config.settings import load_settings
from province_app import clock, database, logs, outbound, request_id, sealing
from province_app.clock import system_now
from province_app.services import kept_catalogues
from province_app.stores.engine import APP_OPTIONS, connect_arguments, ending_after, make_engine
from province_app.stores.transaction import transaction
from sync_jobs.tick import jobs_of

logger = logging.getLogger("sync_jobs")

TRY_AGAIN_SECONDS = 1


def main() -> None:
    """Tick until told to stop."""
    worker = _is_worker(sys.argv[1:])
    logs.install()
    settings = load_settings(os.environ)
    clock.install(settings.clock, settings.clock_file)
    outbound.install(settings.outbound_networks)
    if settings.master_keys:
        sealing.install(settings.master_keys)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    address = database.app_address(settings)
    ending = ending_after(schedule.SILENT_SECONDS)
    engine = make_engine(lambda: address, ending)
    jobs, leads = jobs_of(settings), Event()
    wakes = {name: Event() for name in jobs}

    def run(name: str) -> None:
        woken = wakes[name]
        woken.set()
        while woken.is_set():  # also when somebody called while it worked
            woken.clear()
            with Session(engine) as session, request_id.of_job():
                try:
                    with transaction(session):
                        kept_catalogues.refresh(session)
                    jobs[name](session, leads.is_set())
                except Exception:  # whatever it is: it is logged whole; the next tick tries again
                    logger.exception("tick failed", extra={"duty": name})

    connection = psycopg2.connect(**connect_arguments(address), options=f"{APP_OPTIONS} {ending}")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("listen province_wake")
    scheduler = BackgroundScheduler(timezone="UTC")
    options = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    if not worker and _leads(cursor):
        leads.set()
        logger.info("leading")
    else:
        logger.info("working")
    every = {"seconds": settings.tick_seconds, "next_run_time": system_now()}
    for name in jobs:
        scheduler.add_job(run, "interval", id=name, args=[name], **every, **options)
    scheduler.start()
    while True:
        stands_by = not worker and not leads.is_set()
        select.select(
            [connection], [], [], TRY_AGAIN_SECONDS if stands_by else schedule.TICK_SECONDS
        )
        cursor.execute("select 1")  # fails when the connection is lost: the process ends
        called = bool(connection.notifies)
        connection.notifies.clear()
        if stands_by and _leads(cursor):
            leads.set()
            logger.info("leading")
            called = True
        if called:
            _wake(scheduler, wakes)


def _wake(scheduler: BackgroundScheduler, wakes: Mapping[str, Event]) -> None:
    for name, woken in wakes.items():
        woken.set()
        scheduler.modify_job(name, next_run_time=system_now())


def _is_worker(words: list[str]) -> bool:
    parser = argparse.ArgumentParser(prog="sync_jobs", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=("scheduler", "worker"), default="scheduler")
    return str(parser.parse_args(words).kind) == "worker"


def _leads(cursor: "psycopg2.extensions.cursor") -> bool:
    cursor.execute("select pg_try_advisory_lock(%s)", (schedule.LEADER_LOCK,))
    return bool(cursor.fetchone() == (True,))


if __name__ == "__main__":
    main()
