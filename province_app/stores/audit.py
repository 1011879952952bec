"""The audit log is written in the transaction of the act itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Select, Table, insert, literal, select
from sqlalchemy.orm import Session

from province_app import request_id
from province_app.clock import system_now
from province_app.models.audit import AuditEvent
from tiers.audit import basis_of

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
    """Append one event a subject, all with the same detail (ids and counts, never values).

    The article on which it rests is that of `tiers.audit.BASIS`.
    """
    common = {"actor": actor, "unit_id": unit_id, "detail": detail, "at": at}
    _append(session, event, subjects, common)


def add_refused(
    session: Session,
    actor: UUID | None,
    subject: str,
    basis: str,
    at: datetime,
    event: str = "act.refused",
    **detail: object,
) -> None:
    """Append that somebody was refused an act, and by which article; "" for none in particular.

    The act itself was undone: this is a transaction of its own.
    """
    common = {"actor": actor, "unit_id": None, "detail": detail, "at": at, "decision": "refused"}
    _append(session, event, [subject], common | ({"basis": basis} if basis else {}))


def of_subject(session: Session, event: str, subject: object) -> AuditEvent | None:
    """Return the first event of that name about the subject."""
    query = select(AuditEvent).where(AuditEvent.subject == str(subject), AuditEvent.event == event)
    return session.scalars(query.order_by(AuditEvent.id).limit(1)).one_or_none()


def newest_of_subject(
    session: Session, event: str, subject: object, unit_id: int
) -> AuditEvent | None:
    """Return the newest event of that name about the subject in the unit."""
    query = select(AuditEvent).where(
        AuditEvent.subject == str(subject),
        AuditEvent.event == event,
        AuditEvent.unit_id == unit_id,
    )
    return session.scalars(query.order_by(AuditEvent.id.desc()).limit(1)).one_or_none()


def add_each(
    session: Session,
    event: str,
    actor: UUID | None,
    subjects: Select[str],
    at: datetime,
    **detail: object,
) -> None:
    """Append what `add` does for each subject that the query finds, however many."""
    whole = {**_of_event(event), "actor": actor, "detail": detail, "at": at}
    found = subjects.subquery()
    values = [literal(value, _EVENTS.c[name].type) for name, value in whole.items()]
    query = select(found.c[0], *values)
    session.execute(insert(_EVENTS).from_select(["subject", *whole], query).inline())


def _of_event(event: str) -> dict[str, object]:
    return {
        "event": event,
        "decision": "done",
        "basis": basis_of(event),
        "system_at": system_now(),
        "request_id": request_id.current(),
    }


def _append(
    session: Session, event: str, subjects: Sequence[object], common: Mapping[str, object]
) -> None:
    whole = {**_of_event(event), **common}
    rows = [{**whole, "subject": str(subject)} for subject in subjects]
    if rows:
        # Inline: the new ids are not asked for, since who acts may not read every event.
        session.execute(insert(_EVENTS).inline(), rows)
