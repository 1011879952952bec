"""Nhắc việc: what comes due for the people of a unit, from the rules of each one's own page.

Of the newest confirmed versions, as of today; a field whose use the person had restricted, and
people whom the officer may not see, are left out. Source: Quy chế Đ.3.2 ("Sống"), 5, 7.1a.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from province_app.models.units import UnitPeriod
from province_app.record.schema import SECTIONS
from province_app.services import audit_reading
from province_app.services.errors import Missing
from province_app.services.quality import Content, reminders
from province_app.signing.bindable import read_certificate
from province_app.stores import certificates, people, records, rights, sections, units
from tiers.audit import Purpose
from tiers.calendar import local_day
from tiers.quality.reminders import Reminder
from tiers.units import Officer

AT_ONCE = 200  # records in memory
CERTIFICATE_DAYS_AHEAD = 30
# What the rules of the reminders read; nothing else is opened.
READ = frozenset(
    {"identity", "service", "recruitment", "position", "political", "salary", "discipline",
     "contract"}
)  # fmt: skip


@dataclass(frozen=True)
class Due:
    """One thing that comes due for one person of the unit."""

    person_id: UUID
    full_name: str
    reminder: Reminder


@dataclass(frozen=True)
class DueInUnit:
    """All of it in one unit of the officer's, the first due first."""

    unit: UnitPeriod
    others: tuple[UnitPeriod, ...]  # the officer's other units
    dues: Sequence[Due]
    people: int  # of the unit, whom the officer may see


def due_in_unit(session: Session, officer: Officer, unit_id: int | None, at: datetime) -> DueInUnit:
    """Return what comes due in a unit where the officer holds the HR post, by default the first.

    Missing for any other. Of whom something is said, it is written down that they were read.
    """
    day = local_day(at)
    mine = units.with_ids(session, officer.hr_units, day)
    unit = next((one for one in mine if unit_id in (None, one.unit_id)), None)
    if unit is None:
        raise Missing
    names = dict(people.roster_names(session, unit.unit_id, day, officer.hidden))
    category = people.categories(session, list(names))
    found = [
        Due(who, names[who], one)
        for who, content in _contents(session, list(names))
        for one in reminders(content, category.get(who), at)
    ]
    found += _certificates(session, names, day)
    found.sort(key=lambda one: (one.reminder.due, one.full_name, one.reminder.kind))
    audit_reading.note(
        session, officer, [one.person_id for one in found], at, Purpose.REMIND, unit.unit_id
    )
    return DueInUnit(unit, tuple(one for one in mine if one is not unit), found, len(names))


def _contents(session: Session, who: Sequence[UUID]) -> Iterator[tuple[UUID, Content]]:
    """Yield what the rules read of each newest version, some hundred records in memory."""
    closed = frozenset(SECTIONS) - READ
    restricted = rights.restrictions(session, who)
    for first in range(0, len(who), AT_ONCE):
        versions = records.latest(session, who[first : first + AT_ONCE])
        contents: dict[UUID, dict[str, dict[str, object]]] = {}
        for (record, _), one in sections.by_digest(session, versions.values(), closed).items():
            contents.setdefault(record, {})[one.name] = orjson.loads(one.content)
        for record, content in contents.items():
            without = restricted.get(record, set())
            if "" not in without:
                yield record, _without(content, without)


def _without(content: Content, paths: Collection[str]) -> Content:
    return {
        name: {field: value for field, value in one.items() if f"{name}.{field}" not in paths}
        for name, one in content.items()
    }


def _certificates(session: Session, names: Mapping[UUID, str], day: date) -> list[Due]:
    """Return the signers of the unit whose newest certificate ends soon or has ended."""
    last: dict[UUID, date] = {}
    for one in certificates.bound_of(session, list(names)):
        ends = local_day(read_certificate(one.certificate).valid_until)
        last[one.person_id] = max(ends, last.get(one.person_id, ends))
    ahead = timedelta(days=CERTIFICATE_DAYS_AHEAD)
    return [
        Due(who, names[who], Reminder("certificate", ends - ahead, ends))
        for who, ends in last.items()
        if ends - ahead <= day
    ]
