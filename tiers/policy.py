"""Which account may come through which door: the one table of actions and roles.

The door is only the first question; what may be done behind it is decided by the rule of the act
(`tiers.checking`, `tiers.signing`, `tiers.syncing`) on the thing itself. Source: Quy chế Đ.5.
"""

from tiers.decision import ALLOWED, Decision
from tiers.levels import SEE_RESTRICTED
from tiers.units import Officer, Role

EVERYBODY = frozenset(Role)
MANAGERS = EVERYBODY - {Role.PERSON}
HR = frozenset({Role.HR, Role.DEPARTMENT_HR, Role.PROVINCE})
LEADER = frozenset({Role.LEADER})
MONITOR = frozenset({Role.DEPARTMENT_HR, Role.PROVINCE})
GRANTERS = frozenset({Role.UNIT_ADMIN, Role.PROVINCE})

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
    "receipt.approve": frozenset({Role.PROVINCE}),
    "account.read": GRANTERS,
    "account.write": GRANTERS,  # each for the own unit and one tier below, by `tiers.accounts`
    "two_person.read": MANAGERS,  # each sees the acts of the kinds to which the account is entitled
    "two_person.decide": MANAGERS,
    "window.propose": frozenset({Role.PROVINCE}),
    "level.read": frozenset({Role.PROVINCE}),  # of these, whom Sở Nội vụ designated in writing
    "level.write": frozenset({Role.PROVINCE}),
}
# What a limited account may still do; a door that is in no list here is closed to it.
READING = frozenset(
    {
        "home.read",
        "record.read_own",
        "record.read_history",
        "record.print_own",
        "catalogue.search",
        "evidence.read",
        "unit.read",
        "sync.read",
        "requirement.read",
        "catalogue.read",
        "account.read",
        "two_person.read",
        "level.read",
    }
)
# What may be given by a written assignment (giao nhiệm vụ bằng văn bản, Đ.11.6): reading, each in
# the units of its scope. Who checks and who signs follows from posts alone.
ASSIGNABLE = ("unit.read", "record.read_history", "sync.read", SEE_RESTRICTED)


def may_enter(officer: Officer, action: str) -> Decision:
    """Decide whether the officer's account has the door; KeyError for an action without a row.

    A limited grant opens reading alone; a written assignment opens its own doors (Đ.5, Đ.11.6).
    """
    doors = DOORS[action]
    if officer.roles(acting=action not in READING) & doors or officer.assigned_units(action):
        return ALLOWED
    if officer.roles() & doors:
        return Decision(False, "who", "account_limited", "Đ.5")
    return Decision(False, "who", "role_lacks", "Đ.5")
