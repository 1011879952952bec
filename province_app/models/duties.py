"""Việc của bộ lập lịch: each duty of the tick, when it last went well and what stopped it."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class Duty(Base):
    """One of the tick's duties, as any process last did it; times by the system clock."""

    __tablename__ = "duty"

    name: Mapped[str] = mapped_column(primary_key=True)
    tried_at: Mapped[datetime]
    good_at: Mapped[datetime | None] = mapped_column(comment="null = it has never gone well")
    fault: Mapped[str | None] = mapped_column(comment="kind of what stopped the last try")
    tries: Mapped[int] = mapped_column(comment="in vain, in a row")
