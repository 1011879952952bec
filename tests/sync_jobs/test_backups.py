"""The daily backup and the monthly drill as a process of its own. Quy chế Đ.9.2."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.schedule import BACKUP_LOCK
from province_app.clock import system_now
from province_app.services import alarms
from province_app.stores import backups
from sync_jobs.backups import Starter, what_is_owed, work_off
from tests.backups import Houses, houses
from tests.databases import Database
from tests.provinces import START, load_province


@pytest.fixture
def node(session: Session, database: Database, tmp_path: Path, master_keys: Path) -> Houses:
    load_province(session)
    return houses(session, database, tmp_path, master_keys)


def owed(node: Houses, later: timedelta = timedelta()) -> tuple[bool, bool]:
    found = what_is_owed(node.session, node.settings, system_now() + later)
    node.session.rollback()
    return found


def test_two_processes_make_one_set_and_try_it(
    node: Houses, tmp_path: Path, master_keys: Path
) -> None:
    assert owed(node) == (True, False)
    env = {
        "VAR_DIR": str(node.settings.var),
        "MASTER_KEYS_FILE": str(master_keys),
        "DATABASE_URL": node.urls.app,
        "OWNER_DATABASE_URL": node.urls.owner,
        "BACKUP_DIRS": ",".join(map(str, node.settings.backup_places)),
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "-m", "sync_jobs.backups"]
    started = [subprocess.Popen(command, env=env) for _ in range(2)]
    assert [one.wait(90) for one in started] == [0, 0]
    assert node.count("backup_set") == 1
    assert node.count("backup_drill", "fault is null") == 1
    assert [len(place.names()) for place in node.places] == [1, 1]
    assert owed(node) == (False, False)
    assert owed(node, timedelta(days=1)) == (True, False)
    assert owed(node, timedelta(days=32))[1]


def test_who_finds_the_lock_taken_leaves_the_work(node: Houses) -> None:
    with Session(node.session.get_bind()) as other:
        assert backups.take_lock(other, BACKUP_LOCK)
        work_off(node.session, node.settings)
        other.invalidate()
    assert node.count("backup_copy") == 0


def test_the_tick_starts_nothing_where_nothing_is_owed_or_nowhere_is_told(node: Houses) -> None:
    nowhere = replace(node.settings, backup_places=())
    assert not Starter().start(node.session, nowhere, system_now())
    node.make()
    node.drill()
    assert not Starter().start(node.session, node.settings, system_now())


def open_alarms(node: Houses, later: timedelta) -> set[tuple[str, str]]:
    alarms.watch(node.session, node.settings, START, system_now() + later)
    rows = node.session.execute(text("select cause, subject from alarm where ended_at is null"))
    return {(one.cause, one.subject) for one in rows if one.cause in ("backup", "drill")}


def test_a_house_without_a_set_of_the_day_calls_somebody(node: Houses) -> None:
    node.make()
    assert open_alarms(node, timedelta(hours=24)) == set()
    node.places[1].outside.rename(node.places[1].outside.with_name("away"))
    node.make(system_now() + timedelta(hours=24))
    assert open_alarms(node, timedelta(hours=26)) == {("backup", "2")}


def test_a_drill_that_fails_calls_somebody_and_the_next_good_one_ends_it(node: Houses) -> None:
    node.make()
    place = node.places[0]
    document = place.outside / "H40" / "sets" / place.names()[0] / "evidence.list"
    document.write_text("x")
    node.drill()
    assert open_alarms(node, timedelta()) == {("drill", "")}
    node.make(system_now() + timedelta(seconds=2))
    node.drill()
    assert open_alarms(node, timedelta()) == set()
    assert open_alarms(node, timedelta(days=36)) >= {("drill", "")}
