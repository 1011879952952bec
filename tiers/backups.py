"""When a backup and a drill are owed, which sets are kept, when somebody is to be called.

Source: Quy chế Đ.9.2 (monthly, three months, two houses); docs/adr/0033-backup-and-restore.md.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tiers.calendar import VIETNAM

KEPT_DAYS = 7
KEPT_MONTHS = 4  # three full ones and the one that runs
LATE_AFTER = timedelta(hours=25)  # a day, and an hour in which the next set is made
DRILL_LATE_AFTER = timedelta(days=35)
AGAIN_AFTER = timedelta(minutes=15)  # after one that failed
DRILL_AGAIN_AFTER = timedelta(days=1)


def backup_due(good: datetime | None, tried: datetime | None, due: datetime, at: datetime) -> bool:
    """Decide whether a set is owed now: none was made since the daily moment `due`.

    `good`: the newest set that lies right in every place, `tried`: the newest attempt at all.
    """
    return (good is None or good < due) and (tried is None or at - tried >= AGAIN_AFTER)


def drill_due(good: datetime | None, tried: datetime | None, at: datetime) -> bool:
    """Decide whether a drill is owed now: none has succeeded this month. Times as above."""
    return (good is None or _month(good) < _month(at)) and (
        tried is None or at - tried >= DRILL_AGAIN_AFTER
    )


def is_late(good: datetime | None, begun: datetime | None, at: datetime) -> bool:
    """Decide whether a place is without a good set for too long; `begun`: the log's first event."""
    since = good or begun
    return since is not None and at - since > LATE_AFTER


def drill_is_late(good: datetime | None, first_set: datetime | None, at: datetime) -> bool:
    """Decide whether no drill has succeeded for too long since there are sets at all."""
    since = good or first_set
    return since is not None and at - since > DRILL_LATE_AFTER


def kept(made: Iterable[datetime]) -> set[datetime]:
    """Return which sets stay: the newest of each of the last days, the first of the last months.

    Days and months are those that have sets, so that a pause or a wrong clock takes nothing away.
    Source: Quy chế Đ.9.2.
    """
    days: dict[tuple[int, int, int], datetime] = {}
    months: dict[tuple[int, int], datetime] = {}
    for one in sorted(made):
        local = one.astimezone(VIETNAM)
        days[(local.year, local.month, local.day)] = one
        months.setdefault(_month(one), one)
    return {days[day] for day in sorted(days)[-KEPT_DAYS:]} | {
        months[month] for month in sorted(months)[-KEPT_MONTHS:]
    }


def _month(moment: datetime) -> tuple[int, int]:
    local = moment.astimezone(VIETNAM)
    return local.year, local.month
