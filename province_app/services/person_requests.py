"""Khiếu nại, yêu cầu: what a person asks about the own data, and the answer on record.

Source: TT 06/2023 Đ.23; Quy chế Đ.13.2; Nghị định 13/2023/NĐ-CP Đ.14.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.rights import PersonRequest, RestrictionEnd
from province_app.record.entry import clean
from province_app.record.schema import fields
from province_app.services.errors import Missing, Refused, refuse_state, require
from province_app.stores import audit, people, rights, units
from province_app.stores.levels import restricted_by_id
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.decision import Decision
from tiers.levels import staff_for
from tiers.rights import (
    Handlers,
    Kind,
    due_at,
    handlers_of,
    is_overdue,
    may_answer,
    may_end_restriction,
)
from tiers.units import Officer, Role

MOST_CHARACTERS = 1000
ANSWERS = ("granted", "refused")


@dataclass(frozen=True)
class Asked:
    """A request, whose it is, who answers or has answered it."""

    request: PersonRequest
    full_name: str
    unit: str
    handlers: tuple[str, ...]  # names
    province: bool  # Sở Nội vụ answers too
    overdue: bool
    answered_by: str  # "" while nobody has
    ended_at: datetime | None = None  # of a granted restriction


@dataclass(frozen=True)
class RequestDesk:
    """A request as it lies before who answers it."""

    asked: Asked
    decision: Decision


def ask(
    session: Session, actor: Officer, kind: str, path: str, said: str, at: datetime
) -> PersonRequest:
    """Keep what the actor asks about the own data; the clock runs from now.

    Refused without a kind, without words, for a field that does not exist, outside every roster,
    and while the same request waits. Source: TT 06/2023 Đ.23.
    """
    person_id, day = UUID(actor.person_id), local_day(at)
    said, path = clean(said), path or ""
    with transaction(session):
        people.lock(session, person_id)  # two requests at once must not both find none open
        if kind not in {*Kind} or (path and path not in fields()):
            raise refuse_state("request_kind", "TT06 Đ.23")
        if not said:
            raise refuse_state("request_empty", "TT06 Đ.23")
        if len(said) > MOST_CHARACTERS:
            raise refuse_state("too_long", "TT06 Đ.23")
        unit_id = people.home_unit(session, person_id, day)
        if unit_id is None:
            raise refuse_state("on_no_roster", "TT06 Đ.23")
        if rights.unanswered_like(session, person_id, kind, path or None) is not None:
            raise refuse_state("request_open", "TT06 Đ.23")
        unit = units.unit_as_of(session, unit_id, day)
        request = PersonRequest(
            id=uuid4(),
            person_id=person_id,
            unit_id=unit_id,
            above_id=unit.parent_id or unit_id,
            kind=kind,
            path=path or None,
            said=said,
            asked_at=at,
            due_at=due_at(Kind(kind), at),
        )
        session.add(request)
        session.flush()
        audit.add(session, "request.asked", person_id, [request.id], at, unit_id, kind=kind)
    return request


def answer(
    session: Session,
    officer: Officer,
    request_id: UUID,
    word: str,
    reason: str,
    article: str,
    at: datetime,
) -> PersonRequest:
    """Grant or refuse a request, for good; a refusal has its reason and its article.

    Missing outside the officer's scope; Refused for who does not handle it, and when it was
    answered before. Source: TT 06/2023 Đ.23.3.
    """
    reason, article = clean(reason), clean(article)
    with transaction(session):
        found = rights.find(session, request_id, _scope(officer), officer.hidden, lock=True)
        if found is None:
            raise Missing
        ((_, handlers),) = _handled(session, [found], at)
        _require_handler(officer, found, handlers)
        if word not in ANSWERS:
            raise refuse_state("request_no_answer", "TT06 Đ.23")
        if word == "refused" and not (reason and article):
            raise refuse_state("request_reason", "TT06 Đ.23")
        if max(len(reason), len(article)) > MOST_CHARACTERS:
            raise refuse_state("too_long", "TT06 Đ.23")
        found.answer, found.reason, found.article = word, reason or None, article or None
        found.answered_by, found.answered_at = UUID(officer.person_id), at
        actor, unit = found.answered_by, found.unit_id
        audit.add(session, "request.answered", actor, [found.id], at, unit, answer=word)
    return found


def end_restriction(session: Session, actor: Officer, request_id: UUID, at: datetime) -> None:
    """Let the own data be used again from now. Missing for another's request and for none;
    Refused when no restriction of that request is in force.

    Source: Nghị định 13/2023/NĐ-CP Đ.14.
    """
    with transaction(session):
        person_id = UUID(actor.person_id)
        people.lock(session, person_id)
        found = rights.own(session, person_id, request_id)
        if found is None:
            raise Missing
        ended = bool(rights.ends_of(session, [found.id]))
        require(may_end_restriction(found.kind, found.answer, ended=ended))
        session.add(RestrictionEnd(request_id=found.id, ended_at=at))
        session.flush()
        audit.add(session, "request.restriction_ended", person_id, [found.id], at, found.unit_id)


def own_requests(session: Session, actor: Officer, at: datetime) -> list[Asked]:
    """Return what the actor has asked, newest first. Source: TT 06/2023 Đ.23.3."""
    found = rights.of_person(session, UUID(actor.person_id))
    return _told(session, _handled(session, found, at), at)


def waiting_for(session: Session, officer: Officer, at: datetime) -> list[Asked]:
    """Return the requests that this officer may answer now, the first due first."""
    found = rights.unanswered(session, _scope(officer), officer.hidden)
    mine = [
        (one, handlers)
        for one, handlers in _handled(session, found, at)
        if _decision(officer, one, handlers).allowed
    ]
    return _told(session, mine, at)


def request_desk(session: Session, officer: Officer, request_id: UUID, at: datetime) -> RequestDesk:
    """Return one request for who answers it; Missing for everybody else."""
    found = rights.find(session, request_id, _scope(officer), officer.hidden)
    if found is None:
        raise Missing
    pairs = _handled(session, [found], at)
    _require_handler(officer, found, pairs[0][1], waiting=False)
    (asked,) = _told(session, pairs, at)
    return RequestDesk(asked, _decision(officer, found, pairs[0][1]))


def _require_handler(
    officer: Officer, found: PersonRequest, handlers: Handlers, *, waiting: bool = True
) -> None:
    """A complaint about a unit's HR does not exist for that HR: who may not answer finds none."""
    decision = _decision(officer, found, handlers)
    if decision.kind == "who":
        raise Missing
    if waiting and not decision.allowed:
        raise Refused(decision)


