"""A person fills the own record and sends it to HR. Source: Quy chế Đ.6.2."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.models.units import UnitPeriod
from province_app.record.catalogues import KEPT, labels, labels_on
from province_app.record.computed import with_computed
from province_app.record.entry import Fault, clean, missing, read_numbered, typed_of
from province_app.record.schema import FieldInfo, field_of, fields
from province_app.record.tables import fields_that_differ, replaced
from province_app.services.errors import InvalidEntry, UnknownField, refuse_state, require
from province_app.services.proof import missing_proof, missing_unit_proof, proofs_of
from province_app.services.quality import faults_before_sending, own_hits
from province_app.services.required_fields import Here, faults_here, required_in
from province_app.stores import audit, drafts, moves, people, records, units
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.checking import DraftState, may_write
from tiers.decision import ALLOWED, Decision
from tiers.quality.facts import Term
from tiers.quality.rule import Hit
from tiers.units import Officer, Role

Content = dict[str, dict[str, object]]
Evidence = Mapping[str, Sequence[str]]  # by section
Stops = Callable[[Sequence[Hit]], Sequence[Fault]]
_NO_EVIDENCE: Evidence = MappingProxyType({})


def starting_text(
    session: Session, person_id: UUID, at: datetime, day: date | None = None
) -> dict[str, str]:
    """Return what a new draft starts from: the record as the province holds it.

    Nobody types again what is known (Quy chế Đ.3.4). NoResultFound when the person is on no roster.
    `day`: where the person works on which day, by default today.
    """
    day = day or local_day(at)
    employment = people.employment_as_of(session, person_id, day)
    unit = units.unit_as_of(session, employment.unit_id, day)
    manager = units.manager_of(session, unit, day)
    before = records.latest(session, [person_id]).get(person_id)
    typed = typed_of(records.content_of(session, before)) if before else {}
    return typed | known_texts(unit, manager, employment.category, employment.starts_on)


def known_texts(
    unit: UnitPeriod, manager: UnitPeriod, category: str, employed_from: date
) -> dict[str, str]:
    """Return the fields that the system fills, as text: nobody types what is known."""
    return {
        "identity.managing_unit_code": manager.code,
        "identity.using_unit_code": unit.code,
        "service.staff_category": category,
        "service.employment_status": "working",
        "service.status_since": f"{employed_from:%d/%m/%Y}",
    }


def may_save(draft: Draft | None, actor: Officer, unit_id: int | None) -> Decision:
    """Decide whether the actor may write the own record, for which there may be no draft yet."""
    if draft is not None:
        return may_write(DraftState(draft.state), actor, str(draft.person_id))
    if unit_id is None:
        return Decision(False, "state", "on_no_roster", "Đ.6.2a")
    return ALLOWED


def may_send(draft: Draft | None, actor: Officer, changed: Sequence[str] | None = None) -> Decision:
    """Decide whether the actor may send the own draft.

    `changed`: what differs from the record as it is held; None for a first entry.
    """
    if draft is None:
        return Decision(False, "state", "nothing_to_send", "Đ.6.2a")
    if changed is not None and not changed and draft.state != DraftState.WITH_HR:
        return Decision(False, "state", "nothing_changed", "Đ.6.2b")
    return may_write(DraftState(draft.state), actor, str(draft.person_id))


def save_draft(
    session: Session, actor: Officer, typed: Mapping[str, str], revision: int, at: datetime
) -> Draft:
    """Keep what the person typed, right or wrong; unchanged fields stay; the first save begins.

    A table is replaced as a whole, its filled rows numbered anew.
    UnknownField for a field that the person does not fill. Refused `changed_elsewhere` when
    another tab saved since `revision` was shown. Source: Quy chế Đ.6.2a.
    """
    for path in typed:
        if not _may_type(path):
            raise UnknownField(path)
    with transaction(session):
        draft = own_draft(session, actor, at)
        if draft.revision != revision:
            raise refuse_state("changed_elsewhere")
        keep_typed(session, draft, typed, at, UUID(actor.person_id))
    return draft


def own_draft(session: Session, actor: Officer, at: datetime) -> Draft:
    """Return the actor's open draft, locked; where there is none it begins.

    The caller holds the transaction. Refused where the actor may not write it now.
    """
    person_id = UUID(actor.person_id)
    people.lock(session, person_id)  # two first saves at once must not begin two drafts
    draft = drafts.open_draft_for_update(session, person_id)
    unit_id = people.home_unit(session, person_id, local_day(at))
    require(may_save(draft, actor, unit_id))
    if draft is not None:
        return draft
    assert unit_id is not None  # noqa: S101  the decision has just said so
    return begin(session, person_id, unit_id, at, person_id)


def keep_typed(
    session: Session, draft: Draft, typed: Mapping[str, str], at: datetime, typist: UUID
) -> None:
    """Put the text into the locked draft; the caller holds the transaction and has judged it.

    What follows from other fields is filled in, whoever types it and by whatever road.
    Whose words a field has is told by who changed it last: the person, or an officer of the unit.
    """
    before = draft.typed
    typed = with_computed(before, typed, local_day(at))
    draft.typed = replaced(before, {path: clean(text) for path, text in typed.items()})
    if draft.typed_by_unit is not None:
        changed = fields_that_differ(before, draft.typed)
        ours = set(draft.typed_by_unit)
        draft.typed_by_unit = sorted(
            ours - changed if typist == draft.person_id else ours | changed
        )
    draft.revision += 1
    draft.saved_at = at
    audit.add(session, "draft.saved", typist, [draft.id], at, draft.unit_id)


def next_revision(session: Session, person_id: UUID) -> int:
    """Return the revision that the person's next draft begins with.

    It goes on from the drafts before, so that a page from before them is told apart.
    """
    before = records.latest(session, [person_id]).get(person_id)
    if before is None:
        return 1
    return drafts.revisions(session, [before.draft_id]).get(before.draft_id, 0) + 1


def send_draft(session: Session, actor: Officer, at: datetime) -> Draft:
    """Send the person's draft to HR; InvalidEntry names every field that stands in the way."""
    with transaction(session):
        draft = drafts.open_draft_for_update(session, UUID(actor.person_id))
        require(may_send(draft, actor))
        assert draft is not None  # noqa: S101  the decision has just said so
        send_many(session, [draft], at)
    return draft


