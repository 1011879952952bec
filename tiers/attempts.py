"""How often something may be tried that is kept secret: a password, a code, a PIN."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_WAIT = timedelta(minutes=15)
FIRST_WAIT = timedelta(minutes=1)


@dataclass(frozen=True)
class Limit:
    """So many tries; then a wait. Forgotten after `window`."""

    tries: int
    window: timedelta
    # True: each further try doubles the wait, and the window counts from the last one.
    # False: the next one may come when the window that the first one opened is over.
    growing: bool = False


@dataclass(frozen=True)
class Tries:
    """What was tried until now: how often, and when first and last."""

    count: int
    first: datetime
    last: datetime


def wait_until(limit: Limit, tries: Tries | None, now: datetime) -> datetime | None:
    """Return when the next try may come; None = now."""
    if tries is None or _forgotten(limit, tries, now) or tries.count < limit.tries:
        return None
    if not limit.growing:
        return tries.first + limit.window
    doublings = min(tries.count - limit.tries, 10)
    until = tries.last + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
    return until if now < until else None


def one_more(limit: Limit, tries: Tries | None, now: datetime) -> Tries:
    """Return the tries with one more."""
    if tries is None or _forgotten(limit, tries, now):
        return Tries(1, now, now)
    return Tries(tries.count + 1, tries.first, now)


def _forgotten(limit: Limit, tries: Tries, now: datetime) -> bool:
    return now - (tries.last if limit.growing else tries.first) >= limit.window
