"""The demo month's report: counted from the databases and the national node's own answers."""

from typing import Any

import orjson
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from province_app.demo.nodes import Nodes
from province_app.models.exchange import ExchangeSubmission
from province_app.models.sync import StageRun, Submission
from province_app.services import runs
from province_app.signing.trust import TrustList
from province_app.signing.verifier import verify_detached
from province_app.stores import exchange
from tiers.stages import Stage

PERIOD = "2024-05"

_COUNTS = text("""
    select (select count(*) from person) as staff,
           (select count(*) from unit_period) as units,
           (select count(*) from draft where sent_at is not null) as entered,
           (select count(*) from draft where returned_at is not null) as returned,
           (select count(*) from record_version) as confirmed,
           (select count(*) from manifest_item) as signed,
           (select count(*) from manifest where signature is not null) as manifests,
           (select count(distinct manifest_id) from manifest_verification where code = 'ok')
             as verified
""")


def report_of(province: Session, national: Session, nodes: Nodes) -> dict[str, Any]:
    """Return the month's report, without what only the clock on the wall knows."""
    counts = province.execute(_COUNTS).one()
    submission = province.scalars(select(Submission)).one()
    return {
        "period": PERIOD,
        "staff": counts.staff,
        "units": counts.units,
        "changes": {
            "entered": counts.entered,
            "returned": counts.returned,
            "confirmed": counts.confirmed,
            "signed": counts.signed,
        },
        "manifests": counts.manifests,
        "signatures_verified": counts.verified,
        "stages": [_stage(province, stage) for stage in Stage],
        "national": {
            "submission_id": str(submission.id),
            "records_in_store": exchange.records_in_store(national),
            "receipt_verified": _receipt_holds(submission, nodes),
            "approved": _approved(national, submission),
        },
    }


def _stage(session: Session, stage: Stage) -> dict[str, Any]:
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


def _receipt_holds(submission: Submission, nodes: Nodes) -> bool:
    """Verify the stored receipt once more: the national node's seal over these very bytes."""
    receipt, signature = submission.receipt or b"", submission.receipt_signature or b""
    content = orjson.loads(receipt)
    verified = verify_detached(
        receipt,
        signature,
        TrustList.load(nodes.pki.trust_file),
        submission.settled_at or submission.planned_at,
    )
    seals = orjson.loads(nodes.pki.seals_file.read_bytes())
    return (
        content["submission_id"] == str(submission.id)
        and verified.certificate_sha256 in seals[nodes.national.settings.agency_code]
    )
