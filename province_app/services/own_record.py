"""What a person sees of the own record: the text of the form, what is wrong in it, how far it is.

Reading only; the acts are in `services/drafts.py`. Source: Quy chế Đ.6.2a.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.records import Draft, RecordVersion
from province_app.models.units import UnitPeriod
from province_app.record.entry import Fault
from province_app.record.schema import fields
from province_app.sealing import ring
from province_app.services import catalogue_mappings
from province_app.services.catalogue_mappings import Known
from province_app.services.changes import USING_UNIT
from province_app.services.completion import Completion, completion_of
from province_app.services.corrections import Report, own_reports
from province_app.services.drafts import judge, may_save, may_send, next_revision, starting_text
from province_app.services.earlier_contracts import terms_before
from province_app.services.errors import Missing
from province_app.services.named_photos import NamedPhoto, named_photos
from province_app.services.photo_origin import PATH as PHOTO
from province_app.services.proof import missing_proof, proofs_of
from province_app.services.quality import RuleFault, category_of, reminders, warnings
from province_app.services.record_path import (
    RECEIVERS,
    Road,
    Step,
    road_of,
    steps_of_draft,
    steps_of_version,
)
from province_app.services.required_fields import Here, required_in
from province_app.stores import drafts, people, records, units
from tiers.calendar import local_day
from tiers.checking import DraftState
from tiers.decision import Decision
from tiers.quality.reminders import Reminder
from tiers.quality.rule import Hit
from tiers.units import Officer

_UNIT_CODES = [path for path, info in fields().items() if info.kind == "unit_code"]


@dataclass(frozen=True)
class OwnText:
    """The text of the form: the open draft, or what the next draft would start from."""

    draft: Draft | None
    typed: Mapping[str, str]
    revision: int
    faults: Sequence[Fault]
    save: Decision
    send: Decision
    checker: str  # full name of who sent it back, or ""
    unit_names: Mapping[str, str]  # of the units named in it, by code
    hits: Sequence[Hit]  # all that the quality rules find, also in what others fill
    warnings: Sequence[RuleFault]  # of these, what deserves the person's look and stops nobody
    completion: Completion
    reports: Mapping[str, Report]  # what the person reported as wrong, the newest by path
    here: Here = field(default_factory=dict)  # what the units above require beyond the form
    photo: NamedPhoto | None = None
    stand_ins: Known = field(default_factory=dict)  # codes of the receiver for codes of ours
    reminders: Sequence[Reminder] = ()  # what comes due, the first due first

    @property
    def returns(self) -> Mapping[str, Mapping[str, str]]:
        """Why HR sent fields back, by path; nothing once the draft is on its way again."""
        if self.draft is None or self.draft.state != DraftState.RETURNED:
            return {}
        return {one["path"]: one for one in self.draft.returns}


@dataclass(frozen=True)
class OwnRecord:
    """The whole of it: who, the text, and the path."""

    person_id: UUID
    full_name: str
    title: str
    unit: UnitPeriod | None
    text: OwnText
    version: int | None  # the newest confirmed one
    steps: Sequence[Step]
    status: str  # a state of the record in one word: `none`, `with_hr`, `signed`, `rejected` …
    trouble: Step | None  # the step where somebody must act, of the draft or else of the version


def form_owner(actor: Officer) -> str:
    """Return by what a form names whose it is: 32 hex characters that say nothing to others."""
    return ring().index("form", actor.person_id).hex()


def typed_now(session: Session, actor: Officer, at: datetime) -> dict[str, str]:
    """Return only what is typed in the actor's own form."""
    person_id = UUID(actor.person_id)
    draft = drafts.open_draft(session, person_id)
    if draft is not None:
        return dict(draft.typed)
    unit_id = people.home_unit(session, person_id, local_day(at))
    return starting_text(session, person_id, at) if unit_id else {}


def warnings_of(typed: Mapping[str, str], text: OwnText, at: datetime) -> list[RuleFault]:
    """Return the warnings that the form of `text` had while `typed` stood in it."""
    _, faults, hits = judge(typed, at, here=text.here)
    return _beside(faults, hits)