def send_many(
    session: Session, sent: Sequence[Draft], at: datetime, sender: UUID | None = None
) -> None:
    """Send locked drafts, each as its own person; the caller holds the transaction.

    `sender`: the officer who typed them, when it was not the people themselves.
    The one road for a single draft and for a unit's. InvalidEntry when one cannot be sent.
    """
    proofs = proofs_of(session, sent)
    required = required_in(session, {draft.unit_id for draft in sent}, at) if sent else {}
    for draft in sent:
        person = Officer(str(draft.person_id), Role.PERSON)
        proof = proofs[draft.id]
        require(may_send(draft, person, proof.changed))
        here = required.get(draft.unit_id)
        judged = judge(draft.typed, at, here=here, evidence=proof.sections, changed=proof.changed)
        faults = judged.faults
        faults += missing_proof(draft, proof.changed)
        if sender is not None:
            faults += missing_unit_proof(draft, proof.changed)
        if faults:
            raise InvalidEntry(faults)
    drafts.settle(session, sent, state=DraftState.WITH_HR, sent_at=at)
    for draft in sent:
        actor = sender or draft.person_id
        audit.add(session, "draft.sent", actor, [draft.id], at, draft.unit_id)


class Judged(NamedTuple):
    """Typed content, what stands in the way of the act, and all that the quality rules say."""

    content: Content
    faults: list[Fault]
    hits: list[Hit]


