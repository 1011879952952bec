"""One tick: what this node owes now, whatever the reason that it is owed."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from config.settings import SettingError, Settings
from province_app.clock import business_now
from province_app.exchange.judgement import judge_next
from province_app.services import importing
from province_app.trust import trust_list
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.staged_sync import work_off_runs

Tick = Callable[[Session], None]


def tick_of(settings: Settings) -> Tick:
    """Return the tick of the node's role; SettingError names what it lacks."""
    return _national(settings) if settings.role == "national" else _province(settings)


def _national(settings: Settings) -> Tick:
    def tick(session: Session) -> None:
        while judge_next(session, settings, business_now()):
            pass

    return tick


def _province(settings: Settings) -> Tick:
    if settings.exchange_trust_file is None:
        raise SettingError("EXCHANGE_TRUST_FILE must name the bundle of CAs and CRLs")
    stamps = settings.signing.peer_stamps
    gateway = NationalGateway.of(settings) if settings.exchange_url else None

    def tick(session: Session) -> None:
        work_off_runs(session, trust_list(settings), gateway, business_now, peer_stamps=stamps)
        importing.work_off(session, business_now())  # last: one that fails must not stop a stage

    return tick
