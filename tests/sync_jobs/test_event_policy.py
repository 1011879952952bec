"""One unit follows the event policy in a month that is otherwise monthly. NĐ 27/2026."""

from datetime import date, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.sync import StageRun, Submission
from province_app.services import runs, sync_policy
from province_app.services.basis import Basis
from province_app.stores import leases
from province_app.stores import runs as run_store
from sync_jobs.staged_sync import work_off_runs
from tests.climbing import items
from tests.databases import Database, session_on
from tests.exchange.parties import NationalNode
from tests.provinces import Province, at, load_province, trust
from tests.sync_jobs.pushing import JudgingGateway, assert_settled, held, ours
from tiers.stages import Stage
from tiers.sync_policy import Policy

UNIT, MONTHLY = "H40.03.01", "H40.02.01"
BASIS = Basis("31/QĐ-SNV", date(2024, 5, 2))


@pytest.fixture
def province(session: Session) -> Province:
    """Everybody has sent, nobody has signed; the province's unit switches on 21 May."""
    made = load_province(session, 6)
    switch(made, Policy.EVENT, 21, 20)
    return made


def switch(province: Province, policy: Policy, day: int, moment: int) -> None:
    manager = province.officer(province.holder("H40.03", "hr"), at(moment))
    sync_policy.switch_policy(
        province.session, manager, [province.unit(UNIT)], policy, date(2024, 5, day), BASIS,
        at(moment),
    )  # fmt: skip


def bring(province: Province, unit: str, moment: datetime) -> None:
    """Everybody of the unit sends, HR confirms, head and deputy sign."""
    province.send(unit, moment)
    province.confirm(unit, moment)
    province.sign(unit, "head", moment)
    province.sign(unit, "deputy", moment)


def tick(session: Session, peer: JudgingGateway, moment: datetime) -> int:
    return work_off_runs(session, trust(), peer, lambda: moment)


def outcomes(session: Session, stage: Stage) -> list[str]:
    return sorted(one[0] for one in items(session, stage).values())


def test_a_unit_of_the_event_policy_climbs_on_any_day_and_the_month_goes_on(
    province: Province, session: Session, peer: JudgingGateway, national: NationalNode
) -> None:
    """Both end in verified receipts; no record is owed twice; all sums balance all the time."""
    mine = {UUID(one) for one in province.people(UNIT)}
    bring(province, UNIT, at(21, 10))
    assert tick(session, peer, at(21, 10, 1)) == 3
    assert set(held(national)) == mine
    for stage in Stage:
        assert set(items(session, stage)) == mine
    sums = runs.stage_sums(session, "2024-05")
    assert [one.balanced for one in sums] == [True] * 3
    assert [one.owed for one in sums] == [one.accepted for one in sums] == [len(mine)] * 3
    assert tick(session, peer, at(21, 10, 2)) == 0

    for unit in province.document["units"]:
        if unit["tier"] != "province" and unit["code"] != UNIT:
            bring(province, unit["code"], at(23))
    assert tick(session, peer, at(23, 12)) == 0  # theirs waits for its day
    assert set(held(national)) == mine
    for day in (26, 27, 28):
        tick(session, peer, at(day, 2))
        assert all(one.balanced for one in runs.stage_sums(session, "2024-05"))
    assert_settled(session, national)
    assert len(ours(session)) == len(province.document["persons"])
    final = runs.stage_sums(session, "2024-05")[-1]
    assert final.owed == len(province.document["persons"])
    receipts = session.scalars(text("select receipt from submission")).all()
    assert len(receipts) == 2
    assert all(receipts)
    assert {run.late for run in session.query(StageRun)} == {False}
    assert {one.state for one in session.query(Submission)} == {"settled"}


def ask(session: Session, stage: Stage, policy: str | None) -> int:
    """Leave a run that is asked for; return its id."""
    values = {"stage": stage, "policy": policy, "at": at(22)}
    found = session.scalar(
        text(
            "insert into stage_run (stage, period, policy, state, basis, late, requested_at)"
            " values (:stage, '2024-05', :policy, 'requested', 'x', false, :at) returning id"
        ),
        values,
    )
    session.commit()
    assert found is not None
    return found


def test_the_push_of_events_does_not_wait_for_those_who_go_on_signing(
    session: Session,
) -> None:
    """As long as heads sign, a run of an earlier stage is open: the push goes by when it was asked.

    A month's stages keep their order, in whatever order people ask for them.
    """
    second, first = (
        ask(session, stage, None)
        for stage in (Stage.DEPARTMENT_TO_PROVINCE, Stage.FACILITY_TO_DEPARTMENT)
    )
    pushed = ask(session, Stage.PROVINCE_TO_NATIONAL, "event")
    signed = ask(session, Stage.FACILITY_TO_DEPARTMENT, "event")
    found = [run.id for run in run_store.open_runs(session)]
    assert found == [first, second, pushed, signed]


def test_while_one_worker_pushes_another_lets_the_rest_climb(
    province: Province,
    session: Session,
    peer: JudgingGateway,
    database: Database,
) -> None:
    bring(province, UNIT, at(22))
    tick(session, peer, at(22))
    pushed = ask(session, Stage.PROVINCE_TO_NATIONAL, "event")
    signed = ask(session, Stage.FACILITY_TO_DEPARTMENT, "event")
    with session_on(database) as other:
        assert leases.take(other, pushed)
        tick(session, peer, at(22, 10))
        states = dict(session.execute(text("select id, state from stage_run")).all())
        assert (states[pushed], states[signed]) == ("requested", "done")
        leases.release(other)
    tick(session, peer, at(22, 11))
    session.expire_all()
    assert session.get_one(StageRun, pushed).state == "done"
