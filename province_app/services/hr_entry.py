"""What the unit writes into a person's record: staff number, post, movements, the contract's side.

The officer types it into the person's own draft, or begins one; another officer checks it, and the
person sees it. Source: Quy chế Đ.6.2, 7.1a.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.models.units import UnitPeriod
from province_app.record.schema import fields
from province_app.services import audit_reading, drafts
from province_app.services.errors import Missing, UnknownField, refuse_state, require
from province_app.services.own_record import OwnText, text_of
from province_app.services.photo_origin import PATH as PHOTO
from province_app.services.photo_origin import from_unit
from province_app.services.proof import changed_paths, missing_unit_proof
from province_app.services.terms import Prolonging, prolonged
from province_app.stores import drafts as store
from province_app.stores import people, records, rights, units
from province_app.stores.people import RosterLine
from province_app.stores.transaction import transaction
from tiers.audit import Purpose
from tiers.calendar import local_day
from tiers.checking import DraftState, may_send_unit_part, may_write_unit_part
from tiers.decision import Decision
from tiers.units import Officer, Role

__all__ = ["RosterLine"]  # what is read here, for the pages

ROWS = 25


@dataclass(frozen=True)
class Roster:
    """One page of a unit's people, by given name."""

    unit: UnitPeriod
    others: tuple[UnitPeriod, ...]  # the officer's other units
    total: int
    lines: Sequence[RosterLine]


@dataclass(frozen=True)
class Sheet:
    """What the unit writes of one person; `text` as it stands in the draft, or would."""

    person_id: UUID
    full_name: str
    title: str
    unit: UnitPeriod
    category: str
    text: OwnText
    closed: frozenset[str] = frozenset()  # what the person had restricted: paths, "" for all
    prolonged: Prolonging | None = None  # by what the term on the roster was last prolonged
    first_entry: bool = False  # nothing was confirmed yet: no change needs a document


def roster_of(
    session: Session, officer: Officer, unit_id: int | None, at: datetime, page: int = 1
) -> Roster:
    """Return the people of a unit in which the officer holds the HR post, by default the first.

    A written assignment opens the list of its scope too. Missing for any other unit. Source: Quy
    chế Đ.5, 7.1a, 11.6.
    """
    day = local_day(at)
    mine = units.with_ids(session, officer.hr_units | officer.assigned_units("unit.read"), day)
    unit = next((one for one in mine if unit_id in (None, one.unit_id)), None)
    if unit is None:
        raise Missing
    hidden = officer.hidden
    found = people.roster_lines(session, unit.unit_id, day, (page - 1) * ROWS, ROWS, hidden)
    return Roster(
        unit,
        tuple(one for one in mine if one is not unit),
        people.roster_size(session, unit.unit_id, day, hidden),
        found,
    )


def sheet_of(session: Session, officer: Officer, person_id: UUID, at: datetime) -> Sheet:
    """Return what the unit writes of the person, and write down that it is read.

    Missing outside the officer's units.
    """
    day = local_day(at)
    unit_id = unit_of(session, officer, person_id, day)
    audit_reading.note(session, officer, [person_id], at, Purpose.ENTER, unit_id)
    text = text_of(session, Officer(str(person_id), Role.PERSON), at)
    changed = changed_paths(session, [text.draft]).get(text.draft.id) if text.draft else None
    unproved = missing_unit_proof(text.draft, changed) if text.draft else []
    text = replace(
        text,
        faults=[*text.faults, *unproved],
        save=may_type(text.draft, officer, person_id, unit_id),
        send=_may_send(session, text.draft, officer, person_id, unit_id, changed),
    )
    unit = units.unit_as_of(session, unit_id, day)
    employment = people.employment_as_of(session, person_id, day)
    name = people.names(session, [person_id])[person_id]
    title = people.title_of(session, person_id, day)
    closed = frozenset(rights.restrictions(session, [person_id]).get(person_id, ()))
    prolonging = prolonged(session, employment)
    first = person_id not in records.latest(session, [person_id])
    return Sheet(person_id, name, title, unit, employment.category, text, closed, prolonging, first)


