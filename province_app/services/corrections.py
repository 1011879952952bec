"""Báo sai: a person reports a field that others fill; HR of the unit answers.

The answer is a word to the person, not a change of the record. Source: Quy chế Đ.6.2a, 7.1a.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.corrections import CorrectionRequest
from province_app.record.entry import clean
from province_app.record.form import EVERYBODY
from province_app.record.schema import SECTIONS, FieldInfo, fields
from province_app.services import audit_reading
from province_app.services.drafts import starting_text
from province_app.services.errors import Missing, Refused, refuse_state, require
from province_app.stores import audit, corrections, drafts, people, units
from province_app.stores.levels import restricted_by_id
from province_app.stores.transaction import transaction
from tiers.audit import Purpose
from tiers.calendar import local_day
from tiers.corrections import may_answer, may_ask
from tiers.decision import Decision
from tiers.levels import staff_for
from tiers.units import Officer

MOST_CHARACTERS = 500
ANSWERS = ("mended", "kept")


@dataclass(frozen=True)
class Report:
    """A report, who made it, and who answered it ("" while nobody has)."""

    request: CorrectionRequest
    full_name: str
    answered_by: str


@dataclass(frozen=True)
class ReportDesk:
    """A report as it lies before HR: with the field's present text, and whether to answer."""

    report: Report
    text: str
    decision: Decision


def field_asked(path: str, category: str) -> FieldInfo:
    """Return the field that a report may name; Missing for one that is not asked of the person."""
    info = fields().get(path)
    if info is None or (category in EVERYBODY and not SECTIONS[info.section].asked_from(category)):
        raise Missing
    return info


def ask(session: Session, actor: Officer, path: str, said: str, at: datetime) -> CorrectionRequest:
    """Keep the actor's report on a field of the own record; one open report a field.

    Refused for a field that the person fills, while a report on it waits (`correction_open`),
    and for a text that is empty or too long. Source: Quy chế Đ.6.2a.
    """
    person_id, day = UUID(actor.person_id), local_day(at)
    with transaction(session):
        people.lock(session, person_id)  # two reports at once must not both find none open
        unit_id = people.home_unit(session, person_id, day)
        category = people.employment_as_of(session, person_id, day).category if unit_id else ""
        info = field_asked(path, category)
        still_open = corrections.open_on(session, person_id, path) is not None
        require(may_ask(info.item.filled_by, unit_id is not None, still_open))
        return keep_report(session, person_id, path, said, at)


def keep_report(
    session: Session,
    person_id: UUID,
    path: str,
    said: str,
    at: datetime,
    version: int | None = None,
) -> CorrectionRequest:
    """Keep what the person says as a task of the unit; the caller holds the transaction.

    `version`: the one that HR typed, when the person objects to it. Refused for a text that is
    empty or too long.
    """
    said = clean(said)
    if not said:
        raise refuse_state("correction_empty", "Đ.6.2a")
    if len(said) > MOST_CHARACTERS:
        raise refuse_state("too_long", "Đ.6.2a")
    unit_id = people.home_unit(session, person_id, local_day(at))
    if unit_id is None:
        raise refuse_state("on_no_roster", "Đ.6.2a")
    request = CorrectionRequest(
        id=uuid4(),
        person_id=person_id,
        unit_id=unit_id,
        path=path,
        said=said,
        asked_at=at,
        version=version,
    )
    session.add(request)
    session.flush()
    event = "correction.asked" if version is None else "correction.objected"
    audit.add(session, event, person_id, [request.id], at, unit_id, path=path)
    return request


def answer(
    session: Session, officer: Officer, request_id: UUID, word: str, reason: str, at: datetime
) -> CorrectionRequest:
    """Answer a report: `mended` (đã sửa), or `kept` (giữ nguyên) with a reason.

    Missing outside the officer's units, Refused when another person answers, when it was answered
    before, and `correction_reason` when a kept field has no reason. Source: Quy chế Đ.7.1a.
    """
    reason = clean(reason)
    with transaction(session):
        found = corrections.find(session, request_id, _units(officer), officer.hidden, lock=True)
        if found is None:
            raise Missing
        require(_decision(session, officer, found, at))
        if word not in ANSWERS:
            raise refuse_state("correction_no_answer", "Đ.7.1a")
        if word == "kept" and not reason:
            raise refuse_state("correction_reason", "Đ.7.1a")
        if len(reason) > MOST_CHARACTERS:
            raise refuse_state("too_long", "Đ.7.1a")
        found.answer, found.reason = word, reason or None
        found.answered_by, found.answered_at = UUID(officer.person_id), at
        actor, unit = found.answered_by, found.unit_id
        audit.add(session, "correction.answered", actor, [found.id], at, unit, answer=word)
    return found


def own_reports(session: Session, actor: Officer) -> dict[str, Report]:
    """Return the actor's newest report on each field, by path."""
    found: dict[str, CorrectionRequest] = {}
    for one in corrections.of_person(session, UUID(actor.person_id)):
        found.setdefault(one.path, one)
    return {one.request.path: one for one in _named(session, list(found.values()))}


def waiting_for(session: Session, officer: Officer, at: datetime) -> list[Report]:
    """Return the reports that this officer may answer now, longest waiting first."""
    found = corrections.waiting_in(session, _units(officer), officer.hidden)
    mine = [one for one in found if _decision(session, officer, one, at).allowed]
    return _named(session, mine)


def report_desk(session: Session, officer: Officer, request_id: UUID, at: datetime) -> ReportDesk:
    """Return one report for who answers it; Missing outside the officer's units, else Refused."""
    found = corrections.find(session, request_id, _units(officer), officer.hidden)
    if found is None:
        raise Missing
    decision = _decision(session, officer, found, at)
    if decision.kind == "who":
        raise Refused(decision)
    audit_reading.note(
        session, officer, [found.person_id], at, Purpose.ANSWER, found.unit_id, path=found.path
    )
    (report,) = _named(session, [found])
    text = _text_of(session, found.person_id, at).get(found.path, "")
    return ReportDesk(report, text, decision)


def _text_of(session: Session, person_id: UUID, at: datetime) -> Mapping[str, str]:
    """Return the record's text as the person sees it: of the open draft, or as it is held."""
    draft = drafts.open_draft(session, person_id)
    if draft is not None:
        return draft.typed
    on_roster = people.home_unit(session, person_id, local_day(at)) is not None
    return starting_text(session, person_id, at) if on_roster else {}


def _units(officer: Officer) -> set[int]:
    return {post.unit_id for post in officer.posts}


def _decision(
    session: Session, officer: Officer, request: CorrectionRequest, at: datetime
) -> Decision:
    day = local_day(at)
    restricted = restricted_by_id(session, day).get(str(request.person_id))
    staff = staff_for(units.staff_of(session, request.unit_id, day), restricted)
    return may_answer(request.answer is not None, officer, str(request.person_id), staff)


def _named(session: Session, found: Sequence[CorrectionRequest]) -> list[Report]:
    who = {one.person_id for one in found}
    who |= {one.answered_by for one in found if one.answered_by}
    names = people.names(session, list(who)) if who else {}
    return [
        Report(one, names[one.person_id], names[one.answered_by] if one.answered_by else "")
        for one in found
    ]
