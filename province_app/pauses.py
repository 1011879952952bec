"""When to come back after an attempt that failed."""

import secrets
from datetime import datetime, timedelta

from province_app.clock import system_now
from tiers.backoff import pause_s


def try_again_at(tries: int | None, asked_s: float | None = None) -> datetime:
    """Return when to try again after so many failed tries before; never before it was asked."""
    chance = secrets.randbelow(1_000_000) / 1_000_000
    return system_now() + timedelta(seconds=pause_s((tries or 0) + 1, chance, asked_s))