def _scope(officer: Officer) -> set[int] | None:
    if officer.has(Role.PROVINCE):
        return None
    return {post.unit_id for post in officer.posts}


def _decision(officer: Officer, found: PersonRequest, handlers: Handlers) -> Decision:
    answered = found.answer is not None
    return may_answer(officer, str(found.person_id), handlers, answered=answered)


def _handled(
    session: Session, found: Sequence[PersonRequest], at: datetime
) -> list[tuple[PersonRequest, Handlers]]:
    """Return each request with who answers it now: two questions however many there are."""
    if not found:
        return []
    day = local_day(at)
    places = {one.unit_id for one in found} | {one.above_id for one in found}
    staffs = rights.staffs(session, places, day)
    restricted = restricted_by_id(session, day)
    handled = []
    for one in found:
        who = str(one.person_id)
        own = staff_for(staffs[one.unit_id], restricted.get(who))
        overdue = one.answer is None and is_overdue(one.due_at, at)
        above = staffs[one.above_id]
        handled.append((one, handlers_of(Kind(one.kind), who, own, above, overdue=overdue)))
    return handled


def _told(
    session: Session, pairs: Sequence[tuple[PersonRequest, Handlers]], at: datetime
) -> list[Asked]:
    who = {one.person_id for one, _ in pairs}
    who |= {one.answered_by for one, _ in pairs if one.answered_by}
    who |= {UUID(one) for _, handlers in pairs for one in handlers.person_ids}
    names: Mapping[UUID, str] = people.names(session, list(who)) if who else {}
    places = units.with_ids(session, {one.unit_id for one, _ in pairs}, local_day(at))
    called = {one.unit_id: one.name for one in places}
    ends = rights.ends_of(session, [one.id for one, _ in pairs]) if pairs else {}
    return [
        Asked(
            one,
            names[one.person_id],
            called.get(one.unit_id, ""),
            tuple(names[UUID(id_)] for id_ in handlers.person_ids if UUID(id_) in names),
            handlers.province,
            one.answer is None and is_overdue(one.due_at, at),
            names.get(one.answered_by, "") if one.answered_by else "",
            ends.get(one.id),
        )
        for one, handlers in pairs
    ]
