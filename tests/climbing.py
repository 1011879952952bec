"""Runs the stages inside the province as the scheduler does, at a given moment."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.sync import StageRun
from province_app.services import runs, staging
from province_app.signing.trust import TrustList
from province_app.stores import runs as run_store
from province_app.stores.transaction import transaction
from tests.provinces import at, trust
from tiers.stages import Stage


def run_stage(
    session: Session,
    stage: Stage,
    moment: datetime,
    trusted: TrustList | None = None,
    period: str = "",
) -> StageRun:
    """Ask for a run of the stage, of the moment's month or of that period, and work it off."""
    with transaction(session):
        wanted = StageRun(
            stage=stage,
            period=period or f"{moment:%Y-%m}",
            state="requested",
            requested_by=None,
            basis="test",
            late=False,
            requested_at=moment,
        )
        run = run_store.ask_for_run(session, wanted)
    key = runs.begin_run(session, run, moment)
    while staging.run_next_piece(session, key, trusted or trust(), moment):
        pass
    runs.finish_run(session, run, moment)
    assert run.state == "done"
    return run


def climb(session: Session, trusted: TrustList | None = None) -> None:
    """Run both stages inside the province on their days."""
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26), trusted)
    run_stage(session, Stage.DEPARTMENT_TO_PROVINCE, at(27), trusted)


def items(session: Session, stage: Stage) -> dict[UUID, tuple[str, str | None, str | None]]:
    """Return outcome, code and path of each item of the stage, by record."""
    rows = session.execute(
        text("select record_id, outcome, code, path from sync_item where stage = :stage"),
        {"stage": stage},
    )
    return {row.record_id: (row.outcome, row.code, row.path) for row in rows}
