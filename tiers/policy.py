"""What an account may do: the one table of actions, read by pages, buttons, jobs and commands.

A row says who has the door, to whom the thing acted on must belong, in which states it may be
acted on, and by which article. Whether a given act on a given thing is allowed is decided by the
functions that the row names; the table does not repeat them. Source: Quy chế Đ.5.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tiers import (
    accounts,
    certificates,
    checking,
    corrections,
    evidence,
    history,
    incidents,
    kept_catalogues,
    levels,
    moves,
    national_lookups,
    requiring,
    rights,
    searching,
    signing,
    sync_policy,
    syncing,
    two_person,
)
from tiers.checking import DraftState
from tiers.decision import ALLOWED, Decision
from tiers.levels import SEE_RESTRICTED
from tiers.units import Officer, Role

EVERYBODY = frozenset(Role)
MANAGERS = EVERYBODY - {Role.PERSON}
HR = frozenset({Role.HR, Role.DEPARTMENT_HR, Role.PROVINCE})
LEADER = frozenset({Role.LEADER})
MONITOR = frozenset({Role.DEPARTMENT_HR, Role.PROVINCE})
PROVINCE = frozenset({Role.PROVINCE})
GRANTERS = frozenset({Role.UNIT_ADMIN, Role.PROVINCE})


class Relation(StrEnum):
    """Whose the thing acted on must be; all else answers as if it did not exist."""

    ANY = "any"  # published lists, nothing of any record
    OWN = "own"  # the own record, the own batch
    OWN_OR_POST = "own_or_post"  # the own record, and those of the units of the posts
    POST = "post"  # of a unit in which the officer holds a post
    HR_POST = "hr_post"  # of a unit in which the officer holds the HR post
    SIGNER = "signer"  # of a unit in which the officer is head or deputy
    BELOW = "below"  # of the departments of the HR posts and all below; the province sees all
    ALL = "all"  # the whole province


# States in which a thing may be acted on; an empty tuple: its state does not matter.
AT_DESK = (DraftState.WITH_PERSON, DraftState.RETURNED)
WAITING = (DraftState.WITH_HR,)
WINDOW_OPEN = ("window_open",)
STAGE_OPEN = ("stage_open",)
UNANSWERED = ("unanswered",)
BATCH_OPEN = ("batch_open",)
RECEIPT_OPEN = ("receipt_open",)
UNDECIDED = ("undecided",)


@dataclass(frozen=True)
class Action:
    """One row: the door, the relation, the states, the functions that decide, the article."""

    roles: frozenset[Role]
    relation: Relation
    states: tuple[str, ...] = ()
    rules: tuple[Callable[..., object], ...] = ()
    article: str = "Đ.5"


ACTIONS: dict[str, Action] = {
    "home.read": Action(EVERYBODY, Relation.OWN),
    "record.read_own": Action(EVERYBODY, Relation.OWN),
    "record.write_own": Action(
        EVERYBODY, Relation.OWN, AT_DESK, (checking.may_write, evidence.may_begin), "Đ.6.2"
    ),
    "record.print_own": Action(EVERYBODY, Relation.OWN),
    "record.read_history": Action(
        EVERYBODY, Relation.OWN_OR_POST, (), (history.sight_of,), "Đ.5, 7.1, 7.2"
    ),
    "catalogue.search": Action(EVERYBODY, Relation.ANY),
    "evidence.read": Action(
        EVERYBODY,
        Relation.OWN_OR_POST,
        (),
        (evidence.units_read_by, evidence.reads_restricted),
        "Đ.5, 7.1a",
    ),
    "correction.ask": Action(EVERYBODY, Relation.OWN, UNANSWERED, (corrections.may_ask,), "Đ.6.2a"),
    # As a check, of which it is a small one.
    "correction.answer": Action(
        HR | LEADER, Relation.POST, UNANSWERED, (corrections.may_answer,), "Đ.7.1a, 7.2a"
    ),
    "request.ask": Action(EVERYBODY, Relation.OWN, (), (), "TT06 Đ.23"),
    # A complaint goes to the tier above; what is overdue there and to Sở Nội vụ too.
    "request.answer": Action(
        HR | LEADER,
        Relation.BELOW,
        UNANSWERED,
        (rights.handlers_of, rights.may_answer),
        "TT06 Đ.23",
    ),
    "consent.give": Action(EVERYBODY, Relation.OWN, (), (rights.may_consent,), "TT06 Đ.7.6"),
    "issue.raise": Action(HR | LEADER, Relation.POST, (), (history.sight_of,), "Đ.14.4"),
    "issue.answer": Action(PROVINCE, Relation.ALL, UNANSWERED, (rights.may_settle,), "Đ.14.4"),
    "incident.read": Action(PROVINCE, Relation.ALL, (), (), "Đ.14.7"),
    "incident.write": Action(PROVINCE, Relation.ALL, (), (incidents.may_add,), "Đ.14.7"),
    "unit.read": Action(HR, Relation.HR_POST, (), (), "Đ.5, 6.1"),
    "unit.write": Action(
        HR,
        Relation.HR_POST,
        AT_DESK,
        (checking.may_write_unit_part, checking.may_send_unit_part, checking.may_bring_photo),
        "Đ.6.1, 7.1",
    ),
    # Whom the posts and written assignments let see; the database's own function says whom.
    "person.search": Action(HR | LEADER, Relation.BELOW, (), (searching.asked_for,), "Đ.5, 11"),
    # As a check: a leader where no HR officer is entitled.
    "move.read": Action(HR | LEADER, Relation.POST, (), (), "Đ.10"),
    "move.write": Action(
        HR | LEADER,
        Relation.POST,
        UNANSWERED,
        (moves.may_move, moves.may_decide, moves.may_prolong, moves.may_come_back),
        "Đ.10",
    ),
    # The answer comes from outside the province; whom the province itself holds is not asked for.
    "lookup.read": Action(HR, Relation.HR_POST, (), (), "Đ.10.1"),
    "lookup.ask": Action(
        HR,
        Relation.HR_POST,
        (),
        (
            national_lookups.may_ask_again,
            national_lookups.may_begin,
            national_lookups.may_receive,
        ),
        "Đ.3.4, 10.1",
    ),
    # A leader checks where no HR officer is entitled.
    "draft.check": Action(
        HR | LEADER, Relation.POST, WAITING, (checking.may_check,), "Đ.7.1a, 7.2a"
    ),
    "records.import": Action(HR, Relation.HR_POST, BATCH_OPEN, (checking.may_type_for,), "Đ.6.1"),
    # What was confirmed, on paper; more than fifty people by two (Đ.11).
    "record.print": Action(HR, Relation.HR_POST, (), (two_person.may_export_alone,), "Đ.6.1"),
    "manifest.sign": Action(
        LEADER,
        Relation.SIGNER,
        WINDOW_OPEN,
        (signing.may_sign, signing.signers_of),
        "Đ.7.1b, 7.2b",
    ),
    "month.close": Action(
        LEADER, Relation.SIGNER, WINDOW_OPEN, (signing.may_close_month,), "Đ.7.1b, 7.2b"
    ),
    "sync.read": Action(MONITOR, Relation.BELOW, (), (), "Đ.8"),
    "sync.start": Action(MONITOR, Relation.BELOW, STAGE_OPEN, (syncing.may_start_stage,), "Đ.8"),
    "requirement.read": Action(MONITOR, Relation.BELOW, (), (requiring.requires_for,), "Đ.3, 5"),
    "requirement.write": Action(
        MONITOR,
        Relation.BELOW,
        (),
        (requiring.requires_for, requiring.may_take_effect),
        "Đ.3, 5",
    ),
    "catalogue.read": Action(PROVINCE, Relation.ALL),
    "catalogue.map": Action(PROVINCE, Relation.ALL, (), (), "TT06 Đ.13"),
    "catalogue.keep": Action(PROVINCE, Relation.ALL, (), (kept_catalogues.may_add,), "TT06 Đ.13"),
    "catalogue.propose": Action(PROVINCE, Relation.ALL, (), (two_person.may_propose,), "TT06 Đ.13"),
    "receipt.approve": Action(
        PROVINCE, Relation.ALL, RECEIPT_OPEN, (syncing.may_approve_receipt,), "TT06 Đ.13"
    ),
    "policy.read": Action(PROVINCE, Relation.ALL, (), (), "Đ.5, 18"),
    # For the own unit and one tier below.
    "account.read": Action(GRANTERS, Relation.BELOW),
    "account.write": Action(
        GRANTERS, Relation.BELOW, (), (accounts.may_grant, accounts.may_change), "Đ.5"
    ),
    # Each sees the acts of the kinds to which the account is entitled.
    "two_person.read": Action(MANAGERS, Relation.BELOW),
    "two_person.decide": Action(
        MANAGERS, Relation.BELOW, UNDECIDED, (two_person.may_decide,), "Đ.5"
    ),
    "window.propose": Action(PROVINCE, Relation.ALL, (), (), "Đ.7, 8"),
    "key.change": Action(PROVINCE, Relation.ALL, (), (two_person.may_propose,), "TT06 Đ.12"),
    "backup.read": Action(PROVINCE, Relation.ALL, (), (), "Đ.9.2, 18.6"),
    "backup.restore": Action(PROVINCE, Relation.ALL, (), (two_person.may_propose,), "Đ.9.2"),
    "delivery.read": Action(PROVINCE, Relation.ALL, (), (), "Đ.8.2, 12"),
    "delivery.register": Action(
        PROVINCE, Relation.ALL, (), (syncing.may_register_delivery,), "Đ.8.2, 12"
    ),
    "sync_policy.read": Action(PROVINCE, Relation.ALL, (), (), "Đ.8, NĐ 27/2026"),
    "sync_policy.write": Action(
        PROVINCE, Relation.ALL, (), (sync_policy.may_switch,), "Đ.8, NĐ 27/2026"
    ),
    "working_day.read": Action(PROVINCE, Relation.ALL, (), (), "Đ.5"),
    "working_day.write": Action(PROVINCE, Relation.ALL, (), (), "Đ.5"),
    # Of these, whom Sở Nội vụ designated in writing.
    "level.read": Action(PROVINCE, Relation.ALL, (), (levels.keeps_levels,), "Đ.3.2"),
    "level.write": Action(
        PROVINCE,
        Relation.ALL,
        (),
        (levels.may_restrict, levels.may_raise_for, levels.may_raise_alone),
        "Đ.3.2, TT06 Đ.5.4",
    ),
    "certificate.read": Action(PROVINCE, Relation.ALL, (), (), "Đ.7, TT06 Đ.12"),
    # Two of them, never the own one.
    "certificate.bind": Action(
        PROVINCE,
        Relation.ALL,
        (),
        (certificates.may_bind, certificates.may_decide),
        "TT06 Đ.12",
    ),
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
        "person.search",
        "move.read",
        "lookup.read",
        "sync.read",
        "requirement.read",
        "catalogue.read",
        "certificate.read",
        "account.read",
        "two_person.read",
        "level.read",
        "policy.read",
        "incident.read",
        "sync_policy.read",
        "working_day.read",
    }
)
# What may be given by a written assignment (giao nhiệm vụ bằng văn bản, Đ.11.6): reading, each in
# the units of its scope. Who checks and who signs follows from posts alone.
ASSIGNABLE = ("unit.read", "record.read_history", "sync.read", SEE_RESTRICTED)

DOORS: dict[str, frozenset[Role]] = {name: action.roles for name, action in ACTIONS.items()}


def may_enter(officer: Officer, action: str) -> Decision:
    """Decide whether the officer's account has the door; KeyError for an action without a row.

    A limited grant opens reading alone; a written assignment opens its own doors (Đ.5, Đ.11.6).
    """
    doors = ACTIONS[action].roles
    if officer.roles(acting=action not in READING) & doors or officer.assigned_units(action):
        return ALLOWED
    if officer.roles() & doors:
        return Decision(False, "who", "account_limited", "Đ.5")
    return Decision(False, "who", "role_lacks", "Đ.5")


def rule_names(action: Action) -> tuple[str, ...]:
    """Return the names of the functions that decide, as they stand in the code."""
    return tuple(f"{rule.__module__}.{rule.__qualname__}" for rule in action.rules)