def save(
    session: Session,
    officer: Officer,
    person_id: UUID,
    typed: Mapping[str, str],
    revision: int,
    at: datetime,
) -> Draft:
    """Keep what the officer typed, right or wrong; the first save begins a draft.

    UnknownField for a field that HR does not fill. Refused `changed_elsewhere` when the draft is
    another than was shown. Source: Quy chế Đ.6.2, 7.1a.
    """
    for path in typed:
        if path not in fields() or fields()[path].item.filled_by != "hr":
            raise UnknownField(path)
    with transaction(session):
        draft = draft_to_type(session, officer, person_id, at)
        if draft.revision != revision:
            raise refuse_state("changed_elsewhere")
        drafts.keep_typed(session, draft, typed, at, UUID(officer.person_id))
    return draft


def draft_to_type(session: Session, officer: Officer, person_id: UUID, at: datetime) -> Draft:
    """Return the person's open draft as `typing_draft`; where there is none it begins.

    The caller holds the transaction. Source: Quy chế Đ.6.2, 7.1a.
    """
    people.lock(session, person_id)  # two first saves at once must not begin two drafts
    unit_id = unit_of(session, officer, person_id, local_day(at))
    draft = store.open_draft_for_update(session, person_id)
    require(may_type(draft, officer, person_id, unit_id))
    actor = UUID(officer.person_id)
    if draft is None:
        draft = drafts.begin(session, person_id, unit_id, at, actor)
    draft.typed_by = actor
    return draft


def typing_draft(session: Session, officer: Officer, person_id: UUID, at: datetime) -> Draft:
    """Return the person's open draft, locked, if the officer may type the unit's part now.

    From then on the draft is the officer's typing, which another checks. Source: Quy chế Đ.6.2b.
    """
    unit_id = unit_of(session, officer, person_id, local_day(at))
    draft = store.open_draft_for_update(session, person_id)
    if draft is None:
        raise refuse_state("evidence_no_draft", "Đ.6.2b")
    require(may_type(draft, officer, person_id, unit_id))
    draft.typed_by = UUID(officer.person_id)
    return draft


def send(session: Session, officer: Officer, person_id: UUID, at: datetime) -> Draft:
    """Send what the officer typed to the check, which is another officer's.

    InvalidEntry names every field that stands in the way. Source: Quy chế Đ.7.1a.
    """
    with transaction(session):
        unit_id = unit_of(session, officer, person_id, local_day(at))
        draft = store.open_draft_for_update(session, person_id)
        changed = changed_paths(session, [draft]).get(draft.id) if draft else None
        require(_may_send(session, draft, officer, person_id, unit_id, changed))
        assert draft is not None  # noqa: S101  the decision has just said so
        drafts.send_many(session, [draft], at, UUID(officer.person_id))
    return draft


def unit_of(session: Session, officer: Officer, person_id: UUID, day: date) -> int:
    """Return the person's unit if the officer is its HR; Missing otherwise. Source: Đ.7.1a."""
    unit_id = people.home_unit(session, person_id, day)
    if unit_id is None or unit_id not in officer.hr_units or str(person_id) in officer.hidden:
        raise Missing
    return unit_id


def may_type(draft: Draft | None, officer: Officer, person_id: UUID, unit_id: int) -> Decision:
    """Decide whether the officer may write the unit's part of the person's record now."""
    state = DraftState(draft.state) if draft else None
    typed_by = str(draft.typed_by) if draft else None
    return may_write_unit_part(state, officer, str(person_id), typed_by, unit_id)


def _may_send(
    session: Session,
    draft: Draft | None,
    officer: Officer,
    person_id: UUID,
    unit_id: int,
    changed: Sequence[str] | None,
) -> Decision:
    if draft is None or (changed is not None and not changed):
        return Decision(False, "state", "nothing_to_send", "Đ.6.2a")
    return may_send_unit_part(
        DraftState(draft.state),
        officer,
        str(person_id),
        str(draft.typed_by),
        unit_id,
        changed is None or any(_of_person(session, draft, path) for path in changed),
    )


def _of_person(session: Session, draft: Draft, path: str) -> bool:
    """Whether that change of the draft is the person's and not the unit's."""
    if path == PHOTO:
        return not from_unit(session, draft.person_id, draft.typed.get(PHOTO))
    return fields()[path].item.filled_by != "hr"
