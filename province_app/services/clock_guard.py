"""Nobody signs by a clock that is wrong, or that nobody has compared for long.

The readings are the node's, in its database: each process judges by the same ones, whoever read
them. Source: security bar A 25, C 58.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.services.errors import require
from province_app.stores import clocks
from province_app.stores.transaction import transaction
from tiers.clocks import READ_EVERY, ClockState, clock_may_sign, clock_state
from tiers.decision import Decision


def state(session: Session) -> ClockState:
    """Return what is known of this node's clock."""
    return clock_state(clocks.readings(session))


def decide(session: Session) -> Decision:
    """Decide whether something may be signed by this node's clock now."""
    return clock_may_sign(state(session), system_now())


def require_right(session: Session) -> None:
    """Raise Refused `clock_wrong` or `clock_unknown` unless the clock may date a signature."""
    require(decide(session))


def is_due(session: Session, servers: tuple[str, ...]) -> bool:
    """Tell whether the sources are to be asked: others than before, or long enough ago.

    Also after the clock was set back: a moment in the future is no reason to wait.
    """
    now, known = system_now(), clocks.sources(session)
    recent = all(abs(now - asked_at) < READ_EVERY for asked_at in known.values())
    return set(known) != set(servers) or not recent


def note(session: Session, skews: Mapping[str, float | None]) -> None:
    """Keep what the sources said now: seconds that this node's clock is ahead; None = no answer."""
    with transaction(session):
        clocks.note(session, skews, system_now())
