"""One tick: what this node owes now, whatever the reason that it is owed."""

import logging
from collections.abc import Callable

from sqlalchemy.orm import Session

from config.schedule import SWEEP_EVIDENCE_AT
from config.settings import SettingError, Settings
from province_app.clock import business_now, system_now
from province_app.evidence.vault import Vault
from province_app.exchange.judgement import judge_next
from province_app.services import importing, leavings, lookup_answers
from province_app.services.evidence_sweep import sweep_daily
from province_app.trust import trust_list
from sync_jobs.alarms import keep_watch
from sync_jobs.audit_places import keep_log
from sync_jobs.backups import Starter
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.national_lookups import put_waiting
from sync_jobs.notices import send_waiting
from sync_jobs.staged_sync import work_off_runs
from tiers.schedule import last_moment
from tiers.stages import climb_of

Tick = Callable[[Session, bool], None]
logger = logging.getLogger(__name__)


def tick_of(settings: Settings) -> Tick:
    """Return the tick of the node's role; SettingError names what it lacks.

    Its second argument says whether this process leads: the leader also asks the calendar, keeps
    the log, sends mail and sweeps. What is owed to others is worked off by every process.
    """
    return _national(settings) if settings.role == "national" else _province(settings)


def _national(settings: Settings) -> Tick:
    def tick(session: Session, leads: bool) -> None:
        _judge(session, settings)

    return tick


def _judge(session: Session, settings: Settings) -> None:
    """Judge what other agencies have delivered, in order of commit; a failure stops no stage."""
    try:
        while judge_next(session, settings, business_now()):
            pass
    except Exception:
        session.rollback()
        logger.exception("judging failed")


def _province(settings: Settings) -> Tick:
    if settings.exchange_trust_file is None:
        raise SettingError("EXCHANGE_TRUST_FILE must name the bundle of CAs and CRLs")
    stamps = settings.signing.peer_stamps
    vault = Vault(settings.evidence_dir)
    gateway = NationalGateway.of(settings) if settings.exchange_url else None
    climb = climb_of(settings.role)
    backup = Starter()

    def climb_and_watch(session: Session, leads: bool) -> None:
        trust = trust_list(settings)
        if settings.receives:
            _judge(session, settings)
        try:
            work_off_runs(
                session, trust, gateway, business_now, peer_stamps=stamps, asks=leads, climb=climb
            )
        finally:  # a stage that fails must not silence the log
            session.rollback()
            if leads:
                keep_log(session, settings, system_now)
                keep_watch(session, settings, business_now(), system_now)
                backup.start(session, settings, system_now())

    def tick(session: Session, leads: bool) -> None:
        if leads and settings.smtp_url:
            send_waiting(session, settings, system_now)  # it logs its failure and raises nothing
        try:
            if gateway is not None and settings.asks_nationally:
                put_waiting(session, gateway, business_now)  # somebody waits; a push takes longer
        finally:  # a request that fails must stop no stage
            session.rollback()
            climb_and_watch(session, leads)
        if not leads:
            return
        at = business_now()
        lookup_answers.forget(session, at)
        sweep_daily(session, vault, last_moment(SWEEP_EVIDENCE_AT, at), at, system_now())
        try:
            leavings.work_off(session, at)
        finally:
            session.rollback()
            importing.work_off(session, at)  # last: one that fails must not stop a stage

    return tick
