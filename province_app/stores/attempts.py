"""How often something secret was tried, counted for all workers together."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.sign_in import Attempt
from tiers.attempts import Tries


def for_update(session: Session, keys: Sequence[bytes], now: datetime) -> dict[bytes, Tries]:
    """Return the tries of each key, their rows made and locked; a key of no try is left out.

    Locked in one order, so that two who need the same rows wait for each other in line.
    """
    rows = [{"key": key, "count": 0, "first_at": now, "last_at": now} for key in sorted(keys)]
    session.execute(insert(Attempt).values(rows).on_conflict_do_nothing())
    query = select(Attempt.key, Attempt.count, Attempt.first_at, Attempt.last_at)
    query = query.where(Attempt.key.in_(keys)).order_by(Attempt.key).with_for_update()
    return {
        bytes(key): Tries(count, first, last)
        for key, count, first, last in session.execute(query)
        if count
    }


def lock(session: Session, keys: Sequence[bytes]) -> None:
    """Lock the rows of the keys that there are, in the order of `for_update`."""
    query = select(Attempt.key).where(Attempt.key.in_(keys)).order_by(Attempt.key)
    session.execute(query.with_for_update())


def keep(session: Session, tries: Mapping[bytes, Tries]) -> None:
    """Write the tries down."""
    rows = [
        {"key": key, "count": one.count, "first_at": one.first, "last_at": one.last}
        for key, one in tries.items()
    ]
    session.execute(update(Attempt), rows)


def forget(session: Session, key: bytes) -> None:
    """Forget the tries of the key."""
    session.execute(delete(Attempt).where(Attempt.key == key))


def take_back(session: Session, keys: Sequence[bytes]) -> None:
    """Count one try less."""
    fewer = func.greatest(Attempt.count - 1, 0)
    query = update(Attempt).where(Attempt.key.in_(keys)).values(count=fewer)
    session.execute(query.execution_options(synchronize_session=False))


def sweep(session: Session, before: datetime) -> None:
    """Delete what was last tried before that moment; what is being tried now is left."""
    old = select(Attempt.key).where(Attempt.last_at < before).with_for_update(skip_locked=True)
    query = delete(Attempt).where(Attempt.key.in_(old))
    session.execute(query.execution_options(synchronize_session=False))
