"""The sums of a month in which people move and leave: the equation holds. Quy chế Đ.8, 10."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from province_app.services import moves, runs
from province_app.services.basis import Basis
from province_app.services.moves import Filing
from province_app.stores import people
from tests.climbing import climb, items, run_stage
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY
from tests.provinces import Province, at, signed_month
from tiers.moves import MoveKind
from tiers.stages import Stage

FIRST, SECOND = Stage.FACILITY_TO_DEPARTMENT, Stage.DEPARTMENT_TO_PROVINCE
BASIS = Basis("15/QĐ-SNV", date(2024, 5, 20))


@pytest.fixture
def province(session: Session) -> Province:
    """A province in which everything is signed."""
    return signed_month(session)


def transfer(province: Province, person: str, to: str, day: int, moment: int, month: int) -> None:
    filing = Filing(MoveKind.TRANSFER, date(2024, month, day), BASIS, to)
    now = at(moment, month=month)
    hr = province.officer(province.holder(FACILITY, "hr"), now)
    row = moves.file(province.session, hr, UUID(person), filing, now)
    there = province.officer(province.holder(to, "hr"), now)
    moves.accept(province.session, there, row.id, "VC", now)


def leave(province: Province, person: str, day: int, moment: int, month: int) -> None:
    filing = Filing(MoveKind.RETIRED, date(2024, month, day), BASIS)
    now = at(moment, month=month)
    hr = province.officer(province.holder(FACILITY, "hr"), now)
    moves.file(province.session, hr, UUID(person), filing, now)


def balanced(session: Session, period: str) -> list[bool]:
    return [one.balanced for one in runs.stage_sums(session, period)]


def owed(session: Session, period: str) -> list[int]:
    return [one.owed for one in runs.stage_sums(session, period)]


def movers(province: Province) -> tuple[str, str]:
    posted = {row["person"] for row in province.document["appointments"]}
    first, second, *_ = [who for who in province.people(FACILITY) if who not in posted]
    return first, second


@pytest.mark.parametrize("to", [ELSEWHERE, DEPARTMENT])
def test_the_sums_balance_in_a_month_with_a_move_and_a_leave(
    province: Province, session: Session, to: str
) -> None:
    """The mover is owed once, by the new unit; who left before anybody held the record is not."""
    mover, leaver = movers(province)
    transfer(province, mover, to, 24, 24, 5)
    leave(province, leaver, 24, 24, 5)
    climb(session)
    assert balanced(session, "2024-05") == [True, True]
    everybody = len(province.document["persons"])
    assert owed(session, "2024-05")[1] == everybody - 1
    second = items(session, SECOND)
    # The office itself holds nothing of the mover before its own head has signed (Đ.10.3c).
    outcome = ("accepted", None, None) if to == ELSEWHERE else ("withheld", "not_signed", None)
    assert second[UUID(mover)] == outcome
    assert UUID(leaver) not in second
    assert (UUID(mover) in items(session, FIRST)) is (to == ELSEWHERE)


def test_the_next_month_still_owes_who_left(province: Province, session: Session) -> None:
    """The receivers hold the record: they are owed the leaving."""
    climb(session)
    mover, leaver = movers(province)
    transfer(province, mover, ELSEWHERE, 24, 24, 6)
    leave(province, leaver, 24, 24, 6)
    run_stage(session, FIRST, at(26, month=6))
    run_stage(session, SECOND, at(27, month=6))
    assert balanced(session, "2024-06") == [True, True]
    assert owed(session, "2024-06")[1] == len(province.document["persons"])
    assert balanced(session, "2024-05") == [True, True]


def test_a_month_that_is_counted_stays_as_it_was_counted(
    province: Province, session: Session
) -> None:
    """HR files on day 29 that somebody left on day 24: the stages have counted that roster."""
    climb(session)
    before = owed(session, "2024-05")
    mover, leaver = movers(province)
    transfer(province, mover, DEPARTMENT, 24, 29, 5)
    leave(province, leaver, 24, 29, 5)
    assert owed(session, "2024-05") == before
    assert balanced(session, "2024-05") == [True, True]
    # By the rosters the day after the last stage opened; by the document the 24th.
    assert people.home_unit(session, UUID(leaver), date(2024, 5, 27)) == province.unit(FACILITY)
    assert people.home_unit(session, UUID(leaver), date(2024, 5, 28)) is None
    assert people.home_unit(session, UUID(mover), date(2024, 5, 28)) == province.unit(DEPARTMENT)
