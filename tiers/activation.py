"""How long a code activates, and how many tries follow one another. Source: Quy chế Đ.5."""

from datetime import timedelta

from tiers.decision import ALLOWED, Decision

VALID_FOR = timedelta(hours=24)
WATCHED = timedelta(minutes=15)  # the time in which tries are counted
MOST_TRIES = 5  # for one identity number
MOST_FROM_ONE_PLACE = 50  # for one network address: a unit's people sit behind one


def may_try(tries: int, from_there: int) -> Decision:
    """Decide whether one more try is looked at; both count what came before in `WATCHED`."""
    if tries >= MOST_TRIES or from_there >= MOST_FROM_ONE_PLACE:
        return Decision(False, "when", "too_many_tries", "Đ.5")
    return ALLOWED
