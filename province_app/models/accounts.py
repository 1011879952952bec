"""What an account was granted, the codes that activate it, and written assignments."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class AccountGrant(Base):
    """One act on what an account may do: cấp, hạn chế, mở rộng, hủy (Đ.5). Rows are only added.

    An act on an earlier grant `follows` its row; the row that nothing follows is how the grant
    stands, and it is valid on the days from `starts_on` to before `ends_on`.
    """

    __tablename__ = "account_grant"
    __table_args__ = (
        CheckConstraint(
            "role in ('person', 'hr', 'leader', 'department_hr', 'province', 'unit_admin')",
            name="role",
        ),
        CheckConstraint("act in ('granted', 'limited', 'extended', 'revoked')", name="act"),
        CheckConstraint("(act = 'granted') = (follows is null)", name="follows"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="dates"),
        CheckConstraint("basis_number <> ''", name="basis"),
        # What the province gives out needs two persons; what a seed loads has nobody behind it.
        CheckConstraint(
            "role <> 'province' or by_person is null or two_person_id is not null"
            " or act in ('limited', 'revoked')",
            name="two_persons",
        ),
        Index("uq_account_grant_follows", "follows", unique=True),
        Index("ix_account_grant_account", "account_id"),
        Index("ix_account_grant_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    limited: Mapped[bool] = mapped_column(comment="reading only")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(comment="first day without it")
    basis_number: Mapped[str] = mapped_column(comment="number of the document that orders it")
    basis_date: Mapped[date]
    act: Mapped[str]
    by_person: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null = loaded with the province's first data"
    )
    at: Mapped[datetime]
    two_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("two_person_act.id"))
    follows: Mapped[int | None] = mapped_column(ForeignKey("account_grant.id"))


class ActivationCode(Base):
    """A single-use code that lets one person set the password; neither number nor code is kept."""

    __tablename__ = "activation_code"
    __table_args__ = (
        Index("ix_activation_code_account", "account_id"),
        Index("ix_activation_code_number", "number"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    number: Mapped[bytes] = mapped_column(comment="keyed index of the identity number")
    code: Mapped[bytes] = mapped_column(comment="keyed index of the code")
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime] = mapped_column(comment="system clock")
    expires_at: Mapped[datetime] = mapped_column(comment="system clock")
    ended_at: Mapped[datetime | None] = mapped_column(comment="used, or replaced by a newer one")


class Assignment(Base):
    """Giao nhiệm vụ bằng văn bản (Đ.11.6): a door, in a unit and all below it, for a time."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="dates"),
        CheckConstraint("basis_number <> ''", name="basis"),
        CheckConstraint("by_person <> person_id", name="own_account"),
        CheckConstraint("(ended_on is null) = (ended_by is null)", name="ended"),
        CheckConstraint("(ended_on is null) = (ended_at is null)", name="ended_at"),
        Index("ix_assignment_person", "person_id"),
        Index("ix_assignment_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), comment="root of the scope")
    door: Mapped[str] = mapped_column(comment="an action of tiers/policy.py")
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(comment="first day without it, as it was given")
    basis_number: Mapped[str]
    basis_date: Mapped[date]
    by_person: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    ended_on: Mapped[date | None] = mapped_column(comment="first day without it, ended early")
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
