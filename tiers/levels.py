"""Mức độ hạn chế tiếp cận: who sees a person at the raised level. Source: Quy chế Đ.3.2.

TT 06/2023 Đ.5.4 has two: the ordinary level, and a higher one for a time; when the time is over
the data returns to the ordinary level. The raised level is a dated row; this is its one rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tiers.decision import ALLOWED, Decision
from tiers.units import Officer, PostKind, Role, UnitStaff

# The door of a written assignment by which Sở Nội vụ designates who sees restricted persons.
SEE_RESTRICTED = "restricted.read"
ALONE_DAYS = 3  # how long a level that one person raised at once holds without the second


@dataclass(frozen=True)
class Restricted:
    """Somebody at the raised level on the day, the unit of work, and whether its head."""

    person_id: str
    unit_id: int | None
    is_head: bool = False


def sees(reader: Officer, one: Restricted) -> bool:
    """Whether the reader may know of the person at all.

    The person; whom Sở Nội vụ designated; the head of the unit of work, or where the person is
    that head the deputy, who signs the record (Đ.7.1b). Source: Quy chế Đ.3.2.
    """
    if reader.person_id == one.person_id:
        return True
    if one.unit_id is None:
        return bool(reader.assigned_units(SEE_RESTRICTED))
    if one.unit_id in reader.assigned_units(SEE_RESTRICTED):
        return True
    return reader.manages and reader.holds(_signing_post(one), one.unit_id)


def hidden_from(reader: Officer, restricted: Iterable[Restricted]) -> frozenset[str]:
    """Return of whom the reader is told nothing: no row, no count, no other answer than absence."""
    return frozenset(one.person_id for one in restricted if not sees(reader, one))


def staff_for(staff: UnitStaff, one: Restricted | None) -> UnitStaff:
    """Return who of the unit checks the person: at the raised level only who signs the record.

    Source: Quy chế Đ.3.2, 7.1a.
    """
    if one is None:
        return staff
    if one.is_head:
        return replace(staff, hr=())
    return replace(staff, hr=(), deputies=())


def may_restrict(officer: Officer, subject_id: str) -> Decision:
    """Decide whether the officer raises or lowers levels: the province's, and designated for it.

    Source: Quy chế Đ.3.2; TT 06/2023 Đ.5.4.
    """
    if officer.person_id == subject_id:
        return Decision(False, "who", "own_subject", "Đ.3.2")
    if not keeps_levels(officer):
        return Decision(False, "who", "role_lacks", "Đ.3.2")
    return ALLOWED


def keeps_levels(officer: Officer) -> bool:
    """Whether the officer deals with levels at all."""
    designated = bool(officer.assigned_units(SEE_RESTRICTED))
    return designated and Role.PROVINCE in officer.roles(acting=True)


def may_raise_for(starts_on: date, ends_on: date, today: date, *, raised: bool) -> Decision:
    """Decide whether the level may be raised so; `raised`: it is already, on some of these days."""
    if starts_on < today:
        return Decision(False, "state", "day_past", "Đ.3.2")
    if ends_on <= starts_on:
        return Decision(False, "state", "ends_before_start", "Đ.3.2")
    if raised:
        return Decision(False, "state", "already_raised", "Đ.3.2")
    return ALLOWED


def may_raise_alone(*, lapsed: bool) -> Decision:
    """Decide whether one person may raise the level at once, until the second one decides.

    `lapsed`: the last time nobody confirmed it, so days are not strung together by one person.
    Source: Quy chế Đ.3.2.
    """
    if lapsed:
        return Decision(False, "state", "raised_alone_before", "Đ.3.2")
    return ALLOWED


def _signing_post(one: Restricted) -> PostKind:
    return PostKind.DEPUTY if one.is_head else PostKind.HEAD
