"""Tra cứu từ CSDL quốc gia: HR asks for a person received from outside, and reads the answer.

A page only writes the request down; the tick puts it (`services/lookup_answers.py`). Neither the
number nor the answer ever lies open in the database, and both are deleted again.
Source: Quy chế Đ.10.1; exchange contract, annex 45.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.national_lookups import NationalLookup
from province_app.models.units import UnitPeriod
from province_app.record.entry import clean
from province_app.services import attempts, audit_reading
from province_app.services.attempts import TooManyTries
from province_app.services.basis import Basis, require_basis
from province_app.services.changes import FieldChange, changes, unit_names
from province_app.services.errors import Missing, Refused, refuse_state, require
from province_app.stores import audit, identities, people, runs, units
from province_app.stores import national_lookups as store
from province_app.stores.scope import as_node
from province_app.stores.transaction import transaction
from tiers.audit import Purpose
from tiers.calendar import local_day
from tiers.decision import Decision
from tiers.national_lookups import A_DAY, LookupState, may_ask_again
from tiers.units import Officer

ROWS = 25
MOST_CHARACTERS = 300  # of a purpose; the contract takes 500
_NUMBER = re.compile(r"[0-9]{12}")
_NOT_DIGITS = re.compile(r"[^0-9]")


@dataclass(frozen=True)
class Asked:
    """For whom HR asks, why, and by which document the person is received."""

    personal_id: str
    purpose: str
    basis: Basis


@dataclass(frozen=True)
class Line:
    """One request, who put it, and the name of whom a record began for ("" before)."""

    lookup: NationalLookup
    asked_by: str
    full_name: str


@dataclass(frozen=True)
class Desk:
    """One page of a unit's requests, the newest first."""

    unit: UnitPeriod
    others: tuple[UnitPeriod, ...]  # the officer's other units
    lines: Sequence[Line]
    total: int


@dataclass(frozen=True)
class Opened:
    """One request with what the national database holds of the person, as far as it was told."""

    line: Line
    state: LookupState  # known, too, where the person has come into the province meanwhile
    unit: UnitPeriod
    here: bool = False  # the person is on the unit's roster today
    stands: tuple[FieldChange, ...] = ()
    unit_names: Mapping[str, str] = field(default_factory=dict)
    unread: Sequence[str] = ()  # sections that are not as our form has them
    released: bool = False  # the former agency has said there that the person left it
    category: str = ""  # of loai_can_bo, as it was there


def desk(
    session: Session, officer: Officer, unit_id: int | None, at: datetime, page: int = 1
) -> Desk:
    """Return the requests of a unit in which the officer holds the HR post, by default the first.

    Missing for any other unit.
    """
    mine = units.with_ids(session, officer.hr_units, local_day(at))
    unit = next((one for one in mine if unit_id in (None, one.unit_id)), None)
    if unit is None:
        raise Missing
    rows = store.of_unit(session, unit.unit_id, (page - 1) * ROWS, ROWS)
    others = tuple(one for one in mine if one is not unit)
    lines = _lines(session, officer, rows)
    return Desk(unit, others, lines, store.size(session, unit.unit_id))


def ask(
    session: Session, officer: Officer, unit_id: int, asked: Asked, at: datetime, now: datetime
) -> UUID:
    """Write the request down, for the tick to put; return its id, or that of the same one waiting.

    Whom the province itself holds is not asked for: the wall between units counts there too.
    Refused after so many a day (`now`: of the system clock), without a purpose or a document.
    Missing for a unit in which the officer holds no HR post. Source: Quy chế Đ.10.1.
    """
    if unit_id not in officer.hr_units:
        raise Missing
    today = local_day(at)
    number, purpose = clean(asked.personal_id).replace(" ", ""), clean(asked.purpose)
    if not _NUMBER.fullmatch(number):
        raise refuse_state("lookup_number", "Đ.10.1")
    basis = require_basis(asked.basis, today)
    if not purpose or len(purpose) > MOST_CHARACTERS:
        raise refuse_state("lookup_purpose", "Đ.10.1")
    if any(number in _NOT_DIGITS.sub("", said) for said in (purpose, basis.number)):
        raise refuse_state("lookup_number_told", "Đ.10.1")
    count_try(session, officer, now)
    with transaction(session):
        identities.lock(session, [number])
        index = identities.personal_index(number)
        waiting = store.open_of(session, unit_id, index)
        if waiting is not None:
            return waiting.id
        known = bool(identities.holders(session, [number]))
        row = NationalLookup(
            id=uuid4(),
            unit_id=unit_id,
            asked_by=UUID(officer.person_id),
            asked_at=at,
            number=index,
            personal_id=number,
            purpose=purpose,
            basis_number=basis.number,
            basis_date=basis.day,
            state=LookupState.KNOWN if known else LookupState.REQUESTED,
            tries=0,
            try_at=now,
            answered_at=at if known else None,
        )
        session.add(row)
        said = {"purpose": purpose, "basis": f"{basis.number}, {basis.day}", "known": known}
        audit.add(session, "lookup.asked", row.asked_by, [row.id], at, unit_id, **said)
        if not known:
            runs.wake(session)
        return row.id


