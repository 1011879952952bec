"""A month inside the province: draft, check, signature, two stages."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import runs, staging
from tests.provinces import at, signed_month, trust
from tiers.stages import Stage


def run_stage(session: Session, stage: Stage, moment) -> None:
    runs.ask_for_due_stages(session, moment)
    from province_app.stores import sync

    for run in sync.open_runs(session):
        key = runs.begin_run(session, run, moment)
        while staging.run_next_piece(session, key, trust(), moment):
            pass
        runs.finish_run(session, run, moment)


def test_all_records_reach_the_province(session: Session) -> None:
    with signed_month(session) as province:
        run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26))
        run_stage(session, Stage.DEPARTMENT_TO_PROVINCE, at(27))
        sums = runs.stage_sums(session, "2024-05")
        print(sums)
        assert all(one.balanced for one in sums)
        people = len(province.document["persons"])
        assert sums[1].owed == sums[1].accepted == people
        held = session.scalar(text("select count(*) from holding where tier = 'province'"))
        assert held == people
