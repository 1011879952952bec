"""Which account may come through which door: the one table of actions and roles.

The door is only the first question; what may be done behind it is decided by the rule of the act
(`tiers.checking`, `tiers.signing`, `tiers.syncing`) on the thing itself. Source: Quy chế Đ.5.
"""

from tiers.decision import ALLOWED, Decision
from tiers.units import Officer, Role

EVERYBODY = frozenset(Role)
HR = frozenset({Role.HR, Role.DEPARTMENT_HR, Role.PROVINCE})
LEADER = frozenset({Role.LEADER})
MONITOR = frozenset({Role.DEPARTMENT_HR, Role.PROVINCE})

DOORS: dict[str, frozenset[Role]] = {
    "home.read": EVERYBODY,
    "record.read_own": EVERYBODY,
    "record.write_own": EVERYBODY,
    "evidence.read": EVERYBODY,  # the own ones, and those that lie before the reader
    "record.print_own": EVERYBODY,
    "correction.ask": EVERYBODY,
    "correction.answer": HR | LEADER,  # as a check, of which it is a small one
    "draft.check": HR | LEADER,  # a leader checks where no HR officer is entitled
    "manifest.sign": LEADER,
    "month.close": LEADER,
    "sync.read": MONITOR,
    "sync.start": MONITOR,
    "receipt.approve": frozenset({Role.PROVINCE}),
}


def may_enter(officer: Officer, action: str) -> Decision:
    """Decide whether the officer's account has the door; KeyError for an action without a row."""
    if officer.role in DOORS[action]:
        return ALLOWED
    return Decision(False, "who", "role_lacks", "Đ.5")
