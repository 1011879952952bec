"""When somebody is to be called: one alarm a cause, for as long as the cause lasts.

Source: Quy chế Đ.8, Đ.9.2; docs/adr/0031-alarms.md.
"""

from datetime import datetime, timedelta
from enum import StrEnum

CATALOGUES_WAIT = "catalogues_wait"  # the fault of a run that waits for two persons
LEAST_FREE = 0.05  # of the disk
TRIES = 3  # a stage that failed so often does not mend itself
# A cause that comes back so soon is the same one: it is not told again.
SAME = timedelta(hours=1)


class Cause(StrEnum):
    """What may be wrong; the subject beside it says where."""

    STAGE = "stage"
    CATALOGUES = "catalogues"
    PLACE = "place"
    DISK = "disk"
    BACKUP = "backup"
    DRILL = "drill"
    DELIVERY = "delivery"


def stage_alarms(state: str, attempts: int, fault: str | None) -> bool:
    """Decide whether a run is a cause: refused, or tried in vain too often.

    One that waits for catalogues is none: they are the cause, and are told.
    """
    return state == "failed" or (attempts >= TRIES and fault != CATALOGUES_WAIT)


def is_the_same(ended_at: datetime | None, at: datetime) -> bool:
    """Decide whether a cause that is there again is still the alarm that was raised before."""
    return ended_at is None or at - ended_at < SAME
