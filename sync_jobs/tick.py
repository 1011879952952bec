"""What this node owes now, whatever the reason that it is owed: three jobs, each of some duties.

Sealing the log and watching are jobs of their own, since a push may take long. Within a job each
duty is tried by itself, and how it went is kept (see duties.py).
"""

import logging
from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from config.schedule import SWEEP_EVIDENCE_AT
from config.settings import SettingError, Settings
from province_app.clock import business_now, system_now
from province_app.evidence.vault import Vault
from province_app.exchange.judgement import judge_next
from province_app.services import importing, leavings, lookup_answers, print_batches
from province_app.services.evidence_sweep import sweep_daily
from province_app.trust import trust_list
from sync_jobs import clock_watch, comparison, shared_back
from sync_jobs.alarms import keep_watch
from sync_jobs.audit_places import keep_log
from sync_jobs.backups import Starter
from sync_jobs.duties import Duties
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.national_lookups import put_waiting
from sync_jobs.notices import send_waiting
from sync_jobs.reminders import keep_reminding
from sync_jobs.staged_sync import work_off_runs
from tiers.alarms import COMPARISON
from tiers.schedule import last_moment
from tiers.stages import climb_of

logger = logging.getLogger(__name__)

Tick = Callable[[Session, bool], None]


def jobs_of(settings: Settings) -> dict[str, Tick]:
    """Return the jobs of the node's role by name; SettingError names what it lacks.

    Their second argument says whether this process leads: the leader also asks the calendar, keeps
    the log, sends mail and sweeps. What is owed to others is worked off by every process.
    """
    if settings.role == "national":
        return {"work": _national(settings), "watch": _watch_alone(settings)}
    return {"work": _work(settings), "log": _log(settings), "watch": _watch(settings)}


def _national(settings: Settings) -> Tick:
    def tick(session: Session, leads: bool) -> None:
        duties = Duties(session)
        duties.do("judge", lambda: _judge(session, settings))
        duties.note()

    return tick


def _watch_alone(settings: Settings) -> Tick:
    """Return the job that raises the national node's alarms: it has no accounts to write to."""
    began = system_now()

    def tick(session: Session, leads: bool) -> None:
        if leads:
            duties = Duties(session)
            watch = partial(keep_watch, session, settings, business_now(), system_now, began)
            duties.do("watch", watch)
            duties.note()

    return tick


def _judge(session: Session, settings: Settings) -> None:
    """Judge what other agencies have delivered, in order of commit."""
    while settings.receives and judge_next(session, settings, business_now()):
        pass


def _work(settings: Settings) -> Tick:
    """Return the job that works off what is owed to others, and what officers have left."""
    if settings.exchange_trust_file is None:
        raise SettingError("EXCHANGE_TRUST_FILE must name the bundle of CAs and CRLs")
    stamps = settings.signing.peer_stamps
    vault = Vault(settings.evidence_dir)
    gateway = NationalGateway.of(settings) if settings.exchange_url else None
    climb, began = climb_of(settings.role), system_now()

    def stages(session: Session, leads: bool) -> None:
        trust = trust_list(settings)
        work_off_runs(
            session, trust, gateway, business_now, peer_stamps=stamps, asks=leads, climb=climb
        )

    def tick(session: Session, leads: bool) -> None:
        duties = Duties(session)
        if gateway is not None and settings.asks_nationally:  # somebody waits; a push takes longer
            duties.do("lookups", lambda: put_waiting(session, gateway, business_now))
        duties.do("judge", lambda: _judge(session, settings))
        duties.do("stages", lambda: stages(session, leads))
        if leads:
            at = business_now()
            night = last_moment(SWEEP_EVIDENCE_AT, at)
            duties.do("sweep", lambda: sweep_daily(session, vault, night, at, system_now()))
            duties.do("answers", lambda: lookup_answers.forget(session, at))
            duties.do("leavings", lambda: leavings.work_off(session, at))
            duties.do("imports", lambda: importing.work_off(session, at))
            if gateway and shared_back.is_due(session, system_now()):
                shared = partial(shared_back.keep_reading, session, gateway, business_now)
                duties.do(shared_back.SHARED, shared)
            duties.do("prints", lambda: print_batches.work_off(session, vault, at))
            if gateway and comparison.is_due(session, climb.pushed, began, system_now()):
                duties.do(COMPARISON, lambda: comparison.compare(session, gateway, climb.pushed))
        duties.note()

    return tick


def _log(settings: Settings) -> Tick:
    """Return the job that seals the log and hands its heads out."""

    def tick(session: Session, leads: bool) -> None:
        if leads:
            duties = Duties(session)
            duties.do("log", lambda: keep_log(session, settings, system_now))
            duties.note()

    return tick


def _watch(settings: Settings) -> Tick:
    """Return the job that sends mail, reads the time, raises alarms and starts the backups."""
    backup, began = Starter(), system_now()
    if not settings.ntp_servers:
        logger.warning("clock not watched")  # NTP_SERVERS names nobody to compare it with

    def tick(session: Session, leads: bool) -> None:
        if not leads:
            return
        duties = Duties(session)
        mail = bool(settings.smtp_url)
        duties.do("mail", lambda: mail and send_waiting(session, settings, system_now))
        duties.do("clock", lambda: clock_watch.compare(session, settings))
        remind = partial(keep_reminding, session, settings, business_now(), system_now)
        duties.do("reminders", remind)
        duties.do("backups", lambda: backup.start(session, settings, system_now()))
        duties.do("watch", lambda: keep_watch(session, settings, business_now(), system_now, began))
        duties.note()

    return tick