def _beside(faults: Sequence[Fault], hits: Sequence[Hit]) -> list[RuleFault]:
    """Return the warnings of the fields that have no fault."""
    wrong = {fault.path for fault in faults}
    return [one for one in warnings(hits) if one.path not in wrong]


def text_of(session: Session, actor: Officer, at: datetime) -> OwnText:
    """Return the text of the actor's own form."""
    person_id = UUID(actor.person_id)
    draft = drafts.open_draft(session, person_id)
    day = local_day(at)
    unit_id = people.home_unit(session, person_id, day)
    if draft is not None:
        typed, revision = draft.typed, draft.revision
    else:
        typed = starting_text(session, person_id, at) if unit_id else {}
        revision = next_revision(session, person_id)
    as_typed = draft or Draft(id=uuid4(), person_id=person_id, typed=typed)
    proof = proofs_of(session, [as_typed])[as_typed.id]
    changed = proof.changed if draft else None
    home = draft.unit_id if draft is not None else unit_id
    here = required_in(session, [home], at).get(home, {}) if home else {}
    returned_by = draft.checked_by if draft else None
    checker = people.names(session, [returned_by])[returned_by] if returned_by else ""
    names = units.names_of_codes(
        session, [typed[path] for path in _UNIT_CODES if path in typed], day
    )
    content, faults, hits = judge(
        typed,
        at,
        here=here,
        evidence=proof.sections,
        unit_name=names.get(typed.get(USING_UNIT, ""), ""),
        earlier=terms_before(session, person_id, typed),
        changed=proof.changed,
    )
    return OwnText(
        draft,
        typed,
        revision,
        faults + (missing_proof(draft, changed) if draft else []),
        may_save(draft, actor, unit_id),
        may_send(draft, actor, changed),
        checker,
        names,
        hits,
        _beside(faults, hits),
        completion_of(content, hits, at),
        own_reports(session, actor),
        here,
        named_photos(session, [(person_id, typed.get(PHOTO))])[0],
        catalogue_mappings.valid_on(session, day),
        reminders(content, category_of(content), at),
    )


def record_of(session: Session, actor: Officer, at: datetime) -> OwnRecord:
    """Return the actor's own record; Missing when the person is unknown."""
    person_id = UUID(actor.person_id)
    day = local_day(at)
    full_name = people.names(session, [person_id]).get(person_id)
    if full_name is None:
        raise Missing
    text = text_of(session, actor, at)
    version = records.latest(session, [person_id]).get(person_id)
    unit_id = people.home_unit(session, person_id, day)
    unit = units.unit_as_of(session, unit_id, day) if unit_id else None
    steps: tuple[Step, ...] = ()
    trouble = None
    if unit is not None:
        road = road_of(session, person_id, unit, units.calendar_rules(session), at)
        steps, trouble = _path(road, text.draft, version)
    return OwnRecord(
        person_id,
        full_name,
        people.title_of(session, person_id, day),
        unit,
        text,
        version.version if version else None,
        steps,
        _status(text.draft, version, steps),
        trouble,
    )


def _path(
    road: Road, draft: Draft | None, version: RecordVersion | None
) -> tuple[tuple[Step, ...], Step | None]:
    """Return the steps of what is newest, and the step in trouble there or in the version."""
    climbing = steps_of_version(road, version) if version else ()
    steps = climbing if version and draft is None else steps_of_draft(road, draft)
    stopped = [step for step in (*steps, *climbing) if step.state == "bad"]
    return steps, stopped[0] if stopped else None


def _status(draft: Draft | None, version: RecordVersion | None, steps: Sequence[Step]) -> str:
    stopped = next((step for step in steps if step.state == "bad"), None)
    if draft is not None:
        return stopped.code if stopped and stopped.code else draft.state
    if version is None:
        return "none"
    if stopped is not None:
        return stopped.outcome or stopped.code
    done = [step.name for step in steps if step.state == "done"]
    last = done[-1] if done else "confirmed"
    return f"at_{last}" if last in RECEIVERS else last
