"""What a person may ask, allow and be told of; what officers report of a record."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base, SealedJson

_ANSWERED = "(answer is null) = (answered_at is null) and (answer is null) = (answered_by is null)"
_OPEN = text("answer is null")


class PersonRequest(Base):
    """Khiếu nại, yêu cầu of a person about the own data; answered once, for good."""

    __tablename__ = "person_request"
    __table_args__ = (
        CheckConstraint("kind in ('complaint', 'copy', 'restriction', 'objection')", name="kind"),
        CheckConstraint("(due_at is not null) = (kind in ('copy', 'restriction'))", name="clock"),
        CheckConstraint("answer in ('granted', 'refused')", name="answer"),
        CheckConstraint(_ANSWERED, name="answered"),
        CheckConstraint(
            "answer is distinct from 'refused' or (reason is not null and article is not null)",
            name="reason",
        ),
        CheckConstraint("answered_by <> person_id", name="own_record"),
        Index("ix_person_request_person", "person_id"),
        Index("ix_person_request_open", "unit_id", postgresql_where=_OPEN),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), comment="where the person works")
    above_id: Mapped[int] = mapped_column(
        ForeignKey("unit.id"), comment="above it on that day: who answers complaints about it"
    )
    kind: Mapped[str]
    path: Mapped[str | None] = mapped_column(comment="field of the record")
    said: Mapped[str] = mapped_column(SealedJson("person_request.said"))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(comment="of requests about data: 72 hours")
    answer: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(SealedJson("person_request.reason"))
    article: Mapped[str | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]


class RestrictionEnd(Base):
    """The person takes the own granted restriction back; from then on it has no effect."""

    __tablename__ = "restriction_end"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("person_request.id"), primary_key=True)
    ended_at: Mapped[datetime]


class Consent(Base):
    """A person lets a named reader open the own record, from a day to a day, until revoked."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="dates"),
        CheckConstraint("reader_id <> person_id", name="another"),
        Index("ix_consent_person", "person_id"),
        Index("ix_consent_reader", "reader_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reader_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str] = mapped_column(SealedJson("consent.purpose"))
    whole: Mapped[bool] = mapped_column(comment="restricted sections too")
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(comment="first day without it")
    given_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class DataIssue(Base):
    """Vấn đề dữ liệu: an officer reports of a record what is unclear; Sở Nội vụ answers."""

    __tablename__ = "data_issue"
    __table_args__ = (
        CheckConstraint("answer in ('settled', 'rejected')", name="answer"),
        CheckConstraint(_ANSWERED, name="answered"),
        CheckConstraint("(answer is null) = (reason is null)", name="reason"),
        CheckConstraint("raised_by <> person_id and answered_by <> person_id", name="own_record"),
        Index("ix_data_issue_person", "person_id"),
        Index("ix_data_issue_raised_by", "raised_by"),
        Index("ix_data_issue_open", "raised_at", postgresql_where=_OPEN),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), comment="of who raises it")
    said: Mapped[str] = mapped_column(SealedJson("data_issue.said"))
    raised_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime]
    answer: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(SealedJson("data_issue.reason"))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
