"""Units, people and posts enter the province's database, in bulk: one transaction a unit.

Source: Quy chế Đ.2, Đ.5, Đ.7; seed files are described in docs/seed.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from province_app.models.people import Appointment, Employment, Person
from province_app.models.records import Draft
from province_app.models.units import (
    CalendarRule,
    Unit,
    UnitPeriod,
    UnitQuota,
    UnitSuccessor,
)
from province_app.record.entry import clean
from province_app.record.names import sort_key
from province_app.record.schema import field_of
from province_app.services.drafts import known_texts
from province_app.stores import audit, units
from province_app.stores.transaction import transaction
from tiers.calendar import Rule, local_day
from tiers.checking import DraftState
from tiers.texts import plain_letters


@dataclass(frozen=True)
class NewUnit:
    """A unit to add; `parent` is a code, the root has none; `successors` are codes."""

    code: str
    name: str
    kind: str
    tier: str
    parent: str | None
    valid_from: date
    valid_to: date | None = None
    successors: Sequence[str] = ()
    quotas: Sequence["NewQuota"] = ()


@dataclass(frozen=True)
class NewQuota:
    """How many posts the unit is assigned for a year, by which decision."""

    year: int
    assigned: int
    decision: str
    decided_on: date


@dataclass(frozen=True)
class NewPerson:
    """A person to add to a unit's roster; `fields` is what the province already holds, as typed."""

    id: UUID
    full_name: str
    category: str
    employed_from: date
    employed_to: date | None = None
    fields: Mapping[str, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True)
class NewAppointment:
    """A post to give to a person in a unit."""

    person_id: UUID
    unit: str
    post: str
    title: str
    valid_from: date
    valid_to: date | None = None


def add_calendar(session: Session, rules: Sequence[Rule], at: datetime) -> None:
    """Add dated rows of the legal calendar."""
    with transaction(session):
        session.add_all(CalendarRule(**vars(rule)) for rule in rules)
        audit.add(session, "calendar.added", None, ["calendar"], at, rows=len(rules))


def add_units(session: Session, new: Sequence[NewUnit], at: datetime) -> None:
    """Add the units and the tree that they form; parents may stand anywhere in the list.

    KeyError names a parent's code that is neither in the list nor in the database.
    """
    if not new:
        return
    with transaction(session):
        made = [Unit() for _ in new]
        session.add_all(made)
        session.flush()
        ids = unit_ids(session)
        ids.update({unit.code: row.id for unit, row in zip(new, made, strict=True)})
        session.execute(
            insert(UnitPeriod),
            [
                {
                    "unit_id": ids[unit.code],
                    "valid_from": unit.valid_from,
                    "valid_to": unit.valid_to,
                    "code": unit.code,
                    "name": clean(unit.name),
                    "kind": unit.kind,
                    "tier": unit.tier,
                    "parent_id": ids[unit.parent] if unit.parent else None,
                }
                for unit in new
            ],
        )
        _add_facts(session, new, ids, at)
        audit.add(session, "unit.added", None, [unit.code for unit in new], at)


def _add_facts(
    session: Session, new: Sequence[NewUnit], ids: Mapping[str, int], at: datetime
) -> None:
    session.add_all(
        UnitQuota(
            unit_id=ids[unit.code],
            year=one.year,
            assigned=one.assigned,
            decision=one.decision,
            decided_on=one.decided_on,
            recorded_at=at,
        )
        for unit in new
        for one in unit.quotas
    )
    session.add_all(
        UnitSuccessor(unit_id=ids[unit.code], successor_id=ids[one], recorded_at=at)
        for unit in new
        for one in unit.successors
    )
    session.flush()


def unit_ids(session: Session) -> dict[str, int]:
    """Return unit ids by every code that a unit has or had; the newest holder of a code wins."""
    rows = session.execute(
        select(UnitPeriod.code, UnitPeriod.unit_id).order_by(UnitPeriod.valid_from)
    )
    return dict(rows.all())


def add_people(session: Session, unit_id: int, people: Iterable[NewPerson], at: datetime) -> None:
    """Add people to the unit's roster, each with a draft of what is already known of them.

    One transaction; nothing is sent: the person looks at the draft first (Quy chế Đ.3.4, 6.2a).
    """
    with transaction(session):
        add_people_in(session, unit_id, list(people), at)


def add_people_in(
    session: Session,
    unit_id: int,
    new: Sequence[NewPerson],
    at: datetime,
    actor: UUID | None = None,
) -> None:
    """Add them as `add_people` does, in the caller's transaction; `actor`: who brings them.

    ValueError for a name with letters that only look Latin.
    """
    if not all(plain_letters(one.full_name) for one in new):
        raise ValueError("a full name has letters that only look Latin")
    for path in {path for one in new for path in one.fields}:
        try:
            kind = field_of(path).kind
        except KeyError as error:
            raise KeyError(f"no field {path} in the record") from error
        if kind == "photo":  # its digest would name a picture that is not there
            raise KeyError(f"{path} is brought as a picture")
    day = local_day(at)
    unit = units.unit_as_of(session, unit_id, day)
    manager = units.manager_of(session, unit, day)
    rows = [
        {
            "id": one.id,
            "full_name": clean(one.full_name),
            "sort_key": sort_key(one.full_name),
            "created_at": at,
        }
        for one in new
    ]
    session.execute(insert(Person), rows)
    session.execute(
        insert(Employment),
        [
            {
                "person_id": one.id,
                "unit_id": unit_id,
                "category": one.category,
                "starts_on": one.employed_from,
                "ends_on": one.employed_to,
            }
            for one in new
        ],
    )
    session.execute(
        insert(Draft),
        [
            {
                "id": uuid4(),
                "person_id": one.id,
                "unit_id": unit_id,
                "state": DraftState.WITH_PERSON,
                "typed": {
                    **{path: clean(text) for path, text in one.fields.items()},
                    **known_texts(unit, manager, one.category, one.employed_from),
                },
                "revision": 1,
                "typed_by": one.id,
                "saved_at": at,
                "returns": [],
            }
            for one in new
        ],
    )
    audit.add(session, "person.added", actor, [one.id for one in new], at, unit_id)


def appoint(session: Session, new: Sequence[NewAppointment], at: datetime) -> None:
    """Give the posts; KeyError names an unknown unit. Source: Quy chế Đ.7."""
    with transaction(session):
        ids = unit_ids(session)
        rows = [
            {
                "person_id": one.person_id,
                "unit_id": ids[one.unit],
                "post": one.post,
                "title": clean(one.title),
                "starts_on": one.valid_from,
                "ends_on": one.valid_to,
            }
            for one in new
        ]
        if rows:
            session.execute(insert(Appointment), rows)
        audit.add(session, "post.given", None, [one.person_id for one in new], at)
