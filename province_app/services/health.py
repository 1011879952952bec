"""How the node is: what a load balancer, a collector and the one on call ask.

Everything is read when it is asked, from the database and the disk; nothing is counted in between,
and nothing names a person, a unit or a record.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.clock import system_now
from province_app.migrate import alembic_config
from province_app.models.alarms import Alarm
from province_app.models.duties import Duty
from province_app.models.sync import StageRun
from province_app.services import backups, certificate_ends, clock_guard
from province_app.services.alarms import ends
from province_app.services.backups import BackupState
from province_app.services.runs import stage_sums
from province_app.stores import alarms, duties
from province_app.stores import health as store
from province_app.stores import runs as run_store
from province_app.stores.scope import as_node
from province_app.stores.sync import Sums
from tiers.alarms import LEAST_FREE, duty_alarms
from tiers.calendar import period_of
from tiers.clocks import ClockState, clock_fault


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; without a `needed` one no page is served right."""

    name: str
    ok: bool
    needed: bool
    age_s: int | None = None  # since it last went well
    said: str = ""  # where neither right nor wrong says it


@dataclass(frozen=True)
class Figures:
    """What `/metrics` shows of a node; the stages are those of the month of the business clock."""

    at: datetime  # of the business clock
    sums: Sequence[Sums]
    open_runs: Sequence[StageRun]
    waiting: dict[str, int]
    sessions: int
    alarms: Sequence[Alarm]
    led: bool
    disk_free: int  # bytes
    backups: BackupState
    duties: Sequence[Duty]
    ends: Mapping[tuple[str, str], datetime]  # of the trust list's parts, and of our seal
    keys: Mapping[str, datetime]  # since when the key files are as they are: they have no end
    clock: ClockState


def checks(session: Session, settings: Settings) -> list[Check]:
    """Return what was looked at: the database, its tables, who leads the jobs, the disk."""
    try:
        migrated, led = store.revision(session) == newest_migration(), store.is_led(session)
    except DBAPIError:
        session.rollback()
        return [Check("database", ok=False, needed=True)]
    return [
        Check("database", ok=True, needed=True),
        Check("migrations", migrated, needed=True),
        Check("scheduler", led, needed=False),
        Check("disk", _free(settings) >= LEAST_FREE, needed=False),
        *([_clock(session)] if settings.keeps_records else []),
        *_duties(session),
    ]


def figures(session: Session, settings: Settings, at: datetime) -> Figures:
    """Return the figures as of now; one query a stage, whatever the number of records."""
    with as_node(session):
        return Figures(
            at,
            stage_sums(session, period_of(at)),
            run_store.open_runs(session),
            store.waiting(session),
            store.sessions(session),
            alarms.open_ones(session),
            store.is_led(session),
            shutil.disk_usage(settings.var).free,
            backups.state(session, settings, system_now()),
            duties.all_of_them(session),
            _ends(session, settings),
            _keys(settings),
            clock_guard.state(session),
        )


@cache
def newest_migration() -> str | None:
    """Return the last migration that this version of the application has."""
    return ScriptDirectory.from_config(alembic_config("")).get_current_head()


def _duties(session: Session) -> list[Check]:
    """Return how each duty of the tick stands, since when it last went well."""
    now = system_now()
    return [
        Check(
            f"duty {one.name}",
            not duty_alarms(one.name, one.tries, one.good_at, one.good_at or one.tried_at, now),
            needed=False,
            age_s=int((now - one.good_at).total_seconds()) if one.good_at else None,
        )
        for one in duties.all_of_them(session)
    ]


def _clock(session: Session) -> Check:
    """Return whether the clock is compared with a source of time, and is right."""
    state, now = clock_guard.state(session), system_now()
    if not state.watched:
        return Check("clock", ok=True, needed=False, said="not watched")
    age_s = int((now - state.read_at).total_seconds()) if state.read_at else None
    right = clock_fault(state, state.read_at or now, now) is None and state.read_at is not None
    return Check("clock", right, needed=False, age_s=age_s)


def _ends(session: Session, settings: Settings) -> dict[tuple[str, str], datetime]:
    end = certificate_ends.seal_end(session, settings)
    return ends(settings) | ({("seal", "own"): end} if end else {})


def _keys(settings: Settings) -> dict[str, datetime]:
    """Return when the files of the keys without an end were written; by what they are for."""
    files = {"exchange": settings.exchange_key_file}
    return {
        name: datetime.fromtimestamp(path.stat().st_mtime, UTC)
        for name, path in files.items()
        if path is not None and path.is_file()
    }


def _free(settings: Settings) -> float:
    usage = shutil.disk_usage(settings.var)
    return usage.free / usage.total
