"""The backup of a day and the drill of a month: `python -m sync_jobs.backups`, started by the tick.

A process of its own: a set takes minutes, in which the tick has other work. The lock of the
database lets one of them work, wherever it was started, and ends with its connection.
"""

import logging
import os
import subprocess
import sys
from datetime import datetime

from sqlalchemy.orm import Session

from config.schedule import BACKUP_AT, BACKUP_LOCK
from config.settings import Settings, load_settings
from province_app import clock, database, logs, request_id, sealing
from province_app.clock import business_now, system_now
from province_app.services import backup_drill, backup_making
from province_app.stores import backups
from province_app.stores.engine import make_engine
from tiers.backups import backup_due, drill_due
from tiers.schedule import last_moment

logger = logging.getLogger("sync_jobs")


class Starter:
    """Starts the process when something is owed and its last one has ended."""

    def __init__(self) -> None:
        """Nothing was started yet."""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, session: Session, settings: Settings, now: datetime) -> bool:
        """Start it if need be; whether it was. `now` is the system clock."""
        if not settings.backup_places or (self._process and self._process.poll() is None):
            return False
        owed = any(what_is_owed(session, settings, now))
        session.rollback()
        if owed:
            self._process = subprocess.Popen([sys.executable, "-m", "sync_jobs.backups"])
        return owed


def what_is_owed(session: Session, settings: Settings, now: datetime) -> tuple[bool, bool]:
    """Return whether a set is owed, and whether a drill is; no drill before there is a set."""
    good = backups.in_every_place(session, settings.backup_places)
    tried, best = backups.last_drill(session), backups.last_drill(session, good=True)
    return (
        backup_due(good, backups.tried_at(session), last_moment(BACKUP_AT, now), now),
        good is not None and drill_due(best.at if best else None, tried.at if tried else None, now),
    )


def work_off(session: Session, settings: Settings) -> None:
    """Do what is owed, unless another process does."""
    if not backups.take_lock(session, BACKUP_LOCK):
        return
    urls = database.urls_of(settings)
    with Session(session.get_bind()) as own:  # the lock's connection does nothing else
        if what_is_owed(own, settings, system_now())[0]:
            made = backup_making.make(own, settings, urls, business_now(), system_now())
            logger.info("backup made", extra={"faults": len(made.faults), "lost": len(made.lost)})
        if what_is_owed(own, settings, system_now())[1]:
            done = backup_drill.drill(own, settings, urls, business_now(), system_now())
            logger.info("drill done", extra={"fault": done.fault, "seconds": done.seconds})


def main() -> None:
    """Do what is owed now, and end."""
    logs.install()
    settings = load_settings(os.environ)
    clock.install(settings.clock, settings.clock_file)
    sealing.install(settings.master_keys)
    address = database.app_address(settings)
    with Session(make_engine(lambda: address)) as session, request_id.of_job():
        try:
            work_off(session, settings)
        except Exception:  # whatever it is: it is logged whole, and tried again
            logger.exception("backup failed")
            sys.exit(1)


if __name__ == "__main__":
    main()
