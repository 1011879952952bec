"""Runs the stages inside the province as the scheduler does, at a given moment."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.demo.seed import seed_document
from province_app.models.sync import StageRun
from province_app.services import runs, seed, staging
from province_app.signing.trust import TrustList
from province_app.stores import runs as run_store
from province_app.stores.transaction import transaction
from tests.desks import FACILITY
from tests.provinces import START, Province, at, played, signed_month, trust
from tiers.stages import Stage


def run_stage(
    session: Session,
    stage: Stage,
    moment: datetime,
    trusted: TrustList | None = None,
    period: str = "",
) -> StageRun:
    """Ask for a run of the stage, of the moment's month or of that period, and work it off."""
    run = work_on_stage(session, stage, moment, trusted, period)
    assert run.state == "done"
    return run


def work_on_stage(
    session: Session,
    stage: Stage,
    moment: datetime,
    trusted: TrustList | None = None,
    period: str = "",
) -> StageRun:
    """Do the same; where another worker holds a piece, the run is that one's to finish."""
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
    return run


def climb(session: Session, trusted: TrustList | None = None) -> None:
    """Run both stages inside the province on their days."""
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26), trusted)
    run_stage(session, Stage.DEPARTMENT_TO_PROVINCE, at(27), trusted)


def climbed_month(session: Session) -> Province:
    """Return a province whose signed month has climbed."""

    def play(province: Province) -> None:
        province.identities = signed_month(session).identities
        climb(session)

    return played(session, "climbed", play)


def items(session: Session, stage: Stage) -> dict[UUID, tuple[str, str | None, str | None]]:
    """Return outcome, code and path of each record's newest item of the stage."""
    rows = session.execute(
        text(
            "select record_id, outcome, code, path from sync_item where stage = :stage"
            " order by period"
        ),
        {"stage": stage},
    )
    return {row.record_id: (row.outcome, row.code, row.path) for row in rows}


def climbed_with_ends(
    session: Session, ends: Callable[[Province], Collection[str]], first_day_away: date
) -> Province:
    """Return a facility whose May has climbed; `ends` of its people were loaded with that end."""
    province = Province(session, seed_document(5, 24))
    who = ends(province)
    for row in province.document["persons"]:
        row["employed_to"] = first_day_away.isoformat() if row["id"] in who else None
    seed.load(session, province.document, START)
    province.send(FACILITY)
    province.confirm(FACILITY)
    province.sign(FACILITY)
    climb(session)
    return province
