"""What is wrong with the node now; each cause is told once, by mail, and shown as long as it lasts.

Source: Quy chế Đ.8, Đ.9.2; docs/adr/0031-alarms.md.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config.settings import SettingError, Settings
from province_app.models.alarms import Alarm
from province_app.services import certificate_ends, clock_guard
from province_app.services.audit_sealing import silences
from province_app.stores import alarms as store
from province_app.stores import (
    audit,
    audit_heads,
    backups,
    catalogue_quarantine,
    duties,
    exchange_judging,
    submissions,
)
from province_app.stores import runs as run_store
from province_app.stores.transaction import transaction
from province_app.trust import trust_list
from tiers.alarms import (
    COMPARISON,
    DIFFERS,
    LEAST_FREE,
    MISSED_IS_TOLD,
    SAME,
    Cause,
    approval_alarms,
    duty_alarms,
    is_the_same,
    soon,
    stage_alarms,
)
from tiers.backups import drill_is_late, is_late
from tiers.calendar import local_day, period_of
from tiers.clocks import clock_fault

Key = tuple[Cause, str]


@dataclass(frozen=True)
class Telling:
    """An alarm that is to be told, and to whom."""

    id: int
    cause: Cause
    subject: str
    raised_at: datetime
    mail_to: tuple[str, ...]


def watch(
    session: Session,
    settings: Settings,
    at: datetime,
    now: datetime,
    began: datetime | None = None,
) -> None:
    """Raise an alarm for each new cause, end those whose cause is gone.

    `at` is the business clock, whose month's stages count, `now` the system clock, `began` when
    this process did.
    """
    with transaction(session):
        causes = _causes(session, settings, at, now) | _duty_causes(session, began or now, now)
        certificate_ends.tell(session, at, now)
        causes |= {(Cause.EXPIRY, one) for one in certificate_ends.soon_over(session, settings, at)}
        if fault := clock_fault(clock_guard.state(session), began or now, now):
            causes.add((Cause.CLOCK, fault))
        known: set[Key] = set()
        for alarm in store.lately(session, now - SAME):
            key = Cause(alarm.cause), alarm.subject
            if key not in causes:
                alarm.ended_at = alarm.ended_at or now
            elif is_the_same(alarm.ended_at, now):
                alarm.ended_at = None
                known.add(key)
        for cause, subject in sorted(causes - known):
            session.add(Alarm(cause=cause, subject=subject, raised_at=now))
            audit.add(session, "alarm.raised", None, [f"{cause} {subject}".rstrip()], at)


def to_tell(session: Session, at: datetime, others: Sequence[str] = ()) -> list[Telling]:
    """Return what lasts and nobody was told of yet; no transaction stays open.

    `others`: addresses that are told beside those of the province's own accounts.
    """
    with transaction(session):
        mail_to = tuple(sorted({*store.addresses(session, local_day(at)), *others}))
        return [
            Telling(one.id, Cause(one.cause), one.subject, one.raised_at, mail_to)
            for one in store.open_ones(session)
            if one.mailed_at is None
        ]


def told(session: Session, alarm_id: int, now: datetime) -> None:
    """Note that this one was told."""
    with transaction(session):
        store.mark_mailed(session, alarm_id, now)


def _causes(session: Session, settings: Settings, at: datetime, now: datetime) -> set[Key]:
    period = period_of(at)
    found: set[Key] = {
        (Cause.STAGE, f"{run.stage} {run.period}")
        for run in (*run_store.latest(session, period).values(), *run_store.open_runs(session))
        if stage_alarms(run.state, run.attempts or 0, run.fault)
    }
    found |= {
        (Cause.APPROVAL, one.period)
        for one in submissions.approvals_stopped(session)
        if approval_alarms(one.approval_tries or 0, one.approval_again_at)
    }
    found |= {
        (Cause.EXPIRY, f"{kind} {name}, {step}")
        for (kind, name), until in ends(settings).items()
        if (step := soon(kind, until, at)) is not None
    }
    if missed := run_store.missed(session, at - MISSED_IS_TOLD):
        found.add((Cause.MISSED, missed))
    if catalogue_quarantine.waiting(session):
        found.add((Cause.CATALOGUES, ""))
    found |= {
        (Cause.PLACE, str(settings.audit_places.index(one.place) + 1))
        for one in silences(session, settings.audit_places, now)
    }
    found |= {
        (Cause.DELIVERY, f"{sender} {period}")
        for sender, period in exchange_judging.put_aside(session)
    }
    found |= _backup_causes(session, settings, now)
    usage = shutil.disk_usage(settings.var)
    if usage.free < LEAST_FREE * usage.total:
        found.add((Cause.DISK, ""))
    return found


def _duty_causes(session: Session, began: datetime, now: datetime) -> set[Key]:
    """Return which duties of the tick are not done, and whether the last comparison differed."""
    found = duties.all_of_them(session)
    differs = any((one.name, one.fault) == (COMPARISON, DIFFERS) for one in found)
    causes: set[Key] = {
        (Cause.TICK, one.name)
        for one in found
        if one.fault != DIFFERS and duty_alarms(one.name, one.tries, one.good_at, began, now)
    }
    return causes | ({(Cause.COMPARISON, "")} if differs else set())


def ends(settings: Settings) -> dict[tuple[str, str], datetime]:
    """Return until when each part of the trust list counts; nothing while it cannot be read.

    That is a fault of the stages, and told as such.
    """
    try:
        return trust_list(settings).ends()
    except (SettingError, OSError, ValueError):
        return {}


def _backup_causes(session: Session, settings: Settings, now: datetime) -> set[Key]:
    """Return what is wrong with backups, the number of the place beside it."""
    begun = audit_heads.first_event_at(session)
    found: set[Key] = set()
    for number, place in enumerate(settings.backup_places, 1):
        good = backups.newest_good(session, place)
        if is_late(good.made_at if good else None, begun, now):
            found.add((Cause.BACKUP, str(number)))
    if not settings.backup_places and settings.secure and settings.role == "province":
        found.add((Cause.BACKUP, ""))  # nobody told this node where
    last, best = backups.last_drill(session), backups.last_drill(session, good=True)
    late = drill_is_late(best.at if best else None, backups.first_set_at(session), now)
    if late or (last is not None and last.fault is not None):
        found.add((Cause.DRILL, ""))
    return found
