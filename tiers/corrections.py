"""Who may report a field as wrong, and who answers. Source: Quy chế Đ.6.2a, 7.1a."""

from tiers.checking import checkers_of
from tiers.decision import ALLOWED, Decision
from tiers.units import Officer, UnitStaff


def may_ask(filled_by: str, on_roster: bool, still_open: bool) -> Decision:
    """Decide whether a person may report a field of the own record. Source: Quy chế Đ.6.2a.

    `still_open`: the person's report on this field has no answer yet.
    """
    if filled_by == "person":
        return Decision(False, "state", "correction_own_field", "Đ.6.2a")
    if not on_roster:
        return Decision(False, "state", "on_no_roster", "Đ.6.2a")
    if still_open:
        return Decision(False, "state", "correction_open", "Đ.6.2a")
    return ALLOWED


def may_answer(answered: bool, officer: Officer, subject_id: str, staff: UnitStaff) -> Decision:
    """Decide whether the officer may answer a report: who may check the record, and nobody else.

    Source: Quy chế Đ.7.1a, 7.2a.
    """
    if officer.person_id == subject_id:
        return Decision(False, "who", "own_record", "Đ.7.1a")
    if not officer.manages:
        return Decision(False, "who", "role_lacks", "Đ.5")
    if officer.person_id not in checkers_of(staff, subject_id, subject_id).person_ids:
        return Decision(False, "who", "not_the_checker", "Đ.7.1a")
    if answered:
        return Decision(False, "state", "correction_answered", "Đ.7.1a")
    return ALLOWED
