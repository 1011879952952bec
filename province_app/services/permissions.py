"""Why somebody may do something, or may not: the door, then the rule of the act on the thing.

The same functions answer that the pages and the acts ask. Source: Quy chế Đ.5, 18.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.services import (
    corrections,
    hr_entry,
    monitor,
    move_desk,
    own_record,
    record_history,
    required_fields,
    sign_page,
)
from province_app.services.check_page import check_desk
from province_app.services.errors import Missing, Refused, require_seen
from province_app.stores import audit, people
from province_app.stores import units as unit_store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.decision import ALLOWED, Decision
from tiers.history import Sight
from tiers.policy import ACTIONS, Action, may_enter
from tiers.stages import Stage
from tiers.syncing import may_approve_receipt
from tiers.units import Officer

Judge = Callable[[Session, Officer, str, datetime], Decision]
OUTSIDE = Decision(False, "who", "out_of_scope", "Đ.5")  # answered as 404


@dataclass(frozen=True)
class Why:
    """The answer: the row of the table, the door, and the rule on the thing when one was named.

    `rule` is None when the door is shut already, when nothing was named, or when the act has no
    rule beyond its door.
    """

    officer: Officer
    name: str
    action: Action
    door: Decision
    rule: Decision | None

    @property
    def decision(self) -> Decision:
        """The first refusal, else that it is allowed."""
        return self.door if not self.door.allowed or self.rule is None else self.rule


def ask_why(
    session: Session, asker: Officer | None, account: str, name: str, thing: str, at: datetime
) -> Why:
    """Answer whether the account may do the action now, on the thing if one is named.

    `account`: a user name, or the id of its person. `thing`: as `THINGS` says for the action.
    Missing for an account or an action that does not exist, and for whom the asker (None: at the
    console) may not see. Who asked about whom is written down.
    """
    found = _officer(session, account, at)
    if found is None or name not in ACTIONS:
        raise Missing
    if asker is not None:  # who is hidden from the asker is so in the answer too
        require_seen(asker, UUID(found.person_id))
        found = replace(found, hidden=found.hidden | asker.hidden)
    door = may_enter(found, name)
    rule = _judged(session, found, name, thing, at) if door.allowed and thing else None
    with transaction(session):
        actor = UUID(asker.person_id) if asker else None
        audit.add(session, "policy.asked", actor, [found.person_id], at, action=name)
    return Why(found, name, ACTIONS[name], door, rule)


def _officer(session: Session, account: str, at: datetime) -> Officer | None:
    found = people.account_named(session, account.strip().lower())
    if found is not None:
        return people.officer(session, found, local_day(at))
    person_id = _uuid(account)
    if person_id is None or not people.has_account(session, person_id):
        return None
    return people.officer_of(session, person_id, local_day(at))


def _judged(
    session: Session, officer: Officer, name: str, thing: str, at: datetime
) -> Decision | None:
    judge = _JUDGES.get(name)
    if judge is None:
        return None
    try:
        return judge(session, officer, thing.strip(), at)
    except Missing:
        return OUTSIDE
    except Refused as error:
        return error.decision


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def _id(text: str) -> UUID:
    found = _uuid(text)
    if found is None:
        raise Missing
    return found


def _unit(session: Session, code: str, at: datetime) -> int:
    found = unit_store.unit_of_code(session, code, local_day(at))
    if found is None:
        raise Missing
    return found.unit_id


def _own(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    return ALLOWED if str(_id(thing)) == officer.person_id else OUTSIDE


def _write_own(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    if str(_id(thing)) != officer.person_id:
        return OUTSIDE
    return own_record.text_of(session, officer, at).save


def _history(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    sight = record_history.sight_now(session, officer, _id(thing), at)
    return OUTSIDE if sight is Sight.NONE else ALLOWED


def _answer(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    return corrections.report_desk(session, officer, _id(thing), at).decision


def _read_unit(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    hr_entry.roster_of(session, officer, _unit(session, thing, at), at)
    return ALLOWED


def _write_unit(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    return hr_entry.sheet_of(session, officer, _id(thing), at).text.save


def _see_moves(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    move_desk.move_desk(session, officer, _unit(session, thing, at), at)
    return ALLOWED


def _move(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    return move_desk.filing_desk(session, officer, _id(thing), at).decision


def _check(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    return check_desk(session, officer, _id(thing), at).decision


def _as_hr(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    return ALLOWED if _unit(session, thing, at) in officer.hr_units else OUTSIDE


def _sign(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    return sign_page.sign_desk(session, officer, _unit(session, thing, at), at).decision


def _close(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    return sign_page.sign_desk(session, officer, _unit(session, thing, at), at).close


def _see_sync(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    scope = monitor.scope_of(session, officer, local_day(at))
    return ALLOWED if scope is None or _unit(session, thing, at) in scope else OUTSIDE


def _start(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    if thing not in set(Stage):
        raise Missing
    return monitor.start_decision(session, officer, Stage(thing), at)[0]


def _require(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    desk = required_fields.required_desk(session, officer, at)
    wanted = _unit(session, thing, at)
    return ALLOWED if wanted in {one.unit_id for one in desk.units} else OUTSIDE


def _approve(session: Session, officer: Officer, thing: str, at: datetime) -> Decision:
    return may_approve_receipt(officer)


# What is named for an action: the id of a person, a draft, a report; the code of a unit; a stage.
THINGS: Mapping[str, tuple[str, Judge]] = {
    "home.read": ("person", _own),
    "record.read_own": ("person", _own),
    "record.write_own": ("person", _write_own),
    "record.print_own": ("person", _own),
    "record.read_history": ("person", _history),
    "correction.ask": ("person", _own),
    "correction.answer": ("report", _answer),
    "unit.read": ("unit", _read_unit),
    "unit.write": ("person", _write_unit),
    "move.read": ("unit", _see_moves),
    "move.write": ("person", _move),
    "lookup.read": ("unit", _as_hr),
    "lookup.ask": ("unit", _as_hr),
    "draft.check": ("draft", _check),
    "records.import": ("unit", _as_hr),
    "record.print": ("unit", _as_hr),
    "manifest.sign": ("unit", _sign),
    "month.close": ("unit", _close),
    "sync.read": ("unit", _see_sync),
    "sync.start": ("stage", _start),
    "requirement.read": ("unit", _require),
    "requirement.write": ("unit", _require),
    "receipt.approve": ("submission", _approve),
}
_JUDGES: Mapping[str, Judge] = {name: judge for name, (_, judge) in THINGS.items()}
