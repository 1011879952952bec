"""Months that lie too far back to be caught up are written down as missed, and told."""

from html import unescape
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import load_settings
from province_app.clock import system_now
from province_app.services import alarms, runs
from tests.provinces import Province, at
from tests.sync_jobs.test_alarms import rows
from tests.views.test_sync import as_manager
from tests.views.test_sync import province as province
from tests.web import Site
from tiers.stages import Stage

LATER = at(20, month=9)  # July is the first month that is caught up


def missed(session: Session) -> list[tuple[str, str]]:
    """Return period and stage of what was missed."""
    session.rollback()
    query = "select period, stage from stage_run where state = 'missed' order by period, stage"
    return [tuple(row) for row in session.execute(text(query))]


def test_a_month_beyond_the_last_two_is_missed_once_and_told(
    site: Site, province: Province, tmp_path: Path
) -> None:
    session = province.session
    for _ in range(2):
        runs.ask_for_due_stages(session, LATER)
    may = [("2024-05", stage) for stage in sorted(Stage)]
    months = {period for period, _ in missed(session)}
    assert max(months) == "2024-06"
    assert [one for one in missed(session) if one[0] == "2024-05"] == may
    told = text("select count(*) from audit_event where event = 'stage.missed'")
    assert session.scalar(told) == len(missed(session))
    asked = set(session.scalars(text("select period from stage_run where state = 'requested'")))
    assert asked == {"2024-07", "2024-08"}
    settings = load_settings({"VAR_DIR": str(tmp_path)})
    alarms.watch(session, settings, LATER, system_now())
    assert [row for row in rows(session) if row[0] == "missed"] == [("missed", min(months), True)]
    site.at(LATER)
    as_manager(site, province)
    assert "bị bỏ lỡ vì máy chủ ngừng quá lâu." in unescape(site.get("/"))
    page = unescape(site.get("/sync?period=2024-05&stage=province_to_national"))
    assert "Bỏ lỡ vì máy chủ ngừng, không chạy bù" in page
    assert "Bỏ lỡ; hồ sơ đi cùng kỳ sau" in page
    alarms.watch(session, settings, at(25, month=10), system_now())
    assert [row for row in rows(session) if row[0] == "missed"] == [("missed", min(months), False)]


def test_a_month_that_was_run_is_not_missed_later(province: Province) -> None:
    session = province.session
    for month in (5, 6, 7, 8, 9):
        runs.ask_for_due_stages(session, at(30, month=month))
    done = missed(session)
    runs.ask_for_due_stages(session, at(30, month=10))
    assert missed(session) == done
    assert "2024-05" not in {period for period, _ in done}
