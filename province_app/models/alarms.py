"""Báo động: what is wrong with the node, raised once a cause and ended with it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class Alarm(Base):
    """One cause, from when it was seen until it was seen no more; times by the system clock."""

    __tablename__ = "alarm"
    __table_args__ = (
        CheckConstraint(
            "cause in ('stage', 'catalogues', 'place', 'disk', 'backup', 'drill', 'delivery',"
            " 'tick', 'approval', 'missed', 'comparison', 'expiry', 'clock')",
            name="cause",
        ),
        Index(
            "uq_alarm_open", "cause", "subject", unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    cause: Mapped[str]
    subject: Mapped[str] = mapped_column(comment="stage and month, number of the place; or empty")
    raised_at: Mapped[datetime]
    mailed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
