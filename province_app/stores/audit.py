"""The audit log is written in the transaction of the act itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.models.audit import AuditEvent

_EVENTS = cast(Table, AuditEvent.__table__)


def add(
    session: Session,
    event: str,
    actor: UUID | None,
    subjects: Sequence[object],
    at: datetime,
    unit_id: int | None = None,
    **detail: object,
) -> None:
    """Append one event a subject, all with the same detail (ids and counts, never values)."""
    system_at = system_now()
    rows: list[Mapping[str, object]] = [
        {
            "event": event,
            "actor": actor,
            "subject": str(subject),
            "unit_id": unit_id,
            "detail": detail,
            "at": at,
            "system_at": system_at,
        }
        for subject in subjects
    ]
    if rows:
        # Inline: the new ids are not asked for, since who acts may not read every event.
        session.execute(insert(_EVENTS).inline(), rows)
