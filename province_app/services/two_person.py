"""Việc cần hai người: one proposes, another confirms or refuses; only then the act is done.

A kind of act is one `Kind`, named in `two_person_kinds.KINDS`; its service calls `propose` in its
own transaction, after its own checks. Deciding is `two_person_desk.decide`. A kind that carries
nothing out is only released by the decision: its service asks `released`, acts, and calls `use`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.two_person import TwoPersonAct, TwoPersonUse
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, require
from province_app.stores import audit, two_person
from tiers.calendar import local_day
from tiers.policy import GRANTERS, HR, LEADER
from tiers.two_person import Release, may_propose, may_use
from tiers.units import Officer, Role


@dataclass(frozen=True)
class Kind:
    """One kind of act.

    `entitled`: whether an officer may propose and decide it; `of_unit`: only with a post in a unit
    that the act names, or where `administered` by administering its accounts. `carry_out` does the
    act in the confirming transaction, after asking again whatever may have changed since; what it
    raises undoes the confirmation too. None: the act is done afterwards, once (`released`, `use`).
    `open_for`: how long a proposal waits.
    """

    name: str
    entitled: Callable[[Officer], bool]
    carry_out: Callable[[Session, TwoPersonAct, Officer, datetime], None] | None
    open_for: timedelta = timedelta(days=5)
    of_unit: bool = False
    administered: bool = False

    def open_to(self, officer: Officer, act: TwoPersonAct) -> bool:
        """Whether the officer may know of the act and of whom it is about (Đ.3.2).

        And decide it, unless it is the own one.
        """
        mine = {post.unit_id for post in officer.posts}
        if self.administered:
            mine |= administered_by(officer)
        within = not self.of_unit or bool(mine & set(unit_ids_of(act)))
        return self.entitled(officer) and within and str(act.subject_id) not in officer.hidden


class ToDecide(NamedTuple):
    """What waits for an officer's decision as the second person; `until` None: without an end."""

    kind: str
    id: UUID
    proposer: str  # name
    at: datetime
    until: datetime | None


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


def released(
    session: Session, kind: Kind, act_id: UUID, at: datetime, proposer: UUID | None = None
) -> TwoPersonAct:
    """Return the confirmed act, locked, for who is to do it now in the caller's transaction.

    `proposer`: who alone may do it; None at the console. Missing for another's and for none;
    Refused while it waits, when it was refused or done, and three days after its confirmation.
    """
    act = two_person.lock(session, act_id, [kind.name])
    if act is None or proposer not in (None, act.proposed_by):
        raise Missing
    require(may_use(release_of(act, used=act.id in two_person.uses_of(session, [act.id])), at))
    return act


def use(session: Session, act: TwoPersonAct, actor: UUID | None, at: datetime) -> None:
    """Write down, in the caller's transaction, that the released act is done and none any more."""
    session.add(TwoPersonUse(two_person_id=act.id, used_at=at))
    session.flush()
    audit.add(session, "two_person.used", actor, [act.id], at, kind=act.kind)


def release_of(act: TwoPersonAct, used: bool) -> Release:
    """Return what the rule of use looks at."""
    return Release(act.decided_at if act.outcome == "done" else None, used)


def manages_unit(officer: Officer) -> bool:
    """Whether the officer speaks for a unit: HR, head, deputy, or who administers accounts."""
    return bool(officer.roles(acting=True) & (HR | LEADER | GRANTERS))


def administered_by(officer: Officer) -> set[int]:
    """Return the units whose accounts the officer administers."""
    return {
        one.unit_id
        for one in officer.grants or ()
        if one.role in (Role.UNIT_ADMIN, Role.PROVINCE) and not one.limited
    }


def unit_ids_of(act: TwoPersonAct) -> list[int]:
    """Return the units that the act names."""
    named = act.payload.get("unit_ids") or []
    return [*(named if isinstance(named, list) else [])]
