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
# A CRL that ends in the night refuses all signing in the morning.
STEPS = {"ca": (30, 7, 1), "crl": (12, 2), "seal": (60, 30, 7, 1), "signer": (60, 30)}
MISSED_IS_TOLD = timedelta(days=31)  # after it was noted; its month's page tells it for good
COMPARISON = "comparison"  # the duty that asks the node above what it holds, once a night
DIFFERS = "Differs"  # its fault where both sides hold different things
DUTY_IS_LATE = timedelta(hours=1)  # longer than the push of a whole province takes
NIGHT_IS_LATE = timedelta(days=2)


class Cause(StrEnum):
    """What may be wrong; the subject beside it says where."""

    STAGE = "stage"
    CATALOGUES = "catalogues"
    PLACE = "place"
    DISK = "disk"
    BACKUP = "backup"
    DRILL = "drill"
    DELIVERY = "delivery"
    TICK = "tick"
    APPROVAL = "approval"
    MISSED = "missed"
    COMPARISON = "comparison"
    EXPIRY = "expiry"
    CLOCK = "clock"


def stage_alarms(state: str, attempts: int, fault: str | None) -> bool:
    """Decide whether a run is a cause: refused, or tried in vain too often.

    One that waits for catalogues is none: they are the cause, and are told.
    """
    return state == "failed" or (attempts >= TRIES and fault != CATALOGUES_WAIT)


def soon(kind: str, until: datetime, at: datetime) -> int | None:
    """Return the least of the kind's steps that what ends is already within; None = far off.

    Each step is told anew: days before a certificate ends, hours before a CRL does, since
    CRLs are made anew every few days.
    """
    unit = timedelta(hours=1) if kind == "crl" else timedelta(days=1)
    return min((one for one in STEPS[kind] if until - at <= one * unit), default=None)


def duty_alarms(
    name: str, tries: int, good_at: datetime | None, began: datetime, at: datetime
) -> bool:
    """Decide whether a duty of the tick is a cause: tried in vain too often, or long not done.

    `began`: when the watching process did; what the node's own absence held up is no fault.
    """
    late = NIGHT_IS_LATE if name == COMPARISON else DUTY_IS_LATE
    return tries >= TRIES or at - max(good_at or began, began) > late


def approval_alarms(tries: int, again_at: datetime | None) -> bool:
    """Decide whether an approval that was not taken is a cause: refused, or too often in vain."""
    return again_at is None or tries >= TRIES


def is_the_same(ended_at: datetime | None, at: datetime) -> bool:
    """Decide whether a cause that is there again is still the alarm that was raised before."""
    return ended_at is None or at - ended_at < SAME
