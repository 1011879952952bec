"""Whether the node's clock may date a signature. Source: security bar A 25, C 58; ASVS 16.2.2.

The window of Đ.7.1b and the validity of a certificate are judged by that clock.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from tiers.decision import ALLOWED, Decision

READ_EVERY = timedelta(minutes=5)
# Of several sources only those count that were read within this of the newest reading.
TOGETHER = timedelta(minutes=15)
TOLD_S = 2.0
REFUSED_S = 60.0
SILENT = timedelta(hours=1)  # without a reading: somebody is called
# A clock that nobody sets drifts some seconds a day: a network that is away for a night stops no
# head on the last day of the window.
OLDEST = timedelta(hours=24)


class ClockFault(StrEnum):
    """What is wrong with the clock, as the alarm says it."""

    SKEWED = "lệch quá 2 giây"
    STOPPED = "lệch quá 60 giây, đã dừng ký"
    SILENT = "không đọc được giờ chuẩn"


@dataclass(frozen=True)
class Reading:
    """What one source of time said last: `skew_s` = this node's clock less the source's."""

    asked_at: datetime
    read_at: datetime | None = None  # the last time that it answered
    skew_s: float | None = None


@dataclass(frozen=True)
class ClockState:
    """What is known of the clock; without a source nothing is, and nobody is refused."""

    watched: bool
    skew_s: float | None = None  # the median of the sources that answered last
    read_at: datetime | None = None


def clock_state(readings: Collection[Reading]) -> ClockState:
    """Return what the readings of all sources say together; one wrong source of three is outvoted.

    A source that never answered counts as watched and says nothing.
    """
    read = [(one.read_at, one.skew_s) for one in readings if one.read_at and one.skew_s is not None]
    if not read:
        return ClockState(bool(readings))
    newest = max(moment for moment, _ in read)
    skew = median(skew for moment, skew in read if newest - moment <= TOGETHER)
    return ClockState(True, skew, newest)


def clock_may_sign(state: ClockState, now: datetime) -> Decision:
    """Decide whether the clock may date a signature; `now` is the system clock.

    A reading from the future means that the clock was set back since.
    """
    if not state.watched:
        return ALLOWED
    if state.skew_s is None or state.read_at is None or now - state.read_at > OLDEST:
        return Decision(False, "state", "clock_unknown")
    set_back = state.read_at - now > timedelta(seconds=REFUSED_S)
    if set_back or abs(state.skew_s) > REFUSED_S:
        return Decision(False, "state", "clock_wrong")
    return ALLOWED


def clock_fault(state: ClockState, began: datetime, now: datetime) -> ClockFault | None:
    """Return what somebody is to be called for; `began`: when the watching process did."""
    if not state.watched:
        return None
    if now - max(state.read_at or began, began) > SILENT:
        return ClockFault.SILENT
    if state.skew_s is None or abs(state.skew_s) <= TOLD_S:
        return None
    return ClockFault.STOPPED if abs(state.skew_s) > REFUSED_S else ClockFault.SKEWED
