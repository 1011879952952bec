"""Whom the rows of a workbook may be about: the people of a unit, and what is held of them.

A long file is compared part by part: who is who is known of everybody, the text of a record only
of those whom the part names. Source: Quy chế Đ.6.1, 6.2.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.entry import Sections, of_other_sections, typed_of
from province_app.record.schema import SECTIONS, field_of
from province_app.services.drafts import known_texts
from province_app.stores import drafts, people, records, sections, units
from province_app.workbooks.layout import KEY, NAME
from province_app.workbooks.preview import Entry
from tiers.calendar import local_day

PIECE = 1000  # people whose numbers are looked up at once
_OTHERS = frozenset(SECTIONS) - {field_of(KEY).section}


@dataclass(frozen=True)
class Base:
    """A person of the unit, and the text that a file is compared with."""

    person_id: UUID
    full_name: str
    typed: Mapping[str, str]
    revision: int
    draft: Draft | None
    new: bool  # nothing but what the system fills is known
    content: Sections  # of the sections whose text is as the newest version has it


@dataclass
class Unit:
    """Finds a row's person by the identity number, else by a name that only one person has."""

    by_key: dict[str, UUID] = field(default_factory=dict)
    by_name: dict[str, list[UUID]] = field(default_factory=dict)

    def find(self, entry: Entry) -> UUID | None:
        """Return the person; None for a stranger, or a name that several without number have."""
        if entry.key in self.by_key:
            return self.by_key[entry.key]
        namesakes = self.by_name.get(_folded(entry.typed.get(NAME, "")), [])
        return namesakes[0] if entry.key and len(namesakes) == 1 else None


def unit_of(session: Session, unit_id: int, at: datetime, hidden: Collection[str] = ()) -> Unit:
    """Return who is on the unit's roster today, not hidden, by number or by name."""
    names = people.roster_names(session, unit_id, local_day(at), hidden)
    found = Unit()
    for first in range(0, len(names), PIECE):
        part = dict(names[first : first + PIECE])
        keys = _keys(session, list(part))
        for person_id, full_name in part.items():
            if key := keys.get(person_id):
                found.by_key[key] = person_id
            else:
                found.by_name.setdefault(_folded(full_name), []).append(person_id)
    return found


def bases_of(
    session: Session,
    unit_id: int,
    at: datetime,
    hidden: Collection[str] = (),
    only: Collection[UUID] | None = None,
) -> list[Base]:
    """Return who is on the unit's roster today, not hidden, with the text that we hold.

    `only`: of these people alone.
    """
    day = local_day(at)
    unit = units.unit_as_of(session, unit_id, day)
    manager = units.manager_of(session, unit, day)
    roster = people.roster(session, unit_id, day, hidden, only)
    employed = people.employments(session, unit_id, day, only)
    ids = [person.id for person in roster]
    open_drafts = drafts.open_drafts(session, ids)
    versions = records.latest(session, ids)
    closed = [one for who, one in versions.items() if who not in open_drafts]
    contents = records.contents_of(session, closed)
    revisions = drafts.revisions(session, [one.draft_id for one in closed])
    found = []
    for person in roster:
        draft, version = open_drafts.get(person.id), versions.get(person.id)
        job = employed[person.id]
        content: Sections = contents[person.id] if version and not draft else {}
        typed = typed_of(content) if content else {}
        if draft is not None:
            typed, revision = draft.typed, draft.revision
        else:
            known = known_texts(unit, manager, job.category, job.starts_on)
            content = of_other_sections(
                content, [path for path, text in known.items() if typed.get(path) != text]
            )
            typed |= known
            revision = revisions.get(version.draft_id, 0) + 1 if version else 1
        new = version is None and all(_by_system(path) for path, text in typed.items() if text)
        found.append(Base(person.id, person.full_name, typed, revision, draft, new, content))
    return found


def _keys(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the identity numbers that are held of those people: a draft's before a version's."""
    drafted = drafts.open_drafts(session, ids)
    versions = [v for who, v in records.latest(session, ids).items() if who not in drafted]
    parts = sections.by_digest(session, versions, _OTHERS) if versions else {}
    found = {who: draft.typed.get(KEY, "") for who, draft in drafted.items()}
    for (person_id, _), part in parts.items():
        found[person_id] = orjson.loads(part.content).get(field_of(KEY).name) or ""
    return found


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _by_system(path: str) -> bool:
    return field_of(path).item.filled_by == "system"
