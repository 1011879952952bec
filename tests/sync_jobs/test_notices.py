"""Notices go out by mail: once, without names, and a server that is away loses none."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config.settings import Settings, load_settings
from province_app.clock import system_now
from province_app.models.people import Account
from province_app.services import notices
from province_app.services.sessions import Visit
from province_app.stores.transaction import transaction
from sync_jobs.notices import send_waiting
from tests.processes import free_port
from tests.provinces import load_province
from tests.sync_jobs.letters import Letters, mail_server


@pytest.fixture
def settings(tmp_path, letters: Letters) -> Iterator[Settings]:  # type: ignore[no-untyped-def]
    with mail_server(letters) as address:
        yield load_settings({"VAR_DIR": str(tmp_path), "SMTP_URL": address})


@pytest.fixture
def account(session: Session) -> Account:
    province = load_province(session)
    who = UUID(province.people("H40.03.01")[0])
    found = session.scalars(select(Account).where(Account.person_id == who)).one()
    with transaction(session):
        found.mail = "nguoi@example.vn"
    return found


def tell(session: Session, account: Account, kind: str = "password_set") -> None:
    with transaction(session):
        notices.add(session, account, kind, Visit("10.0.0.1", "Firefox"), system_now())


def test_a_notice_is_sent_once_and_names_nobody(
    session: Session, settings: Settings, letters: Letters, account: Account
) -> None:
    tell(session, account)
    assert send_waiting(session, settings, system_now) == 1
    assert send_waiting(session, settings, system_now) == 0
    (sent,) = letters.taken
    letter = message_from_bytes(sent, policy=policy.default)
    assert letter["To"] == "nguoi@example.vn"
    assert letter["Subject"] == "Đổi mật khẩu · Hồ sơ CBCCVC"
    said = letter.get_content()
    assert f"{settings.public_url}/devices" in said
    name = session.scalar(
        text("select full_name from person where id = :p"), {"p": account.person_id}
    )
    for personal in (name, account.username, "10.0.0.1"):
        assert personal not in said


def test_without_an_address_nothing_is_sent(
    session: Session, settings: Settings, letters: Letters, account: Account
) -> None:
    with transaction(session):
        account.mail = None
    tell(session, account)
    assert send_waiting(session, settings, system_now) == 0
    assert letters.taken == []


def test_a_server_that_is_away_loses_nothing(
    session: Session, settings: Settings, letters: Letters, account: Account
) -> None:
    tell(session, account)
    away = replace(settings, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    assert send_waiting(session, away, system_now) == 0
    assert send_waiting(session, settings, system_now) == 1
    assert len(letters.taken) == 1


def test_an_address_that_is_refused_stops_nobody_else(
    session: Session, settings: Settings, letters: Letters, account: Account
) -> None:
    with transaction(session):
        account.mail = "x@nowhere.vn"
    tell(session, account)
    with transaction(session):
        account.mail = "nguoi@example.vn"
    tell(session, account)
    assert send_waiting(session, settings, system_now) == 2
    assert len(letters.taken) == 1
    assert send_waiting(session, settings, system_now) == 0
