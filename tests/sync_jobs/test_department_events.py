"""A department with software of its own, one unit of which follows the event policy. NĐ 27/2026."""

from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from province_app.exchange.node import node_of
from province_app.services import runs, sync_policy
from province_app.signing.pki import DEPARTMENT
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.staged_sync import work_off_runs
from tests.exchange.departments import rows
from tests.exchange.parties import NationalNode
from tests.provinces import Province, at, trust
from tests.sync_jobs.below import D2P, STAFF, UNIT, Both, follow_event
from tests.sync_jobs.pushing import JudgingGateway
from tiers.stages import Stage

OTHER = f"{DEPARTMENT}.02"
P2N = Stage.PROVINCE_TO_NATIONAL


def bring(own: Province, unit: str, moment: datetime) -> None:
    """Everybody of the unit sends, HR confirms, head and deputy sign."""
    own.send(unit, moment)
    own.confirm(unit, moment)
    own.sign(unit, "head", moment)
    own.sign(unit, "deputy", moment)


@pytest.fixture
def by_event(unsigned: Both) -> Both:
    """Both nodes were told of the document that lets the unit follow the event policy."""
    follow_event(unsigned.own, unsigned.own.holder(DEPARTMENT, "hr"))
    follow_event(unsigned.receiver, unsigned.receiver.holder("H40.03", "hr"))
    return unsigned


@pytest.fixture
def top(by_event: Both, national: NationalNode, no_waiting: None) -> JudgingGateway:
    """The national node as the province's jobs see it."""
    return JudgingGateway(NationalGateway(node_of(by_event.above.settings), national.url), national)


def climb_on(both: Both, top: JudgingGateway, moment: datetime) -> int:
    """Let the province's worker do what is owed at the moment."""
    both.above.session.rollback()
    return work_off_runs(both.above.session, trust(), top, lambda: moment)


def outcomes(session: Session, stage: Stage) -> Counter[object]:
    query = "select outcome from sync_item where stage = :stage"
    return Counter(row[0] for row in rows(session, query, stage=stage))


def balanced(session: Session) -> bool:
    session.rollback()
    return all(one.balanced for one in runs.stage_sums(session, "2024-05"))


def held_above(national: NationalNode) -> set[object]:
    query = "select record_id::text from exchange_record where current"
    return {one for (one,) in rows(national.session, query)}


def test_a_change_goes_up_the_day_it_is_signed_and_the_month_goes_on(
    by_event: Both, top: JudgingGateway, national: NationalNode
) -> None:
    """Signed at the department, in the national node two minutes later; nothing is owed twice."""
    both, province = by_event, by_event.above.session
    mine = set(both.own.people(UNIT))
    bring(both.own, UNIT, at(21, 10))
    both.work_at(at(21, 10, 1))
    assert both.outcomes() == {"accepted": len(mine)}
    assert climb_on(both, top, at(21, 10, 2)) == 1
    assert held_above(national) == mine
    assert balanced(both.session)
    assert balanced(province)
    assert climb_on(both, top, at(21, 10, 3)) == 0
    both.work_at(at(21, 10, 3))
    assert rows(province, "select count(*) from exchange_submission") == [(1,)]

    for unit in (DEPARTMENT, OTHER):
        bring(both.own, unit, at(23))
    both.work_at(at(23, 12))
    assert both.outcomes() == {"accepted": len(mine)}  # theirs waits for its day
    both.work(26)
    both.work(27)
    for day in (27, 28):
        climb_on(both, top, at(day, 3))
        assert balanced(province)
    assert balanced(both.session)
    assert both.outcomes() == {"accepted": STAFF}
    own = {one["id"] for one in both.own.document["persons"]}
    assert held_above(national) == own
    delivered = outcomes(province, D2P)
    assert delivered["accepted"] == STAFF
    assert delivered["queued"] == 0
    assert outcomes(province, P2N)["accepted"] == STAFF


def test_what_was_delivered_by_event_is_not_yet_the_month(by_event: Both) -> None:
    """Nothing was signed since: the month is still told to the province, as an empty one."""
    both = by_event
    bring(both.own, UNIT, at(21, 10))
    both.work_at(at(21, 10, 1))
    both.work(26)
    both.work(27)
    given = rows(
        both.above.session, "select count, state from exchange_submission order by commit_order"
    )
    assert given == [(len(both.own.people(UNIT)), "judged"), (0, "judged")]


def test_a_change_that_the_province_has_taken_is_not_overdue_at_the_department(
    by_event: Both,
) -> None:
    """NĐ 27/2026: the department's part ends with the province's receipt."""
    both = by_event
    bring(both.own, UNIT, at(21, 10))
    mine = len(both.own.people(UNIT))
    assert len(sync_policy.overdue_changes(both.session, None, at(31, 12))) == mine
    both.work_at(at(21, 10, 1))
    assert sync_policy.overdue_changes(both.session, None, at(31, 12)) == []
