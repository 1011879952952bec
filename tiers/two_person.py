"""Who may decide what another person proposed: high-value acts need two. Source: Quy chế Đ.5, 7."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tiers.decision import ALLOWED, Decision

USABLE_FOR = timedelta(days=3)  # what was confirmed and is still to be done: until then
EXPORTED_ALONE = 50  # people whose records one officer takes out without a second person


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


def may_decide_in_person(asks: str, agrees: str, entitled: bool) -> Decision:
    """Decide whether two people at the console may do what an act of two persons would.

    Source: Quy chế Đ.5.
    """
    if not entitled:
        return Decision(False, "who", "role_lacks", "Đ.5")
    return Decision(False, "who", "own_proposal", "Đ.5") if asks == agrees else ALLOWED


@dataclass(frozen=True)
class Release:
    """A confirmed act that somebody still has to do; `confirmed_at` None: waits, or was refused."""

    confirmed_at: datetime | None
    used: bool


def may_use(release: Release, at: datetime) -> Decision:
    """Decide whether the confirmed act may be done now: once, and within three days.

    Source: Quy chế Đ.5.
    """
    if release.confirmed_at is None:
        return Decision(False, "state", "not_released", "Đ.5")
    if release.used:
        return Decision(False, "state", "release_used", "Đ.5")
    if at >= release.confirmed_at + USABLE_FOR:
        return Decision(False, "state", "release_over", "Đ.5")
    return ALLOWED


def may_export_alone(people: int) -> Decision:
    """Decide whether one officer may take out the records of so many people. Source: Đ.11."""
    if people <= EXPORTED_ALONE:
        return ALLOWED
    return Decision(False, "state", "export_needs_two", "Đ.11")
