"""Tries of what is kept secret, limited for all workers together and past a restart.

A try is counted before it is looked at, so that many at once are not looked at all together, and
given back when it was right. Whoever comes from a browser known to the account is counted apart
from strangers: they cannot lock the person out. If the count cannot be kept, nothing is tried.
Source: docs/adr/0015-sign-in.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from province_app.sealing import ring
from province_app.stores import attempts
from province_app.stores.transaction import transaction
from tiers.attempts import Limit, one_more, wait_until

FEW = Limit(5, timedelta(hours=1), growing=True)  # one person from one place
OF_STRANGERS = Limit(50, timedelta(hours=1))  # at one account, from everywhere
OF_AN_ADDRESS = Limit(100, timedelta(minutes=10))  # a whole office may share one
OF_ALL = Limit(2_000, timedelta(minutes=10))
KEPT = timedelta(days=1)


class TooManyTries(Exception):
    """Not looked at: the next try may come at `until`, of the system clock."""

    def __init__(self, until: datetime, now: datetime) -> None:
        super().__init__("too_many_tries")
        self.until = until
        self.wait_s = max(1, round((until - now).total_seconds()))


@dataclass(frozen=True)
class Try:
    """A try that was counted: its own count, and those that it shares."""

    own: bytes
    shared: tuple[bytes, ...]


def reserve(
    session: Session,
    what: str,
    whose: str,
    place: str,
    now: datetime,
    *,
    known: bool,
    everywhere: bool = False,
    own: Limit = FEW,
    of_address: Limit = OF_AN_ADDRESS,
) -> Try:
    """Count a try; TooManyTries when it may not come yet, which counts as none.

    `place`: the browser if it is `known` to the account, else the network address. `everywhere`:
    the person's own tries count together, wherever they come from.
    """
    limits = {_key(what, "own", whose, "" if everywhere else place): own}
    if not known:
        limits[_key(what, "strangers", whose)] = OF_STRANGERS
        limits[_key(what, "address", place)] = of_address
        limits[_key(what, "all")] = OF_ALL
    with transaction(session):
        tries = attempts.for_update(session, list(limits), now)
        waits = [wait_until(limit, tries.get(key), now) for key, limit in limits.items()]
        until = max((one for one in waits if one), default=None)
        if until:
            raise TooManyTries(until, now)
        more = {key: one_more(limit, tries.get(key), now) for key, limit in limits.items()}
        attempts.keep(session, more)
    first, *shared = limits
    return Try(first, tuple(shared))


def was_right(session: Session, reserved: Try, now: datetime) -> None:
    """Forget the person's tries and give back the shared ones; in the caller's transaction."""
    attempts.lock(session, [reserved.own, *reserved.shared])  # whoever tries now has that order
    attempts.forget(session, reserved.own)
    attempts.take_back(session, reserved.shared)
    attempts.sweep(session, now - KEPT)


def _key(*parts: str) -> bytes:
    """Return the name of a count: a user name mistyped as a password must not stand anywhere."""
    return ring().index("attempt", "\0".join(parts))
