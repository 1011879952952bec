"""What people were refused: each refusal an event, until somebody is refused all the time.

A refusal undid the act's own transaction, so it is written in one of its own. Nothing personal is
kept: the name of the endpoint, the ids in its address, the code. Source: Quy chế Đ.5.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.clock import business_now
from province_app.services.errors import Denial
from province_app.stores import audit, audit_denials
from province_app.stores.transaction import transaction
from tiers.audit import DENIALS_A_MINUTE


@dataclass(frozen=True)
class Asked:
    """What was asked for: endpoint and method, the id that its address names or ""."""

    endpoint: str
    method: str
    subject: str


def note(session: Session, actor: UUID, asked: Asked, denial: Denial, system_at: datetime) -> None:
    """Write the refusal down; above twenty a minute of one person it is only counted."""
    with transaction(session):
        minute = system_at.replace(second=0, microsecond=0)
        if audit_denials.count(session, actor, minute) <= DENIALS_A_MINUTE:
            audit.add_refused(
                session,
                actor,
                asked.subject or asked.endpoint,
                denial.article,
                business_now(),
                endpoint=asked.endpoint,
                method=asked.method,
                code=denial.code,
                kind=denial.kind,
            )


def count_up(session: Session, system_at: datetime) -> None:
    """Write down how many refusals of the minutes that are over were only counted."""
    with transaction(session):
        minute = system_at.replace(second=0, microsecond=0)
        for one in audit_denials.take_before(session, minute):
            if one.times > DENIALS_A_MINUTE:
                audit.add_refused(
                    session,
                    one.actor,
                    str(one.actor),
                    "",
                    business_now(),
                    times=one.times - DENIALS_A_MINUTE,
                    minute=one.minute.isoformat(),
                )
