"""Việc cần hai người: one proposes, another confirms or refuses; only then the act is done.

A kind of act is one `Kind`, named in `two_person_kinds.KINDS`; its service calls `propose` in its
own transaction, after its own checks. Deciding is `two_person_desk.decide`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.two_person import TwoPersonAct
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import require
from province_app.stores import audit
from tiers.calendar import local_day
from tiers.two_person import may_propose
from tiers.units import Officer


@dataclass(frozen=True)
class Kind:
    """One kind of act.

    `entitled`: whether an officer may propose and decide it. `carry_out` does the act in the
    confirming transaction, after asking again whatever may have changed since; what it raises
    undoes the confirmation too. `open_for`: how long a proposal waits.
    """

    name: str
    entitled: Callable[[Officer], bool]
    carry_out: Callable[[Session, TwoPersonAct, Officer, datetime], None]
    open_for: timedelta = timedelta(days=5)


def propose(
    session: Session,
    officer: Officer,
    kind: Kind,
    payload: Mapping[str, object],
    basis: Basis,
    at: datetime,
    subject_id: UUID | None = None,
) -> TwoPersonAct:
    """Add the proposal in the caller's transaction. `payload`: ids, dates and codes, as JSON.

    Refused for who is not entitled and for an act about the proposer.
    """
    about = str(subject_id) if subject_id else None
    require(may_propose(officer.person_id, kind.entitled(officer), about))
    basis = require_basis(basis, local_day(at))
    act = TwoPersonAct(
        id=uuid4(),
        kind=kind.name,
        payload=dict(payload),
        subject_id=subject_id,
        basis_number=basis.number,
        basis_date=basis.day,
        proposed_by=UUID(officer.person_id),
        proposed_at=at,
        expires_at=at + kind.open_for,
    )
    session.add(act)
    session.flush()
    audit.add(session, "two_person.proposed", act.proposed_by, [act.id], at, kind=kind.name)
    return act
