"""The demo month's report: counted from the databases and the national node's own answers."""

from typing import Any

import orjson
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from province_app.demo.nodes import Nodes
from province_app.models.exchange import ExchangeSubmission
from province_app.models.sync import StageRun, Submission
from province_app.services import receipts, runs
from province_app.stores import exchange, submissions
from tiers.stages import Stage

PERIOD = "2024-05"

_COUNTS = text("""
    select (select count(*) from person where not exists (
             select from record_version received where received.record_id = person.id
               and received.received_in is not null)) as staff,
           (select count(*) from unit_period) as units,
           (select count(*) from draft where sent_at is not null) as entered,
           (select count(*) from draft where returned_at is not null) as returned,
           (select count(*) from record_version where received_in is null) as confirmed,
           (select count(*) from manifest_item join record_version using (record_id, version)
             where received_in is null) as signed,
           (select count(*) from manifest where signature is not null) as manifests,
           (select count(distinct manifest_id) from manifest_verification where code = 'ok')
             as verified
""")


def report_of(
    province: Session, national: Session | None, nodes: Nodes, department: Session | None = None
) -> dict[str, Any]:
    """Return the month's report, without what only the clock on the wall knows.

    A national node that somebody else runs (None) is known by its results and its receipt alone.
    What a `department` with its own software did is counted where it was done; its manifests and
    what it delivered are the province's too.
    """
    counts = province.execute(_COUNTS).one()
    theirs = department.execute(_COUNTS).one() if department else None

    def together(name: str) -> int:
        return int(getattr(counts, name) + (getattr(theirs, name) if theirs else 0))

    submission = submissions.newest(province, PERIOD)
    if submission is None or submission.receipt is None:
        raise RuntimeError("the month ended without a receipt")
    settings = nodes.province.settings
    if national is None:
        in_store, approved = _records_by_results(province, submission)
    else:
        in_store, approved = exchange.records_in_store(national), _approved(national, submission)
    return {
        "period": PERIOD,
        "staff": together("staff"),
        "units": counts.units,
        "changes": {
            name: together(name) for name in ("entered", "returned", "confirmed", "signed")
        },
        "manifests": counts.manifests,
        "signatures_verified": counts.verified,
        "stages": [_stage(province, department, stage) for stage in Stage],
        "national": {
            "submission_id": str(submission.id),
            "receiver": orjson.loads(submission.receipt)["receiver"],
            "records_in_store": in_store,
            "receipt_verified": receipts.verify(submission, settings, submission.planned_at),
            "approved": approved,
        },
    }


def _stage(session: Session, department: Session | None, stage: Stage) -> dict[str, Any]:
    """Return the stage's sums and seconds; the department's first stage is its own work."""
    found = _stage_at(session, stage)
    if department is not None and stage is Stage.FACILITY_TO_DEPARTMENT:
        theirs = _stage_at(department, stage)
        added = {name: found[name] + theirs[name] for name in found if name != "stage"}
        return {"stage": stage, **added, "seconds": round(added["seconds"], 2)}
    return found


def _stage_at(session: Session, stage: Stage) -> dict[str, Any]:
    sums = next(one for one in runs.stage_sums(session, PERIOD) if one.stage == stage)
    if not sums.balanced:
        raise RuntimeError(f"{stage}: the sums do not add up: {sums}")
    done = session.scalars(select(StageRun).where(StageRun.stage == stage)).all()
    seconds = sum(
        (run.finished_at - run.started_at).total_seconds()
        for run in done
        if run.finished_at and run.started_at
    )
    counted = {name: getattr(sums, name) for name in vars(sums) if name not in ("stage", "period")}
    return {"stage": stage, **counted, "seconds": round(seconds, 2)}


def _approved(national: Session, submission: Submission) -> bool:
    held = national.get(ExchangeSubmission, submission.id)
    return held is not None and held.state == "approved"


def _records_by_results(session: Session, submission: Submission) -> tuple[int, bool]:
    """Return how many records the node acknowledged, and whether it took the approval of them."""
    approved = submission.state == "approved"
    told = submissions.outcomes_of(session, submission.id)
    counts = orjson.loads(submission.receipt or b"{}")["counts"]
    if any(told.get(outcome, 0) != counted for outcome, counted in counts.items()):
        raise RuntimeError(f"the receipt counts {counts}, the results say {told}")
    return (told.get("accepted", 0) + told.get("unchanged", 0)) if approved else 0, approved
