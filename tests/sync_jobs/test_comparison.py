"""The night's comparison with the node above: when it is made, and that a difference is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import load_settings
from province_app.clock import system_now
from province_app.services import alarms
from province_app.stores import duties
from sync_jobs import comparison
from sync_jobs.comparison import compare, is_due
from sync_jobs.duties import Duties
from sync_jobs.national_gateway import NationalGateway
from tests.provinces import Province, at
from tests.sync_jobs.pushing import LAST, JudgingGateway, approve, push
from tests.sync_jobs.test_alarms import rows
from tiers.alarms import COMPARISON, DIFFERS

NIGHT = datetime(2024, 5, 9, 20, 30, tzinfo=UTC)  # 03:30 in Vietnam
MINUTE = timedelta(minutes=1)


def tried(session: Session, moment: datetime, fault: str | None) -> None:
    duties.note(session, {COMPARISON: fault}, moment)
    session.commit()


def test_it_is_made_once_a_night_by_whoever_saw_the_night_come(session: Session) -> None:
    assert not is_due(session, LAST, NIGHT + MINUTE, NIGHT + 2 * MINUTE)  # it has just started
    assert not is_due(session, LAST, NIGHT - 2 * MINUTE, NIGHT - MINUTE)
    assert is_due(session, LAST, NIGHT - MINUTE, NIGHT)
    for fault in (None, DIFFERS):
        tried(session, NIGHT, fault)
        assert not is_due(session, LAST, NIGHT - MINUTE, NIGHT + timedelta(hours=23))
        assert is_due(session, LAST, NIGHT - MINUTE, NIGHT + timedelta(hours=24))


def test_without_an_answer_it_is_made_again_after_a_pause(session: Session) -> None:
    tried(session, NIGHT, "NationalUnavailable")
    assert not is_due(session, LAST, NIGHT, NIGHT + comparison.PAUSE - MINUTE)
    assert is_due(session, LAST, NIGHT, NIGHT + comparison.PAUSE)


def test_it_waits_while_the_stage_is_under_way(session: Session) -> None:
    add = (
        "insert into stage_run (stage, period, state, basis, late, requested_at)"
        " values ('province_to_national', '2024-05', 'running', 'x', false, :at)"
    )
    session.execute(text(add), {"at": NIGHT})
    assert not is_due(session, LAST, NIGHT - MINUTE, NIGHT)
    session.execute(text("update stage_run set state = 'done'"))
    assert is_due(session, LAST, NIGHT - MINUTE, NIGHT)


@pytest.fixture
def approved(province: Province, session: Session, peer: JudgingGateway) -> Province:
    """A province whose month is approved at the national node."""
    push(session, province, peer)
    approve(session, province, peer)
    return province


def test_what_differs_is_one_alarm_until_it_is_mended_and_nothing_is_repaired(
    approved: Province, session: Session, gateway: NationalGateway, tmp_path: Path
) -> None:
    settings, now = load_settings({"VAR_DIR": str(tmp_path)}), system_now()

    def night() -> list[tuple[str, str, bool]]:
        work = Duties(session)
        work.do(COMPARISON, lambda: compare(session, gateway, LAST))
        work.note()
        alarms.watch(session, settings, at(29), now, now)
        return [row for row in rows(session) if row[0] in ("comparison", "tick")]

    assert night() == []
    session.execute(text("create temp table kept as select * from holding"))
    session.execute(text("delete from holding where tier = 'national'"))
    session.commit()
    for _ in range(4):
        assert night() == [("comparison", "", True)]
    assert session.scalar(text("select count(*) from holding where tier = 'national'")) == 0
    session.execute(text("insert into holding select * from kept where tier = 'national'"))
    session.commit()
    assert night() == [("comparison", "", False)]
