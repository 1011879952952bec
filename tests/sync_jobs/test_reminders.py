"""Nhắc việc: one letter a person and step, one link, nobody's name. Expectations §1, point 20."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config.settings import Settings, load_settings
from province_app.clock import system_now
from province_app.models.people import Account
from province_app.services import checking, reminding
from province_app.stores.transaction import transaction
from sync_jobs.reminders import keep_reminding
from tests.admins import make_admins
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, draft_of, plain_member
from tests.provinces import START, Province, at, load_province
from tests.sync_jobs.letters import Letters, mail_server


@dataclass(frozen=True)
class Told:
    """A letter as its reader has it."""

    to: str
    text: str


def read(letters: Letters) -> list[Told]:
    return [Told(str(one["To"]), one.get_content()) for one in letters.read()]


@pytest.fixture
def settings(tmp_path: Path, letters: Letters) -> Iterator[Settings]:
    with mail_server(letters) as address:
        yield load_settings({"VAR_DIR": str(tmp_path), "SMTP_URL": address})


@pytest.fixture
def province(session: Session) -> Province:
    """One facility waits for checks, another for its signature; everybody has an address."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.send(ELSEWHERE)
    loaded.confirm(ELSEWHERE)
    with transaction(session):
        session.execute(text("update account set mail = username || '@example.vn'"))
    return loaded


def address(province: Province, person: str) -> str:
    query = select(Account.mail).where(Account.person_id == UUID(person))
    found = province.session.scalar(query)
    assert found
    return found


def remind(province: Province, settings: Settings, moment: datetime) -> int:
    return keep_reminding(province.session, settings, moment, system_now)


def test_day_20_who_has_a_return_open_is_told_once(
    province: Province, settings: Settings, letters: Letters
) -> None:
    person = plain_member(province, FACILITY)
    assert remind(province, settings, at(19)) == 0
    hr = province.officer(province.holder(FACILITY, "hr"), START)
    draft = draft_of(province, person)
    reasons = [{"path": "education.general_education_code", "reason": "wrong", "text": ""}]
    checking.return_draft(province.session, hr, draft.id, reasons, START)
    assert remind(province, settings, at(20)) == 1
    assert remind(province, settings, at(21)) == 0
    (told,) = read(letters)
    assert told.to == address(province, person)
    assert "1 mục" in told.text
    assert told.text.count("http") == 1
    assert "/my-record" in told.text
    name = next(row["full_name"] for row in province.document["persons"] if row["id"] == person)
    assert name not in told.text


def test_day_23_who_checks_and_who_signs_are_told_what_waits(
    province: Province, settings: Settings, letters: Letters
) -> None:
    remind(province, settings, at(23))
    by_address = {one.to: one.text for one in read(letters)}
    waiting = len(province.people(FACILITY))
    hr, head = (address(province, province.holder(FACILITY, post)) for post in ("hr", "head"))
    assert f"Chờ bạn kiểm tra: {waiting} hồ sơ." in by_address[hr]
    assert head not in by_address
    signer = address(province, province.holder(ELSEWHERE, "head"))
    assert f"Chờ bạn ký số: {len(province.people(ELSEWHERE))} hồ sơ." in by_address[signer]
    assert "đến hết ngày 25/05/2024" in by_address[hr]


def test_day_25_the_laggards_and_their_department_are_told(
    province: Province, settings: Settings, letters: Letters
) -> None:
    remind(province, settings, at(25))
    by_address = {one.to: one.text for one in read(letters)}
    left = len(province.people(FACILITY))
    head = by_address[address(province, province.holder(FACILITY, "head"))]
    assert f"Đơn vị của bạn còn {left} hồ sơ chưa xong." in head
    above = by_address[address(province, province.holder(DEPARTMENT, "head"))]
    assert "1 đơn vị do bạn theo dõi" in above
    assert f": {left}" in above
    assert "/sync#cham" in above


