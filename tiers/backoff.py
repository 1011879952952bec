"""How long a sender waits before it tries again: growing pauses, spread by chance.

Source: exchange contract §3 (429 and 503 carry Retry-After; other 4xx are never sent again as they
are).
"""

FIRST_S = 15.0
LONGEST_S = 300.0  # what waits is gone ten minutes after the receiver is back


def pause_s(attempts: int, chance: float, asked_s: float | None = None) -> float:
    """Return the seconds to wait after that many attempts in a row without an answer.

    Each pause is at most twice the one before, up to five minutes; `chance` (0 to 1) takes
    away up to half, so that senders that failed together do not come back together. Never less
    than the receiver asked for.
    """
    longest = min(LONGEST_S, FIRST_S * 2.0 ** min(max(attempts, 1) - 1, 16))
    return max(longest * (1 - chance / 2), asked_s or 0.0)
