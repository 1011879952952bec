"""Vấn đề dữ liệu: raised by officers of the unit, answered once by Sở Nội vụ."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from province_app.services import data_issues, inbox
from province_app.services.errors import Missing, Refused
from province_app.stores.engine import DIALECT, engine_options
from province_app.stores.scope import enter, person_scope
from tests.databases import Database
from tests.desks import plain_member
from tests.provinces import Province, at
from tiers.calendar import local_day
from tiers.units import Officer, Role

FACILITY, OFFICE, ELSEWHERE = "H40.03.01", "H40.03", "H40.02.01"


@pytest.fixture
def person(province: Province) -> UUID:
    return UUID(plain_member(province, FACILITY))


def officer(province: Province, unit: str, post: str = "hr") -> Officer:
    return province.officer(province.holder(unit, post), at(20))


def test_an_issue_reaches_the_province_and_its_answer_the_unit(
    session: Session, province: Province, person: UUID
) -> None:
    hr, top = officer(province, FACILITY), officer(province, OFFICE)
    issue = data_issues.raise_issue(session, hr, person, " Hai ngày vào ngành ", at(20))
    assert [one.issue.id for one in inbox.inbox_of(session, top, at(20)).issues] == [issue.id]
    assert inbox.owed(session, top, at(20)) == inbox.inbox_of(session, top, at(20)).owed
    assert inbox.inbox_of(session, hr, at(20)).issues == []
    for word, reason in (("", "x"), ("settled", " ")):
        with pytest.raises(Refused, match="issue_answer"):
            data_issues.answer(session, top, issue.id, word, reason, at(21))
    data_issues.answer(session, top, issue.id, "settled", "Theo quyết định đầu", at(21))
    (one,) = data_issues.record_issues(session, hr, person, at(21)).issues
    assert (one.issue.said, one.issue.reason) == ("Hai ngày vào ngành", "Theo quyết định đầu")
    assert one.answered_by
    with pytest.raises(Refused, match="issue_answered"):
        data_issues.answer(session, top, issue.id, "rejected", "x", at(21))
    with pytest.raises(DBAPIError, match="never changed"):
        session.execute(text("update data_issue set answer = 'rejected'"))
    session.rollback()
    events = text("select event, basis from audit_event where event like 'issue.%' order by id")
    assert [tuple(row) for row in session.execute(events)] == [
        ("issue.raised", "Đ.14.4"),
        ("issue.answered", "Đ.14.4"),
    ]


def test_only_officers_of_the_unit_raise_and_never_of_themselves(
    session: Session, province: Province, person: UUID
) -> None:
    hr = officer(province, FACILITY)
    others = (
        officer(province, ELSEWHERE),
        Officer(plain_member(province, ELSEWHERE), Role.PERSON),
        Officer(hr.person_id, Role.PERSON, hr.posts),
        Officer(hr.person_id, Role.HR, hr.posts, hidden=frozenset({str(person)})),
    )
    for who in others:
        with pytest.raises(Missing):
            data_issues.raise_issue(session, who, person, "x", at(20))
    with pytest.raises(Missing):
        data_issues.raise_issue(session, hr, UUID(hr.person_id), "x", at(20))
    for said, code in (("  ", "issue_empty"), ("x" * 1001, "too_long")):
        with pytest.raises(Refused, match=code):
            data_issues.raise_issue(session, hr, person, said, at(20))


def test_the_province_decides_no_issue_of_its_own_officer(
    session: Session, province: Province
) -> None:
    top, head = officer(province, OFFICE), officer(province, OFFICE, "head")
    issue = data_issues.raise_issue(session, head, UUID(top.person_id), "x", at(20))
    assert data_issues.waiting_for(session, top, at(20)) == []
    with pytest.raises(Missing):
        data_issues.answer(session, top, issue.id, "settled", "x", at(20))


@pytest.fixture
def pages(database: Database) -> Iterator[Engine]:
    """An engine as the pages have it: in no scope until somebody is known."""
    engine = create_engine(DIALECT, **engine_options(lambda: database.app_url))
    yield engine
    engine.dispose()


def test_the_wall_shows_it_to_the_unit_and_the_province_and_not_to_its_person(
    session: Session, province: Province, person: UUID, pages: Engine
) -> None:
    data_issues.raise_issue(session, officer(province, FACILITY), person, "x", at(20))
    seen = []
    for who in (
        province.holder(FACILITY, "hr"), province.holder(FACILITY, "head"),
        province.holder(OFFICE, "hr"), str(person), province.holder(ELSEWHERE, "hr"),
    ):  # fmt: skip
        with Session(pages) as asked:
            enter(asked, person_scope(UUID(who), local_day(at(20))))
            seen.append(asked.scalar(text("select count(*) from data_issue")))
    assert seen == [1, 1, 1, 0, 0]
