"""What the node above shared back, and the cursor of what it shares next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.shared_back import SharedBack, SharedCursor

# What is told of a version that this node does not hold with these very bytes.
_FOREIGN = text("""
    select told.record_id, told.version, told.digest from shared_back told
    where not exists (
      select from record_version ours
      where ours.record_id = told.record_id and ours.version = told.version
        and ours.digest = told.digest)
    order by told.record_id, told.version limit :limit
""")


class Told(NamedTuple):
    """A version as it was shared back."""

    record_id: UUID
    version: int
    digest: bytes


def cursor_of(session: Session, peer: str) -> str:
    """Return where the next page begins; "" for the very start."""
    query = select(SharedCursor.cursor).filter_by(peer=peer)
    return session.scalar(query) or ""


def move_cursor(session: Session, peer: str, before: str, after: str, now: datetime) -> bool:
    """Move the cursor on from `before`; False when another process has moved it meanwhile."""
    if not before:
        query: Any = insert(SharedCursor).values(peer=peer, cursor=after, read_at=now)
        query = query.on_conflict_do_nothing()
    else:
        query = update(SharedCursor).filter_by(peer=peer, cursor=before)
        query = query.values(cursor=after, read_at=now)
    return session.execute(query.returning(SharedCursor.peer)).first() is not None


def keep(session: Session, peer: str, told: Sequence[Told], now: datetime) -> int:
    """Keep what was told and not yet known; return how much that is."""
    rows = [{**one._asdict(), "peer": peer, "read_at": now} for one in told]
    if not rows:
        return 0
    query = insert(SharedBack).values(rows).on_conflict_do_nothing()
    return len(session.execute(query.returning(SharedBack.version)).all())


def foreign(session: Session, limit: int) -> list[Told]:
    """Return the first of the shared versions that this node does not hold as they are told."""
    rows = session.execute(_FOREIGN, {"limit": limit})
    return [Told(row.record_id, row.version, bytes(row.digest)) for row in rows]
