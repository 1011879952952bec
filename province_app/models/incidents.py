"""Sổ sự cố: breaches of personal data, and what was done about each; it names no person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class Incident(Base):
    """A breach as it was found; its history stands in `IncidentEntry`."""

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("people >= 0", name="people"),
        CheckConstraint("due_at > found_at", name="clock"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    what: Mapped[str]
    found_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(comment="to be reported by then")
    people: Mapped[int] = mapped_column(comment="whom it touches; 0 while nobody knows")
    places: Mapped[str] = mapped_column(comment="which units")


class IncidentEntry(Base):
    """One line of an incident's history; only ever added."""

    __tablename__ = "incident_entry"
    __table_args__ = (
        CheckConstraint("act in ('opened', 'noted', 'reported', 'closed')", name="act"),
        Index("ix_incident_entry_incident", "incident_id"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"))
    act: Mapped[str]
    said: Mapped[str]
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
