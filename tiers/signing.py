"""Who must sign a record. Source: Quy chế Đ.7.1b, 7.2b."""

from tiers.calendar import Opening, decide_open
from tiers.decision import ALLOWED, Decision
from tiers.units import Officer, PostKind, Role, UnitStaff


def signers_of(staff: UnitStaff, subject_id: str) -> tuple[PostKind, tuple[str, ...]]:
    """Return the post that signs the subject's record and its holders on the day.

    The head signs the unit's people; the deputy signs the head's own record; nobody signs the
    own record. No holder is a visible blocked state. Source: Quy chế Đ.7.1b, 7.2b.
    """
    if subject_id in staff.heads:
        return PostKind.DEPUTY, tuple(who for who in staff.deputies if who != subject_id)
    return PostKind.HEAD, staff.heads


def signs_as(staff: UnitStaff, person_id: str) -> PostKind | None:
    """Return the post by which the person signs in the unit; None when by none."""
    if person_id in staff.heads:
        return PostKind.HEAD
    return PostKind.DEPUTY if person_id in staff.deputies else None


def may_close_month(
    officer: Officer,
    staff: UnitStaff,
    opening: Opening,
    waiting: int,
    signed: bool,
    closed: bool,
) -> Decision:
    """Decide whether the officer may declare the unit's month to be without a change.

    `waiting`: versions of the unit that nobody has signed yet; `signed`: a list of the period is;
    `closed`: the month is already. Source: Quy chế Đ.7.1b, 7.2b.
    """
    if not officer.has(Role.LEADER):
        return Decision(False, "who", "role_lacks", "Đ.5")
    if signs_as(staff, officer.person_id) is not PostKind.HEAD:
        return Decision(False, "who", "not_the_head", "Đ.7.1b")
    if signed or closed:
        return Decision(False, "state", "month_is_closed", "Đ.7.1b")
    if not opening.is_open:
        return decide_open(opening, "window_closed")
    if waiting:
        return Decision(False, "state", "still_to_sign", "Đ.7.1b")
    return ALLOWED


def may_sign(officer: Officer, staff: UnitStaff, opening: Opening) -> Decision:
    """Decide whether the officer may sign manifests of the unit now.

    Which records fall to this officer is `signers_of`. Source: Quy chế Đ.7.1b, 7.2b.
    """
    if not officer.has(Role.LEADER):
        return Decision(False, "who", "role_lacks", "Đ.5")
    if signs_as(staff, officer.person_id) is None:
        return Decision(False, "who", "not_the_signer", "Đ.7.1b")
    return decide_open(opening, "window_closed")
