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

# Under whom refusals of other nodes are counted: all that signed rightly, and all the others.
NODES, STRANGERS = UUID(int=1), UUID(int=0)
NODE_REFUSED = "exchange.refused"


@dataclass(frozen=True)
class Asked:
    """What was asked for: endpoint and method, the id that its address names or ""."""

    endpoint: str
    method: str
    subject: str


def note(session: Session, actor: UUID, asked: Asked, denial: Denial, system_at: datetime) -> None:
    """Write the refusal down; above twenty a minute of one person it is only counted."""
    with transaction(session):
        if audit_denials.count(session, actor, _minute(system_at)) <= DENIALS_A_MINUTE:
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


def note_node(session: Session, agency: str, method: str, code: str, system_at: datetime) -> None:
    """Write down that another node was refused; above twenty a minute it is only counted.

    `agency`: "" where it is not known who asked. Those who flood hide no node that is known.
    """
    bucket = NODES if agency else STRANGERS
    with transaction(session):
        times = audit_denials.count(session, bucket, _minute(system_at))
        if times <= DENIALS_A_MINUTE:
            said = {"method": method, "code": code}
            at = business_now()
            audit.add_refused(session, None, agency or "unknown", "", at, NODE_REFUSED, **said)
    if times == 1:
        count_up(session, system_at)  # not every node has a tick that does


def count_up(session: Session, system_at: datetime) -> None:
    """Write down how many refusals of the minutes that are over were only counted."""
    with transaction(session):
        for one in audit_denials.take_before(session, _minute(system_at)):
            if one.times > DENIALS_A_MINUTE:
                node = {NODES: "known", STRANGERS: "unknown"}.get(one.actor)
                audit.add_refused(
                    session,
                    None if node else one.actor,
                    node or str(one.actor),
                    "",
                    business_now(),
                    NODE_REFUSED if node else "act.refused",
                    times=one.times - DENIALS_A_MINUTE,
                    minute=one.minute.isoformat(),
                )


def _minute(system_at: datetime) -> datetime:
    return system_at.replace(second=0, microsecond=0)
