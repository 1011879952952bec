"""The history of a record: its versions, what differs between two, what stood on a day.

Reading only. The person reads the own record whole; officers read what their units made, and all
of it where the person works now. Everybody else is told that there is no such record, and what is
read of somebody else is written down. Source: Quy chế Đ.5, 6.1, 7.1, 7.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from province_app.models.evidence import Evidence
from province_app.models.people import Person
from province_app.record.schema import SECTIONS, fields
from province_app.services import audit_reading
from province_app.services.changes import FieldChange, changes, unit_names
from province_app.services.errors import Missing
from province_app.services.evidence_reading import files_named, readable
from province_app.services.named_photos import NamedPhoto, Pair, changed_photos
from province_app.services.version_path import Line, lines_of, section_digests
from province_app.stores import consents, drafts, people, sections
from province_app.stores import record_history as store
from tiers.audit import Purpose
from tiers.calendar import local_day
from tiers.history import Sight, consent_sight, end_of, sight_of, widens
from tiers.units import Officer

RESTRICTED = frozenset(name for name, info in SECTIONS.items() if info.restricted)


@dataclass(frozen=True)
class Reading:
    """Whose record is read, and how much of it."""

    person_id: UUID
    full_name: str
    own: bool
    home: int | None  # unit where the person works today
    lines: Sequence[Line]  # the versions that the reader may see, newest first
    sights: Mapping[int, Sight]  # by version
    consent: UUID | None = None  # of the person, where it shows more than the reader's posts
    at_post: bool = False  # the person works where the reader holds a post
    guest: bool = False  # without the consent the record would not exist for the reader

    def line(self, number: int) -> Line:
        """Return that version; Missing when there is none that the reader may see."""
        found = next((one for one in self.lines if one.number == number), None)
        if found is None:
            raise Missing
        return found


@dataclass(frozen=True)
class OnDay:
    """Which versions were the newest when the day was over; None: none, or none to be seen."""

    day: date
    confirmed: Line | None
    signed: Line | None
    elsewhere: bool  # the newest one is not for this reader


@dataclass(frozen=True)
class Opened:
    """One version as the reader may see it: each field that stands, its documents."""

    reading: Reading
    line: Line
    day: date  # whose labels are meant
    stands: tuple[FieldChange, ...]
    unit_names: Mapping[str, str]
    files: Mapping[str, Sequence[Evidence]]
    locked: tuple[str, ...]  # restricted sections that are not shown
    photo: NamedPhoto | None  # unless the reader may not look at it


@dataclass(frozen=True)
class Compared:
    """What differs between an older and a newer version."""

    reading: Reading
    old: Line
    new: Line
    day: date
    changes: tuple[FieldChange, ...]
    unit_names: Mapping[str, str]
    locked: tuple[str, ...]  # restricted sections that differ and are not shown
    photos: Pair  # old and new where they differ, as far as the reader may look at them


def history_of(session: Session, reader: Officer, person_id: UUID, at: datetime) -> Reading:
    """Return the versions that the reader may see; Missing when the record is not for the reader.

    Source: Quy chế Đ.5, 7.1, 7.2.
    """
    reading = _reading(session, reader, person_id, at)
    _note(session, reader, reading, at, "list")
    return reading


def sight_now(session: Session, reader: Officer, person_id: UUID, at: datetime) -> Sight:
    """Return the widest sight that the reader has of the record's versions, without reading any.

    Source: Quy chế Đ.5.
    """
    try:
        reading = _reading(session, reader, person_id, at)
    except Missing:
        return Sight.NONE
    sights = set(reading.sights.values())
    return Sight.WHOLE if reading.own or Sight.WHOLE in sights else Sight.OPEN


def on_day(session: Session, reading: Reading, day: date) -> OnDay:
    """Return which versions were the newest confirmed and the newest signed on the day."""
    newest = store.newest_before(session, reading.person_id, end_of(day))
    shown = {one.number: one for one in reading.lines}
    confirmed = shown.get(newest.confirmed) if newest.confirmed else None
    signed = shown.get(newest.signed) if newest.signed else None
    hidden = [n for n in newest if n is not None and n not in shown]
    return OnDay(day, confirmed, signed, bool(hidden))


def open_version(
    session: Session,
    reader: Officer,
    person_id: UUID,
    number: int,
    at: datetime,
    day: date | None = None,
) -> Opened:
    """Return the version's content with the labels of the day, by default of its confirmation.

    Restricted sections are not even opened for a reader who signs and does not check.
    """
    reading = _reading(session, reader, person_id, at)
    line = reading.line(number)
    day = day or local_day(line.confirmed_at)
    _note(session, reader, reading, at, "version", number)
    closed = _closed(reading, line)
    (content,) = _contents(session, reading, [line], closed)
    stands = changes({}, content)
    # A consent is to read the record: its documents stay with those before whom they lie.
    kept = {} if reading.guest else drafts.evidence_of(session, [line.draft_id])
    named = kept.get(line.draft_id, {})
    named = {path: ones for path, ones in named.items() if fields()[path].section not in closed}
    return Opened(
        reading,
        line,
        day,
        stands,
        unit_names(session, stands, day),
        files_named(session, person_id, named) if named else {},
        tuple(name for name in SECTIONS if name in closed),
        _photos(session, reader, reading, stands, at)[1],
    )


def compare_versions(
    session: Session, reader: Officer, person_id: UUID, numbers: tuple[int, int], at: datetime
) -> Compared:
    """Return what differs between two versions, given in any order."""
    reading = _reading(session, reader, person_id, at)
    old, new = (reading.line(number) for number in sorted(numbers))
    _note(session, reader, reading, at, "compare", old.number, new.number)
    closed = _closed(reading, old) | _closed(reading, new)
    before, after = _contents(session, reading, [old, new], closed)
    day = local_day(new.confirmed_at)
    found = changes(before, after)
    digests = [section_digests(one.tree) for one in (old, new)]
    locked = (one for one in SECTIONS if one in closed)
    return Compared(
        reading,
        old,
        new,
        day,
        found,
        unit_names(session, found, day),
        tuple(name for name in locked if digests[0].get(name) != digests[1].get(name)),
        _photos(session, reader, reading, found, at),
    )


def _photos(
    session: Session,
    reader: Officer,
    reading: Reading,
    found: Sequence[FieldChange],
    at: datetime,
) -> Pair:
    """Return the photos before and after, None for one that the reader may not look at.

    Of a picture that is not here the officers are told so; a guest gets none.
    """
    who = reading.person_id
    old, new = changed_photos(session, [(who, found)]).get(who, (None, None))

    def seen(photo: NamedPhoto | None) -> NamedPhoto | None:
        if photo is None or (not photo.held and not reading.guest):
            return photo
        return photo if readable(session, reader, who, photo.digest, at) else None

    return seen(old), seen(new)


def _reading(session: Session, reader: Officer, person_id: UUID, at: datetime) -> Reading:
    person = session.get(Person, person_id)
    if person is None or str(person_id) in reader.hidden:
        raise Missing
    day = local_day(at)
    home = people.home_unit(session, person_id, day)
    own = reader.person_id == str(person_id)
    mine = {post.unit_id for post in reader.posts}
    by_post = sight_of(reader, str(person_id), [] if home is None else [home])
    given = consents.standing(session, person_id, UUID(reader.person_id), day)
    consent = consent_sight(given=given is not None, whole=bool(given and given.whole))
    at_home = sight_of(reader, str(person_id), [] if home is None else [home], consent)
    made = store.versions_of(session, person_id, None if at_home is not Sight.NONE else mine)
    places = {one.version: {one.unit_id, *([home] if home else [])} for one in made}
    posted = {version: sight_of(reader, str(person_id), ids) for version, ids in places.items()}
    sights = {
        version: sight_of(reader, str(person_id), ids, consent) for version, ids in places.items()
    }
    made = [one for one in made if sights[one.version] is not Sight.NONE]
    if not made and at_home is Sight.NONE:
        raise Missing
    seen = [by_post, *posted.values()]
    wider = given is not None and any(widens(one, consent) for one in seen)
    return Reading(
        person_id,
        person.full_name,
        own,
        home,
        lines_of(session, person_id, made, at),
        sights,
        given.id if given and wider else None,
        at_post=not own and home in mine and by_post is not Sight.NONE,
        guest=all(one is Sight.NONE for one in seen),
    )


def _note(
    session: Session, reader: Officer, reading: Reading, at: datetime, part: str, *numbers: int
) -> None:
    """Write down that somebody else's record is read, by which of the reader's units."""
    mine = {post.unit_id for post in reader.posts}
    units = [reading.home, *(one.unit_id for one in reading.lines)]
    unit_id = next((one for one in units if one in mine), None)
    who, seen = (session, reader, [reading.person_id], at), [*numbers]
    if reading.consent:
        named = str(reading.consent)
        audit_reading.note(*who, Purpose.CONSENT, unit_id, consent=named, part=part, versions=seen)
    else:
        audit_reading.note(*who, Purpose.HISTORY, unit_id, part=part, versions=seen)


def _closed(reading: Reading, line: Line) -> frozenset[str]:
    return frozenset() if reading.sights[line.number] is Sight.WHOLE else RESTRICTED


def _contents(
    session: Session, reading: Reading, lines: Sequence[Line], closed: frozenset[str]
) -> list[dict[str, dict[str, Any]]]:
    """Return the contents in the order of the versions, without the closed sections."""
    found = {
        one.version: one
        for one in store.versions_at(session, reading.person_id, {one.number for one in lines})
    }
    parts = sections.by_digest(session, list(found.values()), closed)
    return [
        {
            part.name: orjson.loads(part.content)
            for digest in found[line.number].section_digests
            if (part := parts.get((reading.person_id, bytes(digest)))) is not None
        }
        for line in lines
    ]
