"""Invented people of the demo province: one unit at a time, the same for the same seed.

Every quality rule on the generated fields holds, except the faults of `faults.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, pairwise
from random import Random
from uuid import UUID

from province_app.demo.biography import Slot, fields_of, life_of
from province_app.demo.dossier import complete
from province_app.demo.faults import break_some
from province_app.demo.staffing import (
    CONTRACT_CATEGORY,
    CONTRACT_TRACKS,
    Staffing,
    Track,
    head_title,
    staffing_of,
)
from province_app.demo.units import DemoUnit, facts
from tiers.units import PostKind, Tier

FEWEST_IN_UNIT = 3  # head, deputy, HR officer
_PEOPLE_PER_DEPUTY, _MOST_DEPUTIES = 20, 3
_HR_TITLE = "Cán bộ phụ trách công tác tổ chức"
_PROVINCE_LEADERS = ("Chủ tịch UBND tỉnh", "Phó Chủ tịch UBND tỉnh", "Phó Chủ tịch UBND tỉnh")
_FEWEST_WITH_LEADERS = 10  # people in the Office before it also has the province's leaders


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person and the text of each field as the person or HR would type it."""

    id: str
    number: int  # running number in the province, from 0
    full_name: str
    category: str  # code of loai_can_bo
    unit: str
    employed_from: date
    fields: dict[str, str]

    def as_seed(self) -> dict[str, object]:
        """Return the person as the seed file holds it (docs/seed.md)."""
        return {
            "id": self.id,
            "full_name": self.full_name,
            "category": self.category,
            "unit": self.unit,
            "employed_from": self.employed_from.isoformat(),
            "employed_to": None,
            "fields": self.fields,
        }


@dataclass(frozen=True, slots=True)
class DemoAppointment:
    """An appointment to a post of the unit, without an end."""

    person: str
    unit: str
    post: PostKind
    title: str
    valid_from: date

    def as_seed(self) -> dict[str, str | None]:
        """Return the appointment as the seed file holds it (docs/seed.md)."""
        return {
            "person": self.person,
            "unit": self.unit,
            "post": self.post.value,
            "title": self.title,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": None,
        }


@dataclass(slots=True)
class UnitPeople:
    """The staff of one unit and their posts."""

    unit: DemoUnit
    persons: list[DemoPerson] = field(default_factory=list)
    appointments: list[DemoAppointment] = field(default_factory=list)


def distribute(units: Sequence[DemoUnit], staff: int) -> list[int]:
    """Return how many people each unit has: none in the province, at least three elsewhere.

    The rest goes by the weight of the unit's kind, and the sum is exactly `staff`; ValueError
    when there are too few people.
    """
    weights = [0 if unit.tier is Tier.PROVINCE else staffing_of(unit).weight for unit in units]
    counts = [FEWEST_IN_UNIT if weight else 0 for weight in weights]
    spare = staff - sum(counts)
    if spare < 0:
        raise ValueError(f"staff must be at least {sum(counts)} for {len(units)} units")
    total = sum(weights)
    marks = [spare * reached // total for reached in accumulate(weights, initial=0)]
    return [
        count + after - before
        for count, (before, after) in zip(counts, pairwise(marks), strict=True)
    ]


def people_of_units(
    units: Sequence[DemoUnit], staff: int, seed: int = 2024
) -> Iterator[UnitPeople]:
    """Yield the people of each unit that has any, in the order of the units."""
    number = 0
    for unit, count in zip(units, distribute(units, staff), strict=True):
        if count:
            yield people_of(unit, count, number, seed)
        number += count


def people_of(unit: DemoUnit, count: int, first_number: int, seed: int = 2024) -> UnitPeople:
    """Return `count` (at least 3) people of the unit, numbered from `first_number`."""
    rng = Random(f"{seed}/{unit.code}")  # a unit's people do not depend on other units
    group = UnitPeople(unit)
    for number, slot in enumerate(_slots(rng, unit, count), first_number):
        life = life_of(rng, unit, slot)
        own = Random(seed * 1_000_003 + number)  # what follows leaves the unit's draws as they were
        fields = complete(own, unit, slot, life, fields_of(rng, unit, slot, life, number))
        break_some(number, fields)
        person_id = str(UUID(int=rng.getrandbits(128), version=4))
        group.persons.append(
            DemoPerson(
                person_id, number, life.full_name, slot.category, unit.code, life.joined, fields
            )
        )
        if slot.post:
            group.appointments.append(
                DemoAppointment(person_id, unit.code, slot.post, slot.title, life.appointed)
            )
    return group


def _slots(rng: Random, unit: DemoUnit, count: int) -> Iterator[Slot]:
    """Yield the places to fill: head, deputies, HR officer, and everyone else."""
    staffing = staffing_of(unit)
    career = staffing.tracks[0][1]
    title = head_title(unit)
    yield Slot(staffing.leaders, career, PostKind.HEAD, title, True, staffing.head_allowance)
    deputies = min(_MOST_DEPUTIES, 1 + count // _PEOPLE_PER_DEPUTY)
    for _ in range(deputies):
        yield Slot(
            staffing.leaders, career, PostKind.DEPUTY, f"Phó {title}", True,
            staffing.deputy_allowance,
        )  # fmt: skip
    yield Slot(staffing.category, staffing.hr, PostKind.HR, _HR_TITLE)
    left = count - deputies - 2
    if unit.code == facts()["leaders_office"] and count >= _FEWEST_WITH_LEADERS:
        for leader in _PROVINCE_LEADERS:
            allowance = "1,05" if leader.startswith("Phó") else "1,25"
            yield Slot("CB", career, None, leader, True, allowance)
        left -= len(_PROVINCE_LEADERS)
    for _ in range(left):
        yield _ordinary(rng, staffing)


def _ordinary(rng: Random, staffing: Staffing) -> Slot:
    if rng.random() < staffing.contract_share:
        return Slot(CONTRACT_CATEGORY, _pick(rng, CONTRACT_TRACKS))
    return Slot(staffing.category, _pick(rng, staffing.tracks))


def _pick(rng: Random, tracks: Sequence[tuple[int, Track]]) -> Track:
    if len(tracks) == 1:
        return tracks[0][1]
    return rng.choices([track for _, track in tracks], [weight for weight, _ in tracks])[0]
