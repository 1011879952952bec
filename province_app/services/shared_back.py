"""Two-way changes: what the node above shares back is noted, page by page.

The cursor moves in the transaction that keeps the page: a process that dies between the two, a
second one at work, or a database restored from yesterday reads the same page again, and what is
known by (record, version) is known once. Source: NĐ Đ.11.5; exchange contract §3, annex 45.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from province_app.stores import audit
from province_app.stores import shared_back as store
from province_app.stores.shared_back import Told
from province_app.stores.transaction import transaction


def begins_at(session: Session, peer: str) -> str:
    """Return the cursor from which to read on; "" for the very start."""
    with transaction(session):
        return store.cursor_of(session, peer)


def take(
    session: Session,
    peer: str,
    cursor: tuple[str, str],
    told: Sequence[Told],
    at: datetime,
    now: datetime,
) -> bool:
    """Keep a page and move the cursor `(before, after)`; False, and nothing kept, where it moved.

    `at` is the business clock, `now` the system clock.
    """
    before, after = cursor
    with transaction(session):
        if not store.move_cursor(session, peer, before, after, now):
            return False
        new = store.keep(session, peer, told, now)
        audit.add(session, "exchange.shared_back", None, [peer], at, count=len(told), new=new)
    return True


def foreign(session: Session, limit: int = 100) -> list[Told]:
    """Return the first shared versions that this node does not hold with these very bytes."""
    with transaction(session):
        return store.foreign(session, limit)
