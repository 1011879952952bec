"""Alarms: one cause, one mail; ended with the cause; nothing told twice. Quy chế Đ.8, 9.2."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config.settings import Settings, load_settings
from province_app.clock import system_now
from province_app.models.backups import BackupDrill
from province_app.models.people import Account
from province_app.models.sync import Submission
from province_app.services import alarms, catalogue_quarantine
from province_app.signing.demo_authority import FIRST_DAY, make_crl
from province_app.stores import clocks, duties
from province_app.stores.transaction import transaction
from sync_jobs.alarms import SAID, keep_watch
from sync_jobs.tick import jobs_of
from tests.admins import Admins, make_admins
from tests.provinces import Province, at, authority, load_province
from tests.services.test_catalogue_quarantine import CATALOGUE, version
from tests.sync_jobs.letters import Letters, mail_server
from tiers.alarms import CATALOGUES_WAIT, COMPARISON, DIFFERS, TRIES, Cause, soon

NOW = at(28)
PUT_ASIDE = (
    "insert into exchange_submission (submission_id, sender, period, stage, count, parts,"
    " items_digest, catalogues, body, state, opened_at, commit_order, fault, faults) values"
    " (gen_random_uuid(), 'H40.16', '2024-05', 'province', 0, 0, sha256(''), '', '', 'processing',"
    " :at, 1, 'ValueError', 1)"
)


@pytest.fixture
def settings(tmp_path: Path, letters: Letters) -> Iterator[Settings]:
    with mail_server(letters) as address:
        yield load_settings({"VAR_DIR": str(tmp_path), "SMTP_URL": address})


@pytest.fixture
def province(session: Session) -> Province:
    return load_province(session)


@pytest.fixture
def admins(province: Province) -> Admins:
    """Two of the province, who have mail addresses."""
    made = make_admins(province)
    mail(province.session, made.first.person_id, "mot@example.vn")
    mail(province.session, made.second.person_id, "hai@example.vn")
    return made


def mail(session: Session, person_id: str, address: str) -> None:
    """Give the person's account a mail address."""
    with transaction(session):
        account = session.scalars(select(Account).where(Account.person_id == UUID(person_id))).one()
        account.mail = address


def watch(session: Session, settings: Settings, later: timedelta = timedelta()) -> None:
    """Let the tick's watch pass, so much later."""
    keep_watch(session, settings, NOW, lambda: system_now() + later)


def run(session: Session, attempts: int, state: str = "running", fault: str = "x") -> None:
    """Leave a run of the last stage that failed so often."""
    with transaction(session):
        session.execute(text("delete from stage_run"))
        session.execute(
            text(
                "insert into stage_run (stage, period, state, basis, late, requested_at, attempts,"
                " fault) values ('province_to_national', '2024-05', :state, 'x', false, :at,"
                " :attempts, :fault)"
            ),
            {"state": state, "at": NOW, "attempts": attempts, "fault": fault},
        )


def ending(until: datetime) -> bytes:
    """Return the trust list with CRLs that end then."""
    whole = authority()
    return b"".join(
        one.certificate.public_bytes(Encoding.PEM)
        + make_crl(one.key, one.certificate.subject, 1, (), (FIRST_DAY, until)).public_bytes(
            Encoding.PEM
        )
        for one in (whole.root, whole.issuing)
    )


def rows(session: Session) -> list[tuple[str, str, bool]]:
    """Return the alarms: cause, subject, whether it lasts."""
    query = text("select cause, subject, ended_at is null from alarm order by id")
    return [tuple(row) for row in session.execute(query)]


def test_one_cause_is_one_letter_to_the_province_alone(
    session: Session, settings: Settings, letters: Letters, admins: Admins
) -> None:
    mail(session, admins.facility.person_id, "coso@example.vn")
    run(session, TRIES)
    for minutes in (0, 1, 90):
        watch(session, settings, timedelta(minutes=minutes))
    (letter,) = letters.read()
    assert letter["To"] == "hai@example.vn, mot@example.vn"
    assert SAID[Cause.STAGE][0] in letter["Subject"]
    assert "province_to_national 2024-05" in letter.get_content()
    assert rows(session) == [("stage", "province_to_national 2024-05", True)]


@pytest.mark.parametrize(
    ("attempts", "state"), [(0, "running"), (TRIES - 1, "running"), (0, "done")]
)
def test_what_mends_itself_calls_nobody(
    session: Session, settings: Settings, letters: Letters, admins: Admins,
    attempts: int, state: str,
) -> None:  # fmt: skip
    run(session, attempts, state)
    watch(session, settings)
    assert (letters.taken, rows(session)) == ([], [])


def test_a_run_that_waits_for_catalogues_is_told_as_the_catalogues_alone(
    session: Session, settings: Settings, letters: Letters, admins: Admins
) -> None:
    catalogue_quarantine.take(session, CATALOGUE, "1", version(), NOW)
    catalogue_quarantine.take(session, CATALOGUE, "2", version(extra="moi"), NOW)
    run(session, TRIES, fault=CATALOGUES_WAIT)
    watch(session, settings)
    assert rows(session) == [("catalogues", "", True)]
    assert len(letters.taken) == 1


def test_a_refused_run_calls_at_once(
    session: Session, settings: Settings, letters: Letters, admins: Admins
) -> None:
    run(session, 0, "failed")
    watch(session, settings)
    assert len(letters.taken) == 1