def judge(
    typed: Mapping[str, str],
    at: datetime,
    stops: Stops = faults_before_sending,
    here: Here | None = None,
    duplicates: frozenset[str] = frozenset(),
    known: Mapping[str, Mapping[str, object]] | None = None,
    evidence: Evidence = _NO_EVIDENCE,
    unit_name: str = "",
    earlier: tuple[Term, ...] = (),
    changed: Collection[str] | None = None,
) -> Judged:
    """Judge a draft's text; `stops` chooses the hits that stand in the way, by default of sending.

    `here`: what the units above require of the person's unit, beyond the form. `duplicates`:
    identity numbers of other records. `known`: as `read_numbered` has it. `evidence`: the documents
    of each section, which may explain what looks wrong. `unit_name`: the unit of today, `earlier`:
    the terms of contracts before, where they are to be compared. `changed`: what differs from the
    record as it is held, None for a first entry: older text in the place of a kept catalogue's
    code may stand where nobody changes it. One fault a field: what cannot be read or is missing
    comes before what the rules say.
    """
    content, faults, numbers = read_numbered(typed, known or {})
    for section, digests in evidence.items():
        content[section] = {**content[section], "evidence": list(digests)}
    wrong = {fault.path for fault in faults}
    faults += [fault for fault in missing(content) if fault.path not in wrong]
    faults += unknown_codes(content, numbers, local_day(at), changed)
    wrong = {fault.path for fault in faults}
    faults += [fault for fault in faults_here(content, here or {}) if fault.path not in wrong]
    wrong = {fault.path for fault in faults}
    hits = own_hits(content, at, duplicates, unit_name, earlier)
    return Judged(content, [*faults, *(one for one in stops(hits) if one.path not in wrong)], hits)


def unknown_codes(
    content: Mapping[str, Mapping[str, object]],
    numbers: Mapping[str, Sequence[int]],
    day: date,
    changed: Collection[str] | None = None,
) -> list[Fault]:
    """Return a fault for each code that is not in its catalogue, or stopped in a kept one.

    `numbers`: under which numbers the rows of each table were typed, to name the cells by them.
    `changed`: as `judge` has it; what stands unchanged in a kept catalogue's field is let stand.
    """
    faults = []
    for info, known, columns in _coded():
        value: Any = content.get(info.section, {}).get(info.name)
        if value is None or _stands(info, changed):
            continue
        if columns:
            faults += [
                Fault(f"{info.path}.{number}.{name}", "unknown_code")
                for number, row in zip(numbers.get(info.path, ()), value["rows"], strict=True)
                for name, catalogue in columns
                if not _known(catalogue, row[name], day)
            ]
        elif not _known(known, value, day):
            faults.append(Fault(info.path, "unknown_code"))
    return faults


@cache
def _coded() -> tuple[tuple[FieldInfo, str, tuple[tuple[str, str], ...]], ...]:
    """Return the fields with a catalogue and its name, and the tables with such columns."""
    found = []
    for info in fields().values():
        columns = tuple(
            (column.name, column.item.catalogue)
            for column in info.columns
            if column.item.catalogue is not None
        )
        if columns or info.item.catalogue is not None:
            found.append((info, info.item.catalogue or "", columns))
    return tuple(found)


def _stands(info: FieldInfo, changed: Collection[str] | None) -> bool:
    return changed is not None and info.item.catalogue in KEPT and info.path not in changed


def _known(catalogue: str, value: object, day: date) -> bool:
    """Whether there is no value or each of its codes may be chosen on the day.

    Rule DM-1 holds codes of other catalogues that ended to the date of their fact.
    """
    if value is None:
        return True
    codes = labels_on(catalogue, day) if catalogue in KEPT else labels(catalogue)
    return all(one in codes for one in value) if isinstance(value, list) else value in codes


def _may_type(path: str) -> bool:
    try:
        return field_of(path).item.filled_by == "person"
    except KeyError:
        return False


def begin(session: Session, person_id: UUID, unit_id: int, at: datetime, typist: UUID) -> Draft:
    """Return the person's new draft, begun by `typist`; the caller holds the transaction.

    It starts from the record as the province holds it (Quy chế Đ.3.4). Whoever is about to change
    the unit fills it for the next one, which checks it from the day of arrival on (Đ.10.3).
    """
    unit_id, day = moves.next_unit(session, person_id, local_day(at)) or (unit_id, None)
    draft = Draft(
        id=uuid4(),
        person_id=person_id,
        unit_id=unit_id,
        state=DraftState.WITH_PERSON,
        typed=starting_text(session, person_id, at, day),
        revision=next_revision(session, person_id),
        typed_by=typist,
        saved_at=at,
        returns=[],
        typed_by_unit=[],
    )
    session.add(draft)
    session.flush()
    audit.add(session, "draft.begun", typist, [draft.id], at, unit_id)
    return draft
