"""Catalogues that the province keeps: what follows from the acts of Sở Nội vụ. Pure.

Nothing is ever taken out: an entry is stopped from a day on (ngừng sử dụng) and used again (sử
dụng lại), so that every record of every day still finds the meaning of its code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from tiers.decision import ALLOWED, Decision

ARTICLE = "TT06 Đ.13"
_DAY = timedelta(days=1)


class Act(StrEnum):
    """What Sở Nội vụ does to a list."""

    ADD = "add"  # thêm
    STOP = "stop"  # ngừng sử dụng từ ngày
    RESUME = "resume"  # sử dụng lại từ ngày
    PLACE = "place"  # sắp xếp thứ tự
    ALIAS = "alias"  # tên khác, by which people look for it


BY_DOCUMENT = (Act.ADD, Act.STOP, Act.RESUME)


@dataclass(frozen=True)
class Term:
    """From the first to the last day of use, both included; None is open."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Listed:
    """An entry of a kept list; `shipped`: the project brought it."""

    code: str
    name: str
    shipped: bool = False
    terms: tuple[Term, ...] = (Term(),)
    aliases: tuple[str, ...] = ()

    def used_on(self, day: date) -> bool:
        """Whether the entry may be chosen on the day."""
        return any(
            (one.first is None or one.first <= day) and (one.last is None or day <= one.last)
            for one in self.terms
        )

    @property
    def stops_on(self) -> date | None:
        """Return the last day of use that is known, None while there is no end."""
        return self.terms[-1].last


@dataclass(frozen=True)
class Done:
    """One act on a list, as it was written down; `place` counts from 1."""

    kind: Act
    code: str
    name: str = ""
    day: date | None = None
    place: int = 0


def after(shipped: Sequence[Listed], acts: Iterable[Done]) -> tuple[Listed, ...]:
    """Return the list after the acts, which are in the order in which they were done."""
    found = {one.code: one for one in shipped}
    order = list(found)
    for act in acts:
        if act.kind is Act.ADD and act.code in found:  # shipped meanwhile: the file's own stands
            continue
        if act.kind is Act.ADD:
            found[act.code] = Listed(act.code, act.name, terms=(Term(act.day),))
            order.append(act.code)
        elif act.kind is Act.PLACE:
            order.remove(act.code)
            order.insert(act.place - 1, act.code)
        else:
            found[act.code] = _changed(found[act.code], act)
    return tuple(found[code] for code in order)


def _changed(one: Listed, act: Done) -> Listed:
    if act.kind is Act.ALIAS:
        return replace(one, aliases=(*one.aliases, act.name))
    assert act.day is not None  # noqa: S101  the table sees to it
    if act.kind is Act.STOP:
        ended = replace(one.terms[-1], last=act.day - _DAY)
        return replace(one, terms=(*one.terms[:-1], ended))
    return replace(one, terms=(*one.terms, Term(act.day)))


def may_add(found: Iterable[Listed], code: str, name: str) -> Decision:
    """Decide whether an entry of that code and name can be added: both are the list's own."""
    for one in found:
        if one.code.casefold() == code.casefold():
            return Decision(False, "state", "kept_code_taken", ARTICLE)
        if name.casefold() in (one.name.casefold(), *map(str.casefold, one.aliases)):
            return Decision(False, "state", "kept_name_taken", ARTICLE)
    return ALLOWED


def may_stop(one: Listed, day: date, today: date) -> Decision:
    """Decide whether the entry's use can end with the day before `day`.

    Not in the past: what was chosen meanwhile would have ended before it was chosen.
    """
    last = one.terms[-1]
    if last.last is not None:
        return Decision(False, "state", "kept_stopped", ARTICLE)
    if day < today:
        return Decision(False, "state", "kept_day_past", ARTICLE)
    return (
        Decision(False, "state", "kept_before_use", ARTICLE)
        if last.first is not None and day <= last.first
        else ALLOWED
    )


def may_resume(one: Listed, day: date, today: date) -> Decision:
    """Decide whether the entry can be used again from `day` on."""
    ended = one.terms[-1].last
    if ended is None:
        return Decision(False, "state", "kept_in_use", ARTICLE)
    if day < today:
        return Decision(False, "state", "kept_day_past", ARTICLE)
    return Decision(False, "state", "kept_still_used", ARTICLE) if day <= ended else ALLOWED


def may_name(found: Iterable[Listed], name: str) -> Decision:
    """Decide whether the text can be another name of one entry: it says nothing else yet."""
    known = {text.casefold() for one in found for text in (one.name, *one.aliases)}
    return (
        Decision(False, "state", "kept_name_taken", ARTICLE)
        if name.casefold() in known
        else ALLOWED
    )
