"""The seals of the log: who waits for one, where the tree stands, what is read to prove it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, text
from sqlalchemy.orm import Session

from province_app.models.audit import AuditEvent, AuditLog, AuditSeal, AuditUnsealed
from province_app.stores.copying import copy_rows
from tiers.merkle import HASH_BYTES, Frontier, Place, peak_places

_SEALER = 20240527  # one at a time, whichever process
_ROWS = 2_000  # fetched at once while a whole log is read

Sealed = tuple[int, int, bytes, str]  # position, event, nodes, moment


def lock(session: Session) -> None:
    """Let no other transaction seal until this one ends."""
    session.execute(select(func.pg_advisory_xact_lock(_SEALER)))


def log_id(session: Session) -> UUID | None:
    """Return which log this is; None before its first seal."""
    return session.scalar(select(AuditLog.id))


def name_log(session: Session, name: UUID) -> None:
    """Say which log this is, once and for ever."""
    session.execute(insert(AuditLog).values(one=True, id=name))


def size(session: Session) -> int:
    """Return how many events are sealed."""
    last = session.scalar(select(func.max(AuditSeal.position)))
    return 0 if last is None else last + 1


def frontier(session: Session, count: int) -> Frontier:
    """Return the right edge of the tree over the first `count` events."""
    places = peak_places(count)
    found = nodes(session, places)
    return Frontier(count, [found[place] for place in places])


def nodes(session: Session, places: Collection[Place]) -> dict[Place, bytes]:
    """Return the roots of those subtrees; KeyError where the log is shorter."""
    positions = {position for position, _ in places}
    query = select(AuditSeal.position, AuditSeal.nodes).where(AuditSeal.position.in_(positions))
    rows = {position: bytes(kept) for position, kept in session.execute(query)}
    return {
        (position, level): rows[position][level * HASH_BYTES :][:HASH_BYTES]
        for position, level in places
    }


def take_unsealed(session: Session, most: int) -> Sequence[Row[Any]]:
    """Take the events that wait for a seal out of the queue, in the order of their ids."""
    first = select(AuditUnsealed.event_id).order_by(AuditUnsealed.event_id).limit(most)
    taking = delete(AuditUnsealed).where(AuditUnsealed.event_id.in_(first))
    taken = taking.returning(AuditUnsealed.event_id).cte("taken")
    events = AuditEvent.__table__
    query = select(events).join(taken, taken.c.event_id == events.c.id).order_by(events.c.id)
    return session.execute(query).all()


def add(session: Session, seals: Sequence[Sealed]) -> None:
    """Append seals."""
    copy_rows(session, "audit_seal", ("position", "event_id", "nodes", "sealed_at"), seals)


def position_of(session: Session, event_id: int) -> int | None:
    """Return the event's place in the log; None when it has no seal."""
    return session.scalar(select(AuditSeal.position).where(AuditSeal.event_id == event_id))


_LOG = """
select s.position, s.event_id, s.nodes, s.sealed_at, e.id, e.event, e.actor, e.subject, e.unit_id,
       e.detail, e.at, e.system_at, e.decision, e.basis, e.request_id
from audit_seal s left join audit_event e on e.id = s.event_id order by s.position
"""
_LOOSE = """
select e.id
from audit_event e left join audit_seal s on s.event_id = e.id
where s.event_id is null and e.system_at < :before order by e.id limit 1
"""


def whole_log(session: Session) -> Iterator[Row[Any]]:
    """Yield every seal with its event, in order; a few thousand rows in memory at a time.

    `id` is None where the event is gone.
    """
    options = {"stream_results": True, "max_row_buffer": _ROWS}
    yield from session.connection().execute(text(_LOG), execution_options=options)


def first_without_seal(session: Session, before: datetime) -> int | None:
    """Return the first event that was written before the moment and has no seal."""
    found = session.scalar(text(_LOOSE), {"before": before})
    return None if found is None else int(found)
