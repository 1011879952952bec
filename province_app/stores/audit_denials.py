"""How often a person was refused in a minute."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.audit import AuditDenial


def count(session: Session, actor: UUID, minute: datetime) -> int:
    """Count one refusal more; return how many there are in that minute."""
    row = {"actor": actor, "minute": minute, "times": 1}
    counted = insert(AuditDenial).values(row)
    counted = counted.on_conflict_do_update(
        constraint="pk_audit_denial", set_={"times": AuditDenial.times + 1}
    )
    return int(session.scalars(counted.returning(AuditDenial.times)).one())


def take_before(session: Session, minute: datetime) -> Sequence[Row[Any]]:
    """Take out the counts of earlier minutes."""
    query = delete(AuditDenial).where(AuditDenial.minute < minute)
    return session.execute(query.returning(*AuditDenial.__table__.c)).all()
