"""Vấn đề dữ liệu: an officer reports of a record what is unclear or contradicts; Sở Nội vụ answers.

Source: Quy chế Đ.14.4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.rights import DataIssue
from province_app.record.entry import clean
from province_app.services.errors import Missing, refuse_state, require
from province_app.stores import audit, issues, people, units
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.history import Sight, sight_of
from tiers.rights import may_settle
from tiers.units import Officer

MOST_CHARACTERS = 1000
ANSWERS = ("settled", "rejected")


@dataclass(frozen=True)
class Issue:
    """An issue with the names of who is concerned."""

    issue: DataIssue
    person: str
    unit: str
    raised_by: str
    answered_by: str  # "" while nobody has


@dataclass(frozen=True)
class RecordIssues:
    """What the officer's units raised of one record."""

    person_id: UUID
    person: str
    issues: Sequence[Issue]


def raise_issue(
    session: Session, officer: Officer, person_id: UUID, said: str, at: datetime
) -> DataIssue:
    """Report to Sở Nội vụ what is unclear in the record of somebody of the officer's unit.

    Missing for the own record and outside the officer's posts. Source: Quy chế Đ.14.4.
    """
    said = clean(said)
    with transaction(session):
        unit_id = _unit_of(session, officer, person_id, at)
        if not said:
            raise refuse_state("issue_empty", "Đ.14.4")
        if len(said) > MOST_CHARACTERS:
            raise refuse_state("too_long", "Đ.14.4")
        issue = DataIssue(
            id=uuid4(),
            person_id=person_id,
            unit_id=unit_id,
            said=said,
            raised_by=UUID(officer.person_id),
            raised_at=at,
        )
        session.add(issue)
        session.flush()
        audit.add(session, "issue.raised", issue.raised_by, [issue.id], at, unit_id)
    return issue


def answer(
    session: Session, officer: Officer, issue_id: UUID, word: str, reason: str, at: datetime
) -> DataIssue:
    """Answer an issue once: `settled` (đã xử lý) or `rejected` (không phải lỗi), with words.

    Missing for one of the own record. The door is Sở Nội vụ's. Source: Quy chế Đ.14.4.
    """
    reason, me = clean(reason), UUID(officer.person_id)
    with transaction(session):
        found = issues.find(session, issue_id, me, officer.hidden, lock=True)
        if found is None:
            raise Missing
        require(may_settle(answered=found.answer is not None))
        if word not in ANSWERS or not reason:
            raise refuse_state("issue_answer", "Đ.14.4")
        if len(reason) > MOST_CHARACTERS:
            raise refuse_state("too_long", "Đ.14.4")
        found.answer, found.reason, found.answered_by, found.answered_at = word, reason, me, at
        audit.add(session, "issue.answered", me, [found.id], at, found.unit_id, answer=word)
    return found


def record_issues(
    session: Session, officer: Officer, person_id: UUID, at: datetime
) -> RecordIssues:
    """Return what the officer's units raised of the record; Missing as for raising one."""
    _unit_of(session, officer, person_id, at)
    found = issues.of_record(session, person_id, {post.unit_id for post in officer.posts})
    name = people.names(session, [person_id])[person_id]
    return RecordIssues(person_id, name, _named(session, found, at))


def waiting_for(session: Session, officer: Officer, at: datetime) -> list[Issue]:
    """Return what waits for Sở Nội vụ, longest first; asked behind its door alone."""
    found = issues.unanswered(session, UUID(officer.person_id), officer.hidden)
    return _named(session, found, at)


def issue_desk(session: Session, officer: Officer, issue_id: UUID, at: datetime) -> Issue:
    """Return one issue for who answers it; Missing for one of the own record."""
    found = issues.find(session, issue_id, UUID(officer.person_id), officer.hidden)
    if found is None:
        raise Missing
    (one,) = _named(session, [found], at)
    return one


def _unit_of(session: Session, officer: Officer, person_id: UUID, at: datetime) -> int:
    """Return the unit by whose post the officer sees the record of somebody who works there."""
    home = people.home_unit(session, person_id, local_day(at))
    own = str(person_id) == officer.person_id
    if home is None or own or str(person_id) in officer.hidden:
        raise Missing
    posted = home in {post.unit_id for post in officer.posts}
    if not posted or sight_of(officer, str(person_id), [home]) is Sight.NONE:
        raise Missing
    return home


def _named(session: Session, found: Sequence[DataIssue], at: datetime) -> list[Issue]:
    if not found:
        return []
    ids = {one.person_id for one in found} | {one.raised_by for one in found}
    ids |= {one.answered_by for one in found if one.answered_by}
    names = people.names(session, list(ids))
    places = units.with_ids(session, {one.unit_id for one in found}, local_day(at))
    called = {one.unit_id: one.name for one in places}
    return [
        Issue(
            one,
            names.get(one.person_id, ""),
            called.get(one.unit_id, ""),
            names.get(one.raised_by, ""),
            names.get(one.answered_by, "") if one.answered_by else "",
        )
        for one in found
    ]
