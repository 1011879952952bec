"""How each version of a record came about and how far it has come. Source: Quy chế Đ.6–8."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, cast
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from province_app.stores import people
from province_app.stores import record_history as store
from province_app.stores.record_history import Made, Mark
from province_app.stores.scope import as_node
from tiers.calendar import local_day, period_of
from tiers.stages import Outcome, Stage
from tiers.units import PostKind, Tier

_STAGES = {
    "department": Stage.FACILITY_TO_DEPARTMENT,
    "province": Stage.DEPARTMENT_TO_PROVINCE,
    "national": Stage.PROVINCE_TO_NATIONAL,
}


@dataclass(frozen=True)
class Signed:
    """Who signed a version, by which post, with which list."""

    by: str
    post: PostKind
    at: datetime
    period: str
    manifest_id: UUID


@dataclass(frozen=True)
class Arrival:
    """What became of a version at a level above: taken there, stopped, or not (yet) sent.

    `receipt`: the national submission, once it has one; `approved_at`: when that was approved.
    """

    tier: str
    state: Literal["reached", "stopped", "not"]
    at: datetime | None = None
    outcome: str = ""
    code: str = ""
    path: str = ""
    receipt: UUID | None = None
    approved_at: datetime | None = None


@dataclass(frozen=True)
class Line:
    """A version without its content: who entered, checked and signed it, how far it has come."""

    number: int
    change: str
    unit_id: int
    unit: str  # its name on the day of the confirmation
    draft_id: UUID | None  # None: a department's own software delivered it
    tree: bytes
    entered_by: str
    entered_at: datetime
    sent_at: datetime | None
    confirmed_by: str
    confirmed_as: PostKind | None
    confirmed_at: datetime
    signed: Signed | None
    arrivals: tuple[Arrival, ...]
    sections: tuple[str, ...]  # that differ from the version before, where that one is shown


def lines_of(
    session: Session, person_id: UUID, made: Sequence[Made], at: datetime
) -> tuple[Line, ...]:
    """Return the versions with names and arrivals, in the order given (newest first)."""
    if not made:
        return ()
    signed = [one.signed_at for one in made if one.signed_at]
    periods = _periods(min(signed), at) if signed else []
    marks = store.marks_of(session, person_id, periods)
    held = {one.tier: one for one in store.held_of(session, person_id)}
    receipts = store.receipts_of(session, {one.submission_id for one in marks if one.submission_id})
    units = _Units(session, {one.unit_id for one in made})
    ids = {who for one in made for who in (one.typed_by, one.confirmed_by) if who}
    names = people.names(session, list(ids))
    with as_node(session):  # who signed is shown by name, also one who has no post in this node
        names |= people.names(session, [one.signer_id for one in made if one.signer_id])
    numbered = {one.version: one for one in made}
    return tuple(
        Line(
            one.version,
            one.change,
            one.unit_id,
            units.on(one.unit_id, local_day(one.confirmed_at)).name,
            one.draft_id,
            one.tree,
            names[one.typed_by] if one.typed_by else "",
            one.saved_at or one.confirmed_at,
            one.sent_at,
            names[one.confirmed_by] if one.confirmed_by else "",
            PostKind(one.confirmed_as) if one.confirmed_as else None,
            one.confirmed_at,
            _signed(one, names),
            tuple(
                _arrival(tier, one, units, marks, held.get(tier), receipts)
                for tier in store.RECEIVERS
            ),
            _changed(one, numbered.get(one.version - 1)),
        )
        for one in made
    )


def section_digests(tree: bytes) -> Mapping[str, str]:
    """Return the digests that a version's tree names, by section."""
    return cast("dict[str, str]", orjson.loads(tree)["sections"])


class _Units:
    """What the units of the versions were called at all times."""

    def __init__(self, session: Session, unit_ids: set[int]) -> None:
        self.known = store.unit_names(session, unit_ids)

    def on(self, unit_id: int, day: date) -> store.UnitName:
        """Return what the unit was on the day, else what it was first called."""
        mine = [one for one in self.known if one.unit_id == unit_id]
        then = (
            one
            for one in mine
            if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
        )
        return next(then, mine[0])


def _signed(one: Made, names: Mapping[UUID, str]) -> Signed | None:
    if one.signed_at is None or one.signer_id is None or one.manifest_id is None:
        return None
    return Signed(
        names[one.signer_id],
        PostKind(one.post or ""),
        one.signed_at,
        one.period or "",
        one.manifest_id,
    )


def _changed(one: Made, before: Made | None) -> tuple[str, ...]:
    if before is None:
        return ()
    old, new = section_digests(before.tree), section_digests(one.tree)
    return tuple(name for name in new if new[name] != old.get(name))


def _arrival(
    tier: str,
    one: Made,
    units: _Units,
    marks: Sequence[Mark],
    held: store.Held | None,
    receipts: Mapping[UUID, datetime | None],
) -> Arrival:
    """Return what became of the version at the tier.

    A unit of the level of a department holds it there as soon as it is signed. What the tier
    holds now says so too, where a later version has taken the item's place in the same month.
    """
    if one.signed_at is None:
        return Arrival(tier, "not")
    made_in = units.on(one.unit_id, local_day(one.signed_at)).tier
    if tier == "department" and made_in != Tier.FACILITY:
        return Arrival(tier, "reached", one.signed_at)
    mine = [mark for mark in marks if mark.stage == _STAGES[tier] and mark.version == one.version]
    taken = [mark for mark in mine if mark.outcome in (Outcome.ACCEPTED, Outcome.UNCHANGED)]
    if taken:
        first = taken[0]
        receipt = first.submission_id if first.submission_id in receipts else None
        approved = receipts[receipt] if receipt else None
        return Arrival(tier, "reached", first.at, receipt=receipt, approved_at=approved)
    if held is not None and held.version == one.version:
        return Arrival(tier, "reached", held.at)
    stopped = [mark for mark in mine if mark.outcome in (Outcome.REJECTED, Outcome.WITHHELD)]
    if stopped:
        last = stopped[-1]
        return Arrival(tier, "stopped", last.at, last.outcome, last.code or "", last.path or "")
    return Arrival(tier, "not")


def _periods(first: datetime, last: datetime) -> list[str]:
    """Return every month from one moment to another, both included."""
    year, month = map(int, period_of(first).split("-"))
    found = [period_of(first)]
    while found[-1] < period_of(last):
        year, month = year + month // 12, month % 12 + 1
        found.append(f"{year}-{month:02d}")
    return found
