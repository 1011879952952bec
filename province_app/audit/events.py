"""The canonical bytes of an event: what its seal stands for. docs/audit.md."""

from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

import orjson

from tiers.merkle import leaf_hash


class Event(Protocol):
    """A row of the log."""

    id: int
    event: str
    actor: UUID | None
    subject: str
    unit_id: int | None
    detail: dict[str, object]
    at: datetime
    system_at: datetime
    decision: str | None
    basis: str | None
    request_id: str | None


def event_bytes(row: Event) -> bytes:
    """Return the event as JSON: members sorted, no blanks, moments in UTC with microseconds."""
    document = {
        "actor": str(row.actor) if row.actor else None,
        "at": _moment(row.at),
        "basis": row.basis,
        "decision": row.decision,
        "detail": row.detail,
        "event": row.event,
        "id": row.id,
        "request_id": row.request_id,
        "subject": row.subject,
        "system_at": _moment(row.system_at),
        "unit_id": row.unit_id,
    }
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def event_hash(row: Event) -> bytes:
    """Return the hash of the event's leaf."""
    return leaf_hash(event_bytes(row))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