def ask_again(
    session: Session, officer: Officer, lookup_id: UUID, at: datetime, now: datetime
) -> None:
    """Let the tick put a failed request once more; nothing was read, so it is not counted again."""
    with transaction(session):
        row = find(session, officer, lookup_id, lock=True)
        require(may_ask_again(LookupState(row.state), kept=row.personal_id is not None))
        if store.open_of(session, row.unit_id, row.number) is not None:
            raise refuse_state("lookup_waiting", "Đ.10.1")
        row.state, row.fault, row.answered_at = LookupState.REQUESTED, None, None
        row.tries, row.try_at = 0, now
        actor = UUID(officer.person_id)
        audit.add(session, "lookup.asked_again", actor, [row.id], at, row.unit_id)
        runs.wake(session)


def read(session: Session, officer: Officer, lookup_id: UUID, at: datetime) -> Opened:
    """Return the request; what was found is noted as read. Missing outside the officer's units.

    Whoever has come into the province meanwhile is no longer shown from there.
    """
    row = find(session, officer, lookup_id)
    state = LookupState(row.state)
    if row.answer is not None and is_known(session, row):
        state = LookupState.KNOWN
    day = local_day(at)
    unit = units.unit_as_of(session, row.unit_id, day)
    (line,) = _lines(session, officer, [row])
    if row.record_id is None or row.answer is None or state is not LookupState.FOUND:
        begun = row.record_id if line.full_name else None
        here = begun is not None and people.home_unit(session, begun, day) == row.unit_id
        return Opened(line, state, unit, here)
    told = row.answer
    note, lookup = (session, officer, [row.record_id], at), str(row.id)
    audit_reading.note(*note, Purpose.LOOKUP, row.unit_id, lookup=lookup)
    stands = changes({}, told["contents"])
    return Opened(
        line,
        state,
        unit,
        stands=stands,
        unit_names=unit_names(session, stands, day),
        unread=told["unread"],
        released=told["released"],
        category=told["contents"].get("service", {}).get("staff_category") or "",
    )


def tries_of(session: Session, officer: Officer, lookup_id: UUID) -> int | None:
    """Return how often a request without an answer was put; None once it is answered."""
    row = find(session, officer, lookup_id)
    return row.tries if row.state == LookupState.REQUESTED else None


def find(
    session: Session, officer: Officer, lookup_id: UUID, *, lock: bool = False
) -> NationalLookup:
    """Return the request if it is of a unit where the officer is HR; else Missing."""
    row = store.find(session, lookup_id, officer.hr_units, lock=lock)
    if row is None:
        raise Missing
    return row


def _lines(session: Session, officer: Officer, rows: Sequence[NationalLookup]) -> list[Line]:
    begun = {one.id: one.record_id for one in rows if one.begun_at and one.record_id}
    seen = [one for one in begun.values() if str(one) not in officer.hidden]
    names = people.names(session, [*{one.asked_by for one in rows}, *seen])
    return [
        Line(one, names.get(one.asked_by, ""), names.get(begun.get(one.id, one.id), ""))
        for one in rows
    ]


def is_known(session: Session, row: NationalLookup, record_id: UUID | None = None) -> bool:
    """Whether the province holds that person itself: by the number, or by the record's id.

    `record_id`: as it has just been told.
    """
    if row.personal_id and identities.holders(session, [row.personal_id]):
        return True
    who = record_id or row.record_id
    with as_node(session):  # also where the asker does not see the person
        return who is not None and bool(people.names(session, [who]))


def count_try(session: Session, officer: Officer, now: datetime) -> None:
    """Count one of the day's requests; kept whatever becomes of it, so that nobody fishes."""
    try:
        attempts.reserve(
            session, "lookup", officer.person_id, "", now, known=True, everywhere=True, own=A_DAY
        )
    except TooManyTries as error:
        decision = Decision(False, "when", "lookup_enough", "Đ.10.1", error.until)
        raise Refused(decision) from error
