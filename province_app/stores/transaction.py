"""The one place that commits and rolls back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Commit what the block did, or undo all of it and pass the error on.

    `session.begin()` would not do: the signed-in user has been read in the same session by then.
    """
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
