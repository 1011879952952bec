"""The stages of a test's month, run through the services; the national node's word is made here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

import orjson
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.sync import StageRun, Submission
from province_app.record.canonical import SCHEMA_RECEIPT, canonical
from province_app.services import runs, staging, submissions
from province_app.signing.demo_authority import Identity
from province_app.signing.keystore import sign_with_keystore
from province_app.stores import runs as run_store
from province_app.stores.sync import RunKey
from tests.databases import Database, as_owner
from tests.provinces import PIN, authority, trust
from tiers.stages import Stage

Refusals = Mapping[str, tuple[str, str | None]]  # record id → code, path


@cache
def seal(agency: str) -> Identity:
    """The agency's seal in this test run; its PIN is that of the signers."""
    return authority().issue(f"Con dấu {agency}", PIN)


def give_seals(app: Flask, directory: Path) -> None:
    """Let the app know the national node's seal, and own the province's."""
    seals = directory / "seals.json"
    marks = {agency: [seal(agency).certificate_sha256] for agency in ("G01", "H40")}
    seals.write_bytes(orjson.dumps(marks))
    own = directory / "H40.p12"
    own.write_bytes(seal("H40").p12)
    app.config["SETTINGS"] = replace(
        app.config["SETTINGS"], exchange_peer_seals_file=seals, exchange_seal_file=own
    )


def begin(session: Session, stage: Stage, moment: datetime) -> tuple[StageRun, RunKey]:
    """Begin the stage's run that the calendar owes, or that somebody has asked for."""
    runs.ask_for_due_stages(session, moment)
    run = next(run for run in run_store.open_runs(session) if run.stage == stage)
    return run, runs.begin_run(session, run, moment)


def run_stage(session: Session, stage: Stage, moment: datetime) -> None:
    """Run an inner stage to its end."""
    run, key = begin(session, stage, moment)
    while staging.run_next_piece(session, key, trust(), moment):
        pass
    runs.finish_run(session, run, moment)


@dataclass(frozen=True)
class Sent:
    """What came back from the national node."""

    submission: Submission
    receipt: bytes
    signature: bytes


def push_to_national(session: Session, moment: datetime, refused: Refusals | None = None) -> Sent:
    """Run the last stage against a national node that refuses those records."""
    run, key = begin(session, Stage.PROVINCE_TO_NATIONAL, moment)
    submission = submissions.plan(session, key, {}, trust(), moment)
    assert submission is not None
    for part in range(1, submission.parts + 1):
        submissions.mark_sent(session, submission, part, moment)
    found = session.execute(
        text("select record_id, version from sync_item where submission_id = :id"),
        {"id": submission.id},
    ).all()
    results = [_result(row.record_id, row.version, refused or {}) for row in found]
    submissions.record_results(session, submission, results, moment)
    receipt = _receipt(submission, results)
    signature = sign_with_keystore(receipt, seal("G01").p12, PIN)
    submissions.settle(session, submission, receipt, signature, moment)
    runs.finish_run(session, run, moment)
    return Sent(submission, receipt, signature)


def insert_person(session: Session, unit_id: int) -> None:
    """Put a person on a roster behind everybody's back: no item will know of it."""
    session.execute(
        text(
            "with made as (insert into person (id, full_name, sort_key, created_at) values"
            " (gen_random_uuid(), 'Người Ngoài Sổ', 'so nguoi ngoai', now()) returning id)"
            " insert into employment (person_id, unit_id, category, starts_on)"
            " select id, :unit, 'VC', date '2020-01-01' from made"
        ),
        {"unit": unit_id},
    )
    session.commit()


def tamper(database: Database, record_id: str) -> None:
    """Change one byte of a signed section, which only the tables' owner can."""
    as_owner(
        database,
        "update record_section set content = set_byte(content, 20, get_byte(content, 20) # 1)"
        " where record_id = :who and name = 'salary'",
        who=record_id,
    )


def _result(record_id: UUID, version: int, refused: Refusals) -> dict[str, object]:
    code, path = refused.get(str(record_id), (None, None))
    return {
        "record_id": str(record_id),
        "version": version,
        "outcome": "rejected" if code else "accepted",
        "code": code,
        "path": path,
        "message": "không nhận" if code else None,
    }


def _receipt(submission: Submission, results: list[dict[str, object]]) -> bytes:
    counts = {
        outcome: sum(one["outcome"] == outcome for one in results)
        for outcome in ("accepted", "unchanged", "rejected")
    }
    return canonical(
        {
            "schema": SCHEMA_RECEIPT,
            "submission_id": str(submission.id),
            "sender": "H40",
            "receiver": "G01",
            "period": submission.period,
            "counts": counts,
            "items_digest": submission.items_digest.hex(),
            "results_digest": "0" * 64,
            "judged_at": "2024-05-28T02:00:00Z",
        }
    )
