"""Signers' certificates and our own seal are told of 60 and 30 days before. Checklist C 44."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import Settings, load_settings
from province_app.clock import system_now
from province_app.services import certificate_ends, health
from province_app.signing.demo_authority import FIRST_DAY
from province_app.stores.transaction import transaction
from sync_jobs.alarms import keep_watch
from tests.admins import make_admins
from tests.desks import FACILITY
from tests.provinces import PIN, Province, at, authority, load_province
from tests.sync_jobs.test_alarms import rows

END = datetime.fromisoformat("2025-03-20T00:00:00+07:00")


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    make_admins(loaded)
    return loaded


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"VAR_DIR": str(tmp_path)})


def watch(session: Session, settings: Settings, days: int) -> list[str]:
    """Let the watch pass so many days before the end; return the alarms of ends that last."""
    keep_watch(session, settings, END - timedelta(days=days), system_now)
    return [what for cause, what, lasts in rows(session) if cause == "expiry" and lasts]


def told(session: Session, person: str) -> int:
    """Return how often the person was told."""
    query = text(
        "select count(*) from security_notice join account on account.id = account_id"
        " where person_id = :who and kind = 'certificate_ends'"
    )
    return int(session.scalar(query, {"who": person}) or 0)


def test_a_signer_and_the_province_are_told_at_both_steps(
    province: Province, session: Session, settings: Settings
) -> None:
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    for person in (head, deputy):  # two that end in one month are one alarm
        identity = authority().issue("Người ký", PIN, valid=(FIRST_DAY, END))
        province.certify(person, identity)
    assert (watch(session, settings, 61), told(session, head)) == ([], 0)
    for days in (60, 59, 31):
        assert watch(session, settings, days) == ["signer 2025-03, 60"]
        assert told(session, head) == told(session, deputy) == 1
    for days in (30, 2):
        assert watch(session, settings, days) == ["signer 2025-03, 30"]
        assert told(session, head) == 2
    assert watch(session, settings, -1) == []  # over: the page of certificates says so


def test_a_certificate_that_counts_no_more_calls_nobody(
    province: Province, session: Session, settings: Settings
) -> None:
    head = province.holder(FACILITY, "head")
    province.certify(head, authority().issue("Người ký", PIN, valid=(FIRST_DAY, END)))
    with transaction(session):
        session.execute(
            text(
                "update signer_certificate set ends_on = '2025-01-01', ended_by = :who,"
                " end_basis = 'x'"
            ),
            {"who": province.holder(FACILITY, "deputy")},
        )
    assert (watch(session, settings, 20), told(session, head)) == ([], 0)


def test_our_seal_is_told_of_once_its_pin_has_opened_it(
    province: Province, session: Session, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "seal.p12"
    settings = replace(settings, exchange_seal_file=file)
    file.write_bytes(authority().issue("Con dấu", PIN, valid=(FIRST_DAY, END)).p12)
    assert watch(session, settings, 20) == []  # nobody has opened it yet
    with transaction(session):
        certificate_ends.note_seal(session, file.read_bytes(), PIN)
    assert watch(session, settings, 61) == []
    for days, step in ((60, 60), (30, 30), (7, 7), (1, 1), (-3, 1)):
        assert watch(session, settings, days) == [f"seal, {step}"]
    assert health.figures(session, settings, at(20)).ends["seal", "own"] == END
    file.write_bytes(authority().issue("Con dấu", PIN).p12)  # a new one is in its place
    assert watch(session, settings, -3) == []