def test_an_alarm_ends_with_its_cause_and_is_raised_anew_only_much_later(
    session: Session, settings: Settings, letters: Letters, admins: Admins
) -> None:
    run(session, TRIES)
    watch(session, settings)
    run(session, 0)
    watch(session, settings, timedelta(minutes=5))
    assert rows(session) == [("stage", "province_to_national 2024-05", False)]
    run(session, TRIES)
    watch(session, settings, timedelta(minutes=10))  # it flutters: the same cause
    assert rows(session) == [("stage", "province_to_national 2024-05", True)]
    assert len(letters.taken) == 1
    run(session, 0)
    watch(session, settings, timedelta(minutes=15))
    run(session, TRIES)
    watch(session, settings, timedelta(minutes=100))
    assert len(rows(session)) == len(letters.taken) == 2


def test_each_cause_is_seen(
    session: Session, settings: Settings, admins: Admins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarms, "LEAST_FREE", 1.1)
    catalogue_quarantine.take(session, CATALOGUE, "1", version(), NOW)
    catalogue_quarantine.take(session, CATALOGUE, "2", version(extra="moi"), NOW)
    run(session, TRIES)
    session.execute(text(PUT_ASIDE), {"at": NOW})
    failed = BackupDrill(at=NOW, place="x", seconds=1, fault="tables differ")
    refused = Submission(
        id=UUID(int=1), run_id=session.scalar(text("select id from stage_run")), period="2024-05",
        state="settled", count=0, parts=0, items_digest=b"", catalogues={}, planned_at=NOW,
        approval=b"x", approval_fault="422 signer_not_authorised",
    )  # fmt: skip
    with transaction(session):
        session.add_all((failed, refused))
        for _ in range(TRIES):
            duties.note(session, {"stages": "OSError", COMPARISON: DIFFERS}, system_now())
        clocks.note(session, {"127.0.0.1:123": 90.0}, system_now())
        session.execute(
            text(
                "insert into stage_run (stage, period, state, basis, late, requested_at) values"
                " ('province_to_national', '2024-01', 'missed', 'x', true, :at)"
            ),
            {"at": NOW},
        )
    # For a day no place has had a head, nor a set.
    bundle = settings.var / "trust.pem"
    bundle.write_bytes(ending(at(28, 20)))
    settings = replace(
        settings,
        smtp_url="",
        backup_places=(settings.var / "away",),
        exchange_trust_file=bundle,
    )
    watch(session, settings, timedelta(hours=26))
    assert {cause for cause, _, _ in rows(session)} == set(Cause)
    assert set(SAID) == set(Cause)


def test_a_mail_server_that_is_away_loses_no_alarm(
    session: Session, settings: Settings, letters: Letters, admins: Admins
) -> None:
    run(session, TRIES)
    watch(session, replace(settings, smtp_url="smtp://127.0.0.1:9"))
    assert letters.taken == []
    watch(session, settings)
    assert len(letters.taken) == 1


def test_two_schedulers_raise_one_alarm(
    session: Session, settings: Settings, admins: Admins
) -> None:
    run(session, TRIES)
    alarms.watch(session, settings, NOW, system_now())
    with Session(session.get_bind()) as other:
        alarms.watch(other, settings, NOW, system_now())
    assert len(rows(session)) == 1
    moment = session.scalar(text("select raised_at from alarm"))
    assert isinstance(moment, datetime)


def test_a_revocation_list_is_told_before_it_ends_and_a_new_one_ends_the_alarm(
    session: Session, settings: Settings, admins: Admins
) -> None:
    bundle = settings.var / "trust.pem"
    settings = replace(settings, smtp_url="", exchange_trust_file=bundle)

    def told(until: datetime) -> list[str]:
        bundle.write_bytes(ending(until))
        watch(session, settings)
        return sorted(subject for cause, subject, lasts in rows(session) if lasts)

    assert told(NOW + timedelta(hours=13)) == []
    both = told(NOW + timedelta(hours=12))
    assert len(both) == 2
    assert all(one.startswith("crl ") and one.endswith(", 12") for one in both)
    assert all(one.endswith(", 2") for one in told(NOW + timedelta(hours=1)))
    assert told(NOW + timedelta(days=5)) == []


@pytest.mark.parametrize(("days", "step"), [(31, None), (30, 30), (8, 30), (7, 7), (1, 1), (-1, 1)])
def test_a_ca_is_told_a_month_a_week_and_a_day_before(days: int, step: int | None) -> None:
    assert soon("ca", NOW + timedelta(days=days), NOW) == step


def test_the_national_node_tells_whom_its_settings_name(
    session: Session, settings: Settings, letters: Letters, tmp_path: Path
) -> None:
    """It has no accounts: without an address named, the alarm stays on `/metrics`."""
    named = {"ROLE": "national", "VAR_DIR": str(tmp_path), "SMTP_URL": settings.smtp_url}
    silent = load_settings(named)
    told = load_settings({**named, "ALARM_MAIL_TO": "truc@example.vn, may@example.vn"})
    with transaction(session):
        session.execute(text(PUT_ASIDE), {"at": NOW})
    jobs_of(silent)["watch"](session, True)
    assert rows(session) == [("delivery", "H40.16 2024-05", True)]
    assert letters.read() == []
    for _ in range(2):
        jobs_of(told)["watch"](session, True)
    (letter,) = letters.read()
    assert letter["To"] == "may@example.vn, truc@example.vn"
    assert SAID[Cause.DELIVERY][0] in letter["Subject"]
    assert f"{told.public_url}/metrics" in letter.get_content()


def test_only_the_leader_of_the_national_node_watches(
    session: Session, settings: Settings, tmp_path: Path
) -> None:
    named = {"ROLE": "national", "VAR_DIR": str(tmp_path), "SMTP_URL": settings.smtp_url}
    with transaction(session):
        session.execute(text(PUT_ASIDE), {"at": NOW})
    jobs_of(load_settings(named))["watch"](session, False)
    assert rows(session) == []
