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
    "record.read_history": EVERYBODY,  # the own one, and those of the units of the reader's posts
    "catalogue.search": EVERYBODY,  # published lists, nothing of any record
    "evidence.read": EVERYBODY,  # the own ones, and those that lie before the reader
    "record.print_own": EVERYBODY,
    "unit.read": HR,
    "unit.write": HR,
    "correction.ask": EVERYBODY,
    "correction.answer": HR | LEADER,  # as a check, of which it is a small one
    "draft.check": HR | LEADER,  # a leader checks where no HR officer is entitled
    "records.import": HR,  # from a workbook, for the units of the officer's posts
    "manifest.sign": LEADER,
    "month.close": LEADER,
    "sync.read": MONITOR,
    "sync.start": MONITOR,
    "requirement.read": MONITOR,
    "requirement.write": MONITOR,  # each for the own subtree
    "catalogue.read": frozenset({Role.PROVINCE}),
    "certificate.read": frozenset({Role.PROVINCE}),
    "certificate.bind": frozenset({Role.PROVINCE}),  # two of them, never the own one
    "receipt.approve": frozenset({Role.PROVINCE}),
}


def may_enter(officer: Officer, action: str) -> Decision:
    """Decide whether the officer's account has the door; KeyError for an action without a row."""
    if officer.role in DOORS[action]:
        return ALLOWED
    return Decision(False, "who", "role_lacks", "Đ.5")
