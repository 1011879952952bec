"""Who may decide what another person proposed: high-value acts need two. Source: Quy chế Đ.5, 7."""

from dataclasses import dataclass
from datetime import datetime

from tiers.decision import ALLOWED, Decision


@dataclass(frozen=True)
class Proposal:
    """What the rule looks at; `subject_id`: whom the act is about, None for nobody."""

    proposed_by: str
    subject_id: str | None
    decided: bool
    expires_at: datetime


def may_propose(person_id: str, entitled: bool, subject_id: str | None) -> Decision:
    """Decide whether the person may propose an act of a kind. Source: Quy chế Đ.5."""
    if subject_id == person_id:
        return Decision(False, "who", "own_subject", "Đ.5")
    return ALLOWED if entitled else Decision(False, "who", "role_lacks", "Đ.5")


def may_decide(proposal: Proposal, person_id: str, entitled: bool, at: datetime) -> Decision:
    """Decide whether the person may confirm or refuse: a second one, and not whom it is about.

    Source: Quy chế Đ.5.
    """
    decision = may_propose(person_id, entitled, proposal.subject_id)
    if not decision:
        return decision
    if proposal.proposed_by == person_id:
        return Decision(False, "who", "own_proposal", "Đ.5")
    if proposal.decided:
        return Decision(False, "state", "already_decided", "Đ.5")
    if at >= proposal.expires_at:
        return Decision(False, "state", "proposal_over", "Đ.5")
    return ALLOWED
