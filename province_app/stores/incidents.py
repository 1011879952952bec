"""Sổ sự cố: breaches and the lines of their history; nothing here is changed or removed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from province_app.models.incidents import Incident, IncidentEntry


def all_found(session: Session) -> Sequence[Incident]:
    """Return every incident, the one found last first."""
    return session.scalars(select(Incident).order_by(Incident.found_at.desc(), Incident.id)).all()


def entries(session: Session) -> Sequence[IncidentEntry]:
    """Return the lines of all incidents, oldest first."""
    return session.scalars(select(IncidentEntry).order_by(IncidentEntry.id)).all()


def entries_of(session: Session, incident_id: UUID) -> Sequence[IncidentEntry]:
    """Return the lines of one incident, oldest first."""
    query = select(IncidentEntry).where(IncidentEntry.incident_id == incident_id)
    return session.scalars(query.order_by(IncidentEntry.id)).all()


def lock(session: Session, incident_id: UUID) -> None:
    """Make others wait who would add to the incident: a row that nobody may change has no lock."""
    key = func.hashtextextended(f"incident {incident_id}", 0)
    session.execute(select(func.pg_advisory_xact_lock(key)))
