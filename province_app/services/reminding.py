"""Nhắc việc: each step of the month is told once, one letter a person, whatever it takes together.

A step is claimed and all its letters are written down in one transaction; the mail server gets
them after. Who is at the raised level is in no count of a letter. Source: Quy chế Đ.7, 8.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from province_app.stores import alarms, audit, needs, sync_policy, units
from province_app.stores import reminders as store
from province_app.stores import runs as run_store
from province_app.stores.levels import restricted_by_id
from province_app.stores.needs import Holder, Needs
from province_app.stores.transaction import transaction
from tiers.calendar import local_day, period_of
from tiers.reminding import Call, Step, calls, checks, due, pace, signs
from tiers.sync_policy import Policy, policy_on
from tiers.units import PostKind, Tier

__all__ = ["Needs"]

MAILED_AT_ONCE = 50
STALE = timedelta(days=1)  # a letter that the server did not take for so long tells of yesterday
NAMED = 20  # units in a letter
_LATE = {Step.LATE_FACILITY: Tier.FACILITY, Step.LATE_DEPARTMENT: Tier.DEPARTMENT}


@dataclass
class Owes:
    """What one account is told of."""

    mail: str
    returned: int = 0  # fields of the own record
    check: int = 0
    sign: int = 0
    left: int = 0  # records of the own units, on the last day
    below: list[tuple[str, int]] = field(default_factory=list)  # unit, records left

    def told(self) -> dict[str, Any]:
        """Return what the letter says, as it is kept."""
        below = sorted(self.below, key=lambda one: (-one[1], one[0]))
        return {
            "returned": self.returned,
            "check": self.check,
            "sign": self.sign,
            "left": self.left,
            "below": below[:NAMED],
            "units": len(below),
        }


@dataclass(frozen=True)
class Letter:
    """A reminder that is to be mailed."""

    id: int
    step: Step
    period: str
    mail_to: str
    owes: dict[str, Any]
    closes: datetime


@dataclass(frozen=True)
class Late:
    """A unit that will be late at its pace: what is missing, and by whom it is held up."""

    needs: Needs
    checker: str  # "" where nobody holds the post
    signer: str
    closes: datetime
    a_day: int  # records a day needed until the window closes


def remind(session: Session, at: datetime, now: datetime) -> int:
    """Write down the letters of every step that is due and nobody has claimed; return how many.

    `at`: the business clock, whose calendar counts; `now`: the system clock.
    """
    made = 0
    for call in due(units.calendar_rules(session), period_of(at), at):
        with transaction(session):
            job = f"remind_{call.step}"
            if not run_store.claim_job(session, job, call.period, call.at, now):
                continue
            owing = _owing(session, call, local_day(at))
            rows = [
                {
                    "period": call.period,
                    "step": call.step,
                    "account_id": account_id,
                    "mail_to": one.mail,
                    "owes": one.told(),
                    "made_at": at,
                }
                for account_id, one in sorted(owing.items())
            ]
            made += store.add(session, rows)
            audit.add(session, "reminder.made", None, [f"{call.step} {call.period}"], at,
                      letters=len(rows))  # fmt: skip
    return made


def waiting(session: Session, at: datetime) -> list[Letter]:
    """Return the oldest letters that are to be mailed; no transaction stays open."""
    with transaction(session):
        rules = units.calendar_rules(session)
        found = []
        for row in store.to_mail(session, at - STALE, MAILED_AT_ONCE):
            step = Step(row.step)
            closes = {one.step: one.closes for one in calls(rules, row.period)}
            found.append(
                Letter(row.id, step, row.period, row.mail_to, dict(row.owes), closes[step])
            )
        return found


def mailed(session: Session, reminder_id: int, now: datetime) -> None:
    """Note that the letter was handed over."""
    with transaction(session):
        store.mark_mailed(session, reminder_id, now)


def late_units(
    session: Session,
    unit_ids: Sequence[int] | None,
    hidden: Sequence[str],
    at: datetime,
) -> list[Late]:
    """Return who will be late, the fastest pace needed first; none before the first step.

    `unit_ids`: the reader's, None = the whole province. A unit is listed until its tier's window
    has closed.
    """
    ends = _open_ends(session, at)
    if not ends:
        return []
    day = local_day(at)
    found = needs.of_units(session, day, unit_ids, hidden, tuple(ends), _by_event(session, day))
    named = _by_unit(needs.holders(session, [one.unit_id for one in found], day, hidden))
    late = []
    for one in found:
        held, closes = named[one.unit_id], ends[Tier(one.tier)]
        late.append(
            Late(
                one,
                _name(held, checks(_kinds(held))),
                _name(held, signs(_kinds(held))),
                closes,
                pace(one.left, closes, at),
            )
        )
    return sorted(late, key=lambda one: (-one.a_day, -one.needs.left, one.needs.unit_id))


def _open_ends(session: Session, at: datetime) -> dict[Tier, datetime]:
    """Return when the window of each tier closes that is looked at by now and has not closed."""
    steps = {one.step: one for one in calls(units.calendar_rules(session), period_of(at))}
    if Step.RETURNS not in steps or at < steps[Step.RETURNS].at:
        return {}
    return {
        tier: steps[step].closes
        for step, tier in _LATE.items()
        if step in steps and at < steps[step].closes
    }


def _owing(session: Session, call: Call, day: date) -> dict[int, Owes]:
    if call.step is Step.RETURNS:
        return {
            one.account_id: Owes(one.mail, returned=one.fields)
            for one in needs.returned(session, day)
        }
    tiers = (_LATE[call.step],) if call.step in _LATE else tuple(_LATE.values())
    hidden = tuple(restricted_by_id(session, day))
    found = needs.of_units(session, day, None, hidden, tiers, _by_event(session, day))
    above = {one.parent_id for one in found if one.parent_id} if call.step in _LATE else set()
    named = _by_unit(needs.holders(session, {one.unit_id for one in found} | above, day))
    owing: dict[int, Owes] = {}
    for one in found:
        held = named[one.unit_id]
        _tell_unit(owing, one, held, last=call.step in _LATE)
        if call.step is Step.LATE_FACILITY and one.parent_id:
            superiors = named[one.parent_id]
            kinds = {PostKind.HR, PostKind.HEAD}
            _tell_above(owing, one, [who for who in superiors if who.post in kinds])
    if call.step is Step.LATE_DEPARTMENT:
        for account_id, mail in alarms.province_accounts(session, day):
            for one in found:
                _owes(owing, account_id, mail).below.append((one.name, one.left))
    return owing


def _tell_unit(owing: dict[int, Owes], one: Needs, held: Sequence[Holder], *, last: bool) -> None:
    """Tell who checks of what waits for a check, who signs of what waits for a signature."""
    kinds = _kinds(held)
    checker, signer = checks(kinds), signs(kinds)
    for who in held:
        if who.account_id is None or not who.mail:
            continue
        check = one.to_check if who.post == checker else 0
        sign = one.to_sign if who.post == signer else 0
        left = one.left if last and who.post in (checker, signer) else 0
        if check or sign or left:
            told = _owes(owing, who.account_id, who.mail)
            told.check, told.sign, told.left = (
                told.check + check, told.sign + sign, told.left + left,
            )  # fmt: skip


def _tell_above(owing: dict[int, Owes], one: Needs, superiors: Iterable[Holder]) -> None:
    for who in superiors:
        if who.account_id is not None and who.mail:
            _owes(owing, who.account_id, who.mail).below.append((one.name, one.left))


def _owes(owing: dict[int, Owes], account_id: int, mail: str) -> Owes:
    return owing.setdefault(account_id, Owes(mail))


def _by_unit(held: Iterable[Holder]) -> dict[int, list[Holder]]:
    found: dict[int, list[Holder]] = defaultdict(list)
    for one in held:
        found[one.unit_id].append(one)
    return found


def _kinds(held: Iterable[Holder]) -> set[PostKind]:
    return {PostKind(one.post) for one in held}


def _name(held: Iterable[Holder], kind: PostKind | None) -> str:
    return next((one.full_name for one in held if one.post == kind), "")


def _by_event(session: Session, day: date) -> list[int]:
    """Return the units of the event policy: the month's windows are not theirs."""
    chosen = sync_policy.choices(session)
    if all(one.policy is Policy.MONTHLY for one in chosen):
        return []
    everywhere = units.units_as_of(session, day)
    return [
        one.unit_id for one in everywhere if policy_on(chosen, one.unit_id, day) is Policy.EVENT
    ]
