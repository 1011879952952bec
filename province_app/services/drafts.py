"""A person fills the own record and sends it to HR. Source: Quy chế Đ.6.2."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.models.units import UnitPeriod
from province_app.record.catalogues import labels
from province_app.record.entry import Fault, as_typed, clean, missing, read_entry
from province_app.record.schema import fields
from province_app.services.errors import InvalidEntry, Missing, UnknownField, refuse_state, require
from province_app.stores import audit, drafts, people, records, units
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.checking import DraftState, may_write
from tiers.units import Officer, Role

Content = dict[str, dict[str, object]]


def begin_draft(session: Session, person_id: UUID, at: datetime) -> Draft:
    """Return the person's open draft; make one from what the province holds when there is none.

    Missing when the person is on no roster today.
    """
    draft = drafts.open_draft(session, person_id)
    if draft is not None:
        return draft
    with transaction(session):
        before = records.latest(session, [person_id]).get(person_id)
        typed = _typed(records.content_of(session, before)) if before else {}
        draft = new_draft(session, person_id, typed, at)
        session.add(draft)
        session.flush()
        audit.add(session, "draft.begun", person_id, [draft.id], at, draft.unit_id)
    return draft


def new_draft(session: Session, person_id: UUID, typed: Mapping[str, str], at: datetime) -> Draft:
    """Return a draft, not yet added, pre-filled with what the system knows (Quy chế Đ.3.4)."""
    day = local_day(at)
    employment = people.employment_as_of(session, person_id, day)
    unit = units.unit_as_of(session, employment.unit_id, day)
    manager = units.manager_of(session, unit, day)
    known = known_texts(unit, manager, employment.category, employment.starts_on)
    return Draft(
        id=uuid4(),
        person_id=person_id,
        unit_id=unit.unit_id,
        state=DraftState.WITH_PERSON,
        typed={**typed, **known},
        revision=1,
        typed_by=person_id,
        saved_at=at,
        returns=[],
    )


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


def save_draft(
    session: Session, actor: Officer, typed: Mapping[str, str], revision: int, at: datetime
) -> Draft:
    """Keep what the person typed, right or wrong; unchanged fields stay.

    UnknownField for a field that the person does not fill. Refused `changed_elsewhere` when
    another tab saved since `revision` was shown. Source: Quy chế Đ.6.2a.
    """
    known = fields()
    for path in typed:
        if path not in known or known[path].item.filled_by != "person":
            raise UnknownField(path)
    with transaction(session):
        draft = _own_draft(session, actor)
        if draft.revision != revision:
            raise refuse_state("changed_elsewhere")
        draft.typed = {**draft.typed, **{path: clean(text) for path, text in typed.items()}}
        draft.revision += 1
        draft.saved_at = at
        audit.add(session, "draft.saved", draft.person_id, [draft.id], at, draft.unit_id)
    return draft


def send_draft(session: Session, actor: Officer, at: datetime) -> Draft:
    """Send the person's draft to HR; InvalidEntry names every field that stands in the way."""
    with transaction(session):
        draft = _own_draft(session, actor)
        send_many(session, [draft], at)
    return draft


def send_many(session: Session, sent: Sequence[Draft], at: datetime) -> None:
    """Send locked drafts, each as its own person; the caller holds the transaction.

    The one road for a single draft and for a unit's. InvalidEntry when one cannot be sent.
    """
    for draft in sent:
        require(
            may_write(
                DraftState(draft.state),
                Officer(str(draft.person_id), Role.PERSON),
                str(draft.person_id),
            )
        )
        _, faults = judge(draft.typed)
        if faults:
            raise InvalidEntry(faults)
        draft.state = DraftState.WITH_HR
        draft.sent_at = at
        draft.revision += 1
    for draft in sent:
        audit.add(session, "draft.sent", draft.person_id, [draft.id], at, draft.unit_id)


def judge(typed: Mapping[str, str]) -> tuple[Content, list[Fault]]:
    """Return the typed content and all that stands in the way of sending it."""
    content, faults = read_entry(typed)
    wrong = {fault.path for fault in faults}
    faults += [fault for fault in missing(content) if fault.path not in wrong]
    return content, faults + unknown_codes(content)


def unknown_codes(content: Mapping[str, Mapping[str, object]]) -> list[Fault]:
    """Return a fault for each code that is not in its catalogue."""
    faults = []
    for path, info in fields().items():
        value = content.get(info.section, {}).get(info.name)
        if info.item.catalogue is None or value is None:
            continue
        codes = value if isinstance(value, list) else [value]
        if any(code not in labels(info.item.catalogue) for code in codes):
            faults.append(Fault(path, "unknown_code"))
    return faults


def _own_draft(session: Session, actor: Officer) -> Draft:
    draft = drafts.open_draft_for_update(session, UUID(actor.person_id))
    if draft is None:
        raise Missing
    require(may_write(DraftState(draft.state), actor, str(draft.person_id)))
    return draft


def _typed(content: Content) -> dict[str, str]:
    """Return a version's content as the text that a new draft starts from."""
    return {
        path: text
        for path, info in fields().items()
        if (text := as_typed(info, content.get(info.section, {}).get(info.name)))
    }
