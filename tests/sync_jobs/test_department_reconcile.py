"""A department's software and its province compared record by record, by the same code."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from province_app.services import submissions
from province_app.services.reconciling import Finding
from province_app.signing.pki import DEPARTMENT
from province_app.stores import submissions as store
from sync_jobs.reconcile import main, reconcile, repair_alone
from tests.databases import Database
from tests.exchange.departments import rows
from tests.exchange.parties import environment
from tests.provinces import at
from tests.sync_jobs.below import D2P, STAFF, Both
from tiers.units import Officer, Role


@pytest.fixture
def approved(both: Both) -> Both:
    """The province has taken the month, and the department has approved the receipt."""
    both.work(26)
    both.work(27)
    submission = store.newest(both.session, "2024-05")
    assert submission is not None
    pki = both.above.pki
    seal = pki.seal_files[DEPARTMENT].read_bytes()
    pin = pki.seal_pin_files[DEPARTMENT].read_text()
    officer = Officer(both.own.holder(DEPARTMENT, "hr"), Role.PROVINCE)
    submissions.approve(both.session, officer, [submission.id], seal, pin, at(28))
    both.work(28)
    return both


def forget(both: Both, number: int = 2) -> list[UUID]:
    """Let the department forget that the province holds some records, as an old backup would."""
    known = "select record_id from holding where tier = 'province' order by record_id limit :number"
    lost = [UUID(str(one)) for (one,) in rows(both.session, known, number=number)]
    there = text("delete from holding where tier = 'province' and record_id = any(:ids)")
    both.session.execute(there, {"ids": lost})
    both.session.commit()
    return lost


def test_both_sides_agree_after_an_approved_month(approved: Both) -> None:
    found, _ = reconcile(approved.session, approved.gateway, repair=False, stage=D2P)
    assert (found.in_order, found.agreeing) == (True, STAFF)


def test_a_department_restored_from_a_backup_learns_what_the_province_holds(
    approved: Both,
) -> None:
    held = "select record_id::text, version, manifest_id, unit_id from holding where tier = :tier"
    before = sorted(rows(approved.session, held, tier="province"))
    lost = forget(approved)
    found, left = repair_alone(approved.session, approved.gateway, D2P)
    assert found.records[Finding.UNKNOWN_HERE] == lost
    assert (left.in_order, left.agreeing) == (True, STAFF)
    assert [one[:3] for one in sorted(rows(approved.session, held, tier="province"))] == [
        one[:3] for one in before
    ]
    nationally = rows(approved.session, held, tier="national")
    assert nationally == []


def test_what_the_province_lost_is_delivered_again(
    approved: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = {one for (one,) in rows(approved.session, "select min(id::text) from person")}
    real = approved.gateway.changes
    shared = [one for one in real() if one["record_id"] not in missing]
    monkeypatch.setattr(approved.gateway, "changes", lambda after="": iter(shared))
    found, _ = repair_alone(approved.session, approved.gateway, D2P)
    assert {str(one) for one in found.records[Finding.MISSING_THERE]} == missing
    assert approved.outcomes() == {"accepted": STAFF - 1, "queued": 1}


def test_the_command_compares_with_the_province_and_repairs(
    approved: Both,
    database: Database,
    master_keys: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`python -m sync_jobs.reconcile --repair` at a department's own node."""
    pki = approved.above.pki
    env = environment(
        pki, DEPARTMENT, ROLE="department", VAR_DIR=str(approved.settings.var),
        DATABASE_URL=database.app_url, EXCHANGE_URL=approved.above.url,
        MASTER_KEYS_FILE=str(master_keys), CLOCK="2024-05-28T03:00+07:00",
    )  # fmt: skip
    env["EXCHANGE_PEER_SEALS_FILE"] = str(pki.department_seals_file)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    lost = forget(approved)
    assert main(["--json"]) == 1
    assert json.loads(capsys.readouterr().out)["found"]["counts"]["unknown_here"] == len(lost)
    assert main(["--repair", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["left"]
    assert (told["in_order"], told["counts"]["agrees"]) == (True, STAFF)
