"""What comes next for a person: nothing is wrong yet, but somebody has to act in time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tiers.partial_dates import add_months
from tiers.quality.contract import END, TERMINATED, TRIAL_TO
from tiers.quality.dates import term_ends
from tiers.quality.facts import Facts
from tiers.quality.identity import card_expires
from tiers.quality.pay import trial_ends
from tiers.quality.retirement import retirement_of
from tiers.quality.salary import (
    DISCIPLINES,
    RANK,
    SINCE,
    next_raise_due,
    over_frame_due,
    prolonged_months,
    step_of,
)
from tiers.quality.tables import is_working

_TERM_MONTHS_AHEAD = 3  # reminded at 4 years 9 months
_CARD_MONTHS_AHEAD = 2
_RAISE_MONTHS_AHEAD = 1
_CONTRACT_DAYS_AHEAD = 30
_PROBATION_DAYS_AHEAD = 7
_TRIAL_MONTHS_AHEAD = 1
CODE_DAYS_AHEAD = 60


@dataclass(frozen=True)
class Reminder:
    """Something that is due on a day; `from_day`: since when people should see it."""

    # retirement_notice, retirement_decision, raise, over_frame, term, card, contract, probation,
    # trial, code; certificate (of a signer, not in the record)
    kind: str
    from_day: date
    due: date
    path: str = ""  # of the field whose code ends


def reminders_of(facts: Facts) -> list[Reminder]:
    """Return all that is to be seen today, the first due first; nothing for who has left."""
    if not is_working(facts):
        return []
    return seen_on(facts.today, (one for find in _FINDERS for one in find(facts)))


def seen_on(today: date, found: Iterable[Reminder]) -> list[Reminder]:
    """Return those that are to be seen on the day, the first due first."""
    seen = (one for one in found if one.from_day <= today)
    return sorted(seen, key=lambda one: (one.due, one.kind, one.path))


def _retirement(facts: Facts) -> list[Reminder]:
    """Source: NĐ 46/2010, NĐ 115/2020 (theo hiểu biết, cần xác nhận): six and three months."""
    found = retirement_of(facts) if facts.reference.retirement_months else None
    if found is None or facts.today > found.last_day:
        return []
    if facts.today >= found.decision_on:
        return [Reminder("retirement_decision", found.decision_on, found.last_day)]
    return [Reminder("retirement_notice", found.notice_on, found.last_day)]


def _raise(facts: Facts) -> list[Reminder]:
    """Source: quality rules SL-4, SL-7."""
    step, since = step_of(facts), facts.span(SINCE)
    if step is None or since is None:
        return []
    later = prolonged_months(facts.rows(DISCIPLINES), since[1])
    arguments = (facts.reference, facts.text(RANK), step, since[1], later)
    due, beyond = next_raise_due(*arguments), over_frame_due(*arguments)
    found = [Reminder("raise", add_months(due, -_RAISE_MONTHS_AHEAD), due)] if due else []
    if beyond and not facts.text("salary.over_frame_percent"):
        found.append(Reminder("over_frame", add_months(beyond, -_RAISE_MONTHS_AHEAD), beyond))
    return found


def _term(facts: Facts) -> list[Reminder]:
    """Source: quality rule DT-9."""
    ends = term_ends(facts)
    return [Reminder("term", add_months(ends, -_TERM_MONTHS_AHEAD), ends)] if ends else []


def _card(facts: Facts) -> list[Reminder]:
    """Source: quality rule ID-9."""
    expires = card_expires(facts)
    return [Reminder("card", add_months(expires, -_CARD_MONTHS_AHEAD), expires)] if expires else []


def _contract(facts: Facts) -> list[Reminder]:
    """Source: quality rule LC-3."""
    end = facts.span(END)
    if end is None or facts.values.get(TERMINATED):
        return []
    return [Reminder("contract", end[0] - timedelta(days=_CONTRACT_DAYS_AHEAD), end[0])]


def _probation(facts: Facts) -> list[Reminder]:
    """Source: quality rule LC-5; until its last day, then the contract stands or has ended."""
    end = facts.span(TRIAL_TO)
    if end is None or facts.values.get(TERMINATED) or facts.today > end[1]:
        return []
    return [Reminder("probation", end[0] - timedelta(days=_PROBATION_DAYS_AHEAD), end[0])]


def _trial(facts: Facts) -> list[Reminder]:
    """Source: quality rule SL-9."""
    ends = trial_ends(facts)
    return [Reminder("trial", add_months(ends, -_TRIAL_MONTHS_AHEAD), ends)] if ends else []


_FINDERS: tuple[Callable[[Facts], list[Reminder]], ...] = (
    _retirement,
    _raise,
    _term,
    _card,
    _contract,
    _probation,
    _trial,
)
