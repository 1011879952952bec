"""Whose term ends by the loaded roster alone: named to HR until a decision is filed. Đ.10."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import inbox, move_desk, moves, runs
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from province_app.services.moves import Filing
from province_app.stores import people, records
from province_app.stores.scope import enter, person_scope
from tests.climbing import climbed_with_ends, items, run_stage
from tests.desks import ELSEWHERE, FACILITY, plain_member
from tests.provinces import Province, at
from tiers.moves import MoveKind
from tiers.stages import Stage
from tiers.units import Officer

SECOND = Stage.DEPARTMENT_TO_PROVINCE
BASIS = Basis("15/QĐ-SNV", date(2024, 5, 20))
END = date(2024, 6, 10)


@pytest.fixture
def province(session: Session) -> Province:
    """A facility whose May has climbed; one of its people was loaded with the end of a term."""
    return climbed_with_ends(session, lambda it: {plain_member(it, FACILITY)}, END)


@pytest.fixture
def person(province: Province) -> UUID:
    return UUID(plain_member(province, FACILITY))


def hr(province: Province, day: int, month: int = 6, unit: str = FACILITY) -> Officer:
    return province.officer(province.holder(unit, "hr"), at(day, month=month))


def named(province: Province, day: int, month: int = 6, unit: str = FACILITY) -> list[UUID]:
    """Return who is named in the inbox of the unit's HR, as that officer sees the rows."""
    officer = hr(province, day, month, unit)
    moment = at(day, month=month)
    enter(province.session, person_scope(UUID(officer.person_id), moment.date()))
    try:
        found = inbox.inbox_of(province.session, officer, moment)
        assert inbox.owed(province.session, officer, moment) == found.owed
        return [one.person_id for one in found.lapsed]
    finally:
        province.session.rollback()
        province.session.info.clear()


def leave(province: Province, person: UUID, day: date, moment: int, month: int = 6) -> None:
    filing = Filing(MoveKind.RESIGNED, day, BASIS)
    officer = hr(province, moment, month)
    enter(province.session, person_scope(UUID(officer.person_id), at(moment, month=month).date()))
    moves.file(province.session, officer, person, filing, at(moment, month=month))
    province.session.info.clear()


def owed(province: Province, period: str) -> int:
    sums = runs.stage_sums(province.session, period)
    assert all(one.balanced for one in sums)
    return sums[1].owed


def test_hr_is_told_from_the_day_on_until_the_decision_is_filed(
    province: Province, person: UUID
) -> None:
    assert named(province, 9) == []
    assert named(province, 10) == [person]
    assert named(province, 10, unit=ELSEWHERE) == []
    leave(province, person, END, 12)
    assert named(province, 12) == []
    last = records.latest(province.session, [person])[person]
    assert (last.version, last.change) == (2, "left")
    said = records.content_of(province.session, last)["service"]
    assert (said["employment_status"], said["status_since"]) == ("resigned", "2024-06-10")


def test_until_then_the_record_stays_owed_and_afterwards_no_more(
    province: Province, person: UUID
) -> None:
    session = province.session
    everybody = len(province.document["persons"])
    for stage, day in ((Stage.FACILITY_TO_DEPARTMENT, 26), (SECOND, 27)):
        run_stage(session, stage, at(day, month=6))
    assert items(session, SECOND)[person] == ("unchanged", None, None)
    assert owed(province, "2024-06") == everybody
    leave(province, person, END, 5, 7)
    province.sign(FACILITY, moment=at(23, month=7))
    for month in (7, 8):
        for stage, day in ((Stage.FACILITY_TO_DEPARTMENT, 26), (SECOND, 27)):
            run_stage(session, stage, at(day, month=month))
    assert owed(province, "2024-07") == everybody
    assert owed(province, "2024-08") == everybody - 1
    assert owed(province, "2024-06") == everybody


def test_the_roster_that_was_counted_stays(province: Province, person: UUID) -> None:
    """The document says another day than the load; months that are over do not move."""
    leave(province, person, date(2024, 6, 5), 12)
    ends = text("select ends_on from employment where person_id = :who")
    assert province.session.scalar(ends, {"who": person}) == END


def test_a_decision_before_the_end_of_the_term_ends_it(province: Province, person: UUID) -> None:
    leave(province, person, date(2024, 6, 3), 1)
    assert people.home_unit(province.session, person, date(2024, 6, 3)) is None
    assert named(province, 10) == []
    with pytest.raises(Missing):
        leave(province, person, END, 12)


def test_it_is_filed_once_and_only_as_a_leaving(province: Province, person: UUID) -> None:
    session, officer = province.session, hr(province, 12)
    desk = move_desk.filing_desk(session, officer, person, at(12, month=6))
    assert (desk.term_ends_on, desk.receivers, desk.decision.allowed) == (END, [], True)
    transfer = Filing(MoveKind.TRANSFER, date(2024, 6, 12), BASIS, ELSEWHERE)
    with pytest.raises(Refused) as refused:
        moves.file(session, officer, person, transfer, at(12, month=6))
    assert refused.value.decision.code == "move_term"
    session.rollback()
    stranger = hr(province, 12, unit=ELSEWHERE)
    with pytest.raises(Missing):
        moves.file(session, stranger, person, Filing(MoveKind.RETIRED, END, BASIS), at(12, month=6))
    session.rollback()
    leave(province, person, END, 12)
    with pytest.raises(Missing):
        leave(province, person, END, 13)


def test_a_decision_found_late_is_as_old_as_the_term(province: Province, person: UUID) -> None:
    """Thirty days count from the end of the roster line, not from the day of filing."""
    with pytest.raises(Refused) as refused:
        leave(province, person, date(2024, 5, 10), 20, 9)
    assert refused.value.decision.code == "move_too_old"
    province.session.rollback()
    province.session.info.clear()
    leave(province, person, date(2024, 6, 7), 20, 9)
    assert named(province, 20, 9) == []