def test_day_26_the_departments_and_so_noi_vu(
    province: Province, settings: Settings, letters: Letters
) -> None:
    admins = make_admins(province)
    with transaction(province.session):
        province.session.execute(text("update account set mail = username || '@example.vn'"))
    remind(province, settings, at(26))
    by_address = {one.to: one.text for one in read(letters)}
    above = by_address[address(province, admins.first.person_id)]
    behind = {row["unit"] for row in province.document["persons"]} - {FACILITY, ELSEWHERE}
    assert f"{len(behind)} đơn vị do bạn theo dõi" in above


def test_several_tasks_of_one_person_are_one_letter(
    province: Province, settings: Settings, letters: Letters
) -> None:
    """One digest a step: whoever has two units gets one letter with both."""
    hr = province.holder(FACILITY, "hr")
    with transaction(province.session):
        query = (
            "insert into appointment (person_id, unit_id, post, title, starts_on)"
            " values (:who, :unit, 'head', 'Phụ trách', '2024-05-01')"
        )
        at_unit = {"who": hr, "unit": province.unit(ELSEWHERE)}
        end = (
            "update appointment set ends_on = '2024-05-01' where unit_id = :unit and post = 'head'"
        )
        province.session.execute(text(end), at_unit)
        province.session.execute(text(query), at_unit)
    remind(province, settings, at(23))
    (mine,) = [one for one in read(letters) if one.to == address(province, hr)]
    assert "Chờ bạn kiểm tra" in mine.text
    assert "Chờ bạn ký số" in mine.text


def test_nobody_at_the_raised_level_is_in_a_letter(
    province: Province, settings: Settings, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = {plain_member(province, FACILITY): object()}
    monkeypatch.setattr(reminding, "restricted_by_id", lambda *_: hidden)
    remind(province, settings, at(23))
    by_address = {one.to: one.text for one in read(letters)}
    hr = address(province, province.holder(FACILITY, "hr"))
    assert f"Chờ bạn kiểm tra: {len(province.people(FACILITY)) - 1} hồ sơ." in by_address[hr]


def test_without_a_mail_server_nothing_is_claimed(
    province: Province, settings: Settings, letters: Letters
) -> None:
    assert remind(province, replace(settings, smtp_url=""), at(23)) == 0
    assert remind(province, settings, at(23)) > 0


def test_a_server_that_is_away_gets_them_later_and_nothing_is_doubled(
    province: Province, settings: Settings, letters: Letters
) -> None:
    away = replace(settings, smtp_url="smtp://127.0.0.1:9")
    assert remind(province, away, at(23)) == 0
    sent = remind(province, settings, at(23) + timedelta(minutes=5))
    assert sent == len(read(letters)) > 0
    assert remind(province, settings, at(23) + timedelta(minutes=6)) == 0
    assert len({one.to for one in read(letters)}) == sent


def test_who_will_be_late_is_named_with_the_pace(province: Province) -> None:
    def late(day: int) -> list[reminding.Late]:
        return reminding.late_units(province.session, None, (), at(day))

    assert late(19) == []
    found = {one.needs.unit_id: one for one in late(20)}
    facility = found[province.unit(FACILITY)]
    people = len(province.people(FACILITY))
    assert (facility.needs.to_check, facility.needs.left) == (people, people)
    assert facility.a_day == -(-people // 6)
    names = {row["id"]: row["full_name"] for row in province.document["persons"]}
    assert facility.checker == names[province.holder(FACILITY, "hr")]
    other = found[province.unit(ELSEWHERE)]
    assert other.needs.to_sign == len(province.people(ELSEWHERE))
    assert other.signer == names[province.holder(ELSEWHERE, "head")]
    tiers = {one.needs.tier for one in late(26)}
    assert tiers == {"department"}
    assert late(27) == []


def test_the_readers_scope_and_level_count(province: Province) -> None:
    mine = [province.unit(FACILITY)]
    hidden = [plain_member(province, FACILITY)]
    (one,) = reminding.late_units(province.session, mine, hidden, at(20))
    assert one.needs.left == len(province.people(FACILITY)) - 1
