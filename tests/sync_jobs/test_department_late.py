"""A department that is registered when the province's month has opened already. Quy chế Đ.8.1."""

from datetime import date

import pytest
from sqlalchemy import text

from province_app.services import deliveries, runs
from province_app.services.errors import Refused
from province_app.signing.pki import DEPARTMENT
from sync_jobs.staged_sync import work_off_runs
from tests.exchange.departments import BASIS, rows
from tests.provinces import at, trust
from tests.sync_jobs.below import D2P, STAFF, Both
from tiers.units import Officer


@pytest.fixture
def late(both: Both) -> Both:
    """Nobody delivers when the province's first two stages run."""
    session = both.above.session
    session.execute(text("update delivering_unit set ends_on = '2024-05-02'"))
    session.commit()
    for day in (26, 27):
        climb_on(both, day)
    both.work(26)
    return both


def climb_on(both: Both, day: int, hour: int = 3) -> None:
    both.above.session.rollback()
    work_off_runs(both.above.session, trust(), None, lambda: at(day, hour))


def officer_of(both: Both) -> Officer:
    return both.receiver.officer(both.receiver.holder("H40.03", "hr"), at(27))


def begin(both: Both, day: int) -> None:
    first = date(2024, 5, day)
    session = both.above.session
    deliveries.begin(session, officer_of(both), DEPARTMENT, first, BASIS, at(27, 8))


def balanced(both: Both) -> list[bool]:
    both.above.session.rollback()
    return [one.balanced for one in runs.stage_sums(both.above.session, "2024-05")]


def test_its_people_are_owed_from_its_first_day_on(late: Both) -> None:
    """The stage of the 26th has counted its rosters; they stay as they were."""
    begin(late, 27)
    late.work(27, 9)
    assert late.outcomes() == {"accepted": STAFF}
    climb_on(late, 28)
    assert balanced(late) == [True] * 3
    held = "select count(*) from sync_item item join holding using (record_id) where {} and tier ="
    accepted = held.format("stage = :stage and outcome = 'accepted'") + " 'province'"
    assert rows(late.above.session, accepted, stage=D2P) == [(STAFF,)]


def test_a_department_does_not_begin_on_a_day_that_a_stage_has_counted(late: Both) -> None:
    """What was owed before stays as it was."""
    with pytest.raises(Refused) as caught:
        begin(late, 26)
    assert caught.value.decision.code == "delivery_counted"
    assert balanced(late) == [True] * 2


def test_a_department_does_not_end_on_a_day_that_a_stage_has_counted(both: Both) -> None:
    climb_on(both, 26)
    session, officer = both.above.session, officer_of(both)
    with pytest.raises(Refused) as caught:
        deliveries.end(session, officer, DEPARTMENT, date(2024, 5, 26), BASIS, at(27, 8))
    assert caught.value.decision.code == "delivery_counted"
    deliveries.end(session, officer, DEPARTMENT, date(2024, 5, 27), BASIS, at(27, 8))
    assert balanced(both) == [True]
