"""`/healthz`, `/readyz`, `/metrics`: the truth, for machines, and nobody's name."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.schedule import LEADER_LOCK
from config.settings import SettingError, load_settings
from province_app import create_app
from province_app.clock import system_now
from province_app.services import health
from province_app.stores import clocks, duties
from province_app.stores.engine import connect_arguments
from tests.climbing import climbed_month
from tests.databases import Database
from tests.provinces import Province, at
from tests.web import Site
from tiers.alarms import TRIES

TOKEN = "x" * 40
Figures = dict[tuple[str, ...], float]


@pytest.fixture
def province(session: Session) -> Province:
    """A province whose records have climbed to its own tier."""
    return climbed_month(session)


@pytest.fixture
def leader(database: Database) -> Iterator[None]:
    """A scheduler leads, as `python -m sync_jobs` does."""
    connection = psycopg2.connect(**connect_arguments(database.app_url))
    connection.cursor().execute("select pg_try_advisory_lock(%s)", (LEADER_LOCK,))
    yield
    connection.close()


def figures(site: Site) -> Figures:
    """Return what the node shows, by name and labels in the order of their names."""
    found = {}
    for family in text_string_to_metric_families(site.client.get("/metrics").text):
        for sample in family.samples:
            found[sample.name, *sample.labels.values()] = sample.value
    return found


def test_a_node_that_is_well_says_so(site: Site, leader: None) -> None:
    assert site.client.get("/healthz").json == {"status": "ok"}
    answer = site.client.get("/readyz")
    checks = dict.fromkeys(("database", "migrations", "scheduler", "disk"), "ok")
    checks["clock"] = "not watched"
    assert (answer.status_code, answer.json) == (
        200,
        {"ready": True, "checks": checks, "seconds": {}},
    )
    assert answer.headers["Cache-Control"] == "no-store"


def test_without_a_scheduler_pages_are_served_and_it_is_said(site: Site) -> None:
    answer = site.client.get("/readyz")
    assert (answer.status_code, answer.json["checks"]["scheduler"]) == (200, "failed")
    assert figures(site)["hoso_scheduler_leads",] == 0


def test_older_tables_are_not_ready(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "newest_migration", lambda: "9999_later")
    answer = site.client.get("/readyz")
    assert (answer.status_code, answer.json["checks"]["migrations"]) == (503, "failed")


def test_a_full_disk_is_said(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 1.1)
    assert site.client.get("/readyz").json["checks"]["disk"] == "failed"


def test_a_clock_that_is_compared_says_how_far_off_it_is(site: Site, session: Session) -> None:
    assert figures(site)["hoso_clock_watched",] == 0
    for skew, word in ((0.5, "ok"), (-2.5, "failed")):
        clocks.note(session, {"127.0.0.1:123": skew}, system_now())
        session.commit()
        answer = site.client.get("/readyz").json
        assert answer["checks"]["clock"] == word
        assert answer["seconds"]["clock"] < 60
        shown = figures(site)
        assert shown["hoso_clock_watched",] == 1
        assert shown["hoso_clock_skew_seconds",] == skew
        assert shown["hoso_clock_read_seconds",] > 0


def test_a_key_without_an_end_says_how_old_it_is(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("x")
    settings = replace(site.app.config["SETTINGS"], exchange_key_file=file)
    site.app.config["SETTINGS"] = settings
    assert figures(site)["hoso_key_since_seconds", "exchange"] == pytest.approx(
        file.stat().st_mtime
    )


def test_each_duty_of_the_tick_says_when_it_last_went_well(site: Site, session: Session) -> None:
    duties.note(session, {"log": None, "stages": None}, system_now())
    for _ in range(TRIES):
        duties.note(session, {"stages": "OSError"}, system_now())
    session.commit()
    answer = site.client.get("/readyz").json
    assert (answer["checks"]["duty log"], answer["checks"]["duty stages"]) == ("ok", "failed")
    assert answer["seconds"].keys() == {"duty log", "duty stages"}
    shown = figures(site)
    assert shown["hoso_duty_failed_tries", "stages"] == TRIES
    assert shown["hoso_duty_failed_tries", "log"] == 0
    assert shown["hoso_duty_good_seconds", "log"] > 0


def test_without_the_database_it_lives_and_is_not_ready(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": "postgresql://app@127.0.0.1:9/none", "VAR_DIR": str(tmp_path)}
    client = create_app(load_settings(environment)).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {
        "ready": False,
        "checks": {"database": "failed"},
        "seconds": {},
    }


def test_the_figures_are_those_of_the_month(
    site: Site, province: Province, session: Session, leader: None
) -> None:
    site.at(at(27))
    found = figures(site)
    items = session.execute(
        text("select stage, outcome, count(*) from sync_item group by 1, 2")
    ).all()
    assert items
    for stage, outcome, count in items:
        assert found["hoso_stage_records", outcome, stage] == count
        assert found["hoso_stage_balanced", stage] == 1
    unsealed = session.scalar(text("select count(*) from audit_unsealed"))
    assert found["hoso_waiting", "audit_events_unsealed"] == unsealed
    assert found["hoso_scheduler_leads",] == 1


def test_what_is_wrong_stands_among_the_figures(site: Site, session: Session) -> None:
    moment = "timestamptz '2024-05-28 01:00+00'"
    session.execute(
        text(f"insert into alarm (cause, subject, raised_at) values ('disk', '', {moment})")  # noqa: S608
    )
    session.commit()
    assert figures(site)["hoso_alarm_since_seconds", "disk", ""] == at(28, 8).timestamp()


def test_the_figures_name_nobody(site: Site, province: Province) -> None:
    site.at(at(27))
    said = site.client.get("/metrics").text
    for person in province.document["persons"]:
        assert person["id"] not in said
        assert person["full_name"] not in said


@pytest.mark.parametrize(
    ("shown", "status"), [("", 404), ("Bearer y", 404), (f"Bearer {TOKEN}", 200)]
)
def test_whoever_has_the_token_reads_the_figures(
    database: Database, tmp_path: Path, shown: str, status: int
) -> None:
    (tmp_path / "token").write_text(TOKEN)
    environment = {
        "DATABASE_URL": database.app_url,
        "VAR_DIR": str(tmp_path),
        "METRICS_TOKEN_FILE": str(tmp_path / "token"),
    }
    client = create_app(load_settings(environment)).test_client()
    assert client.get("/metrics", headers={"Authorization": shown}).status_code == status


def test_a_short_token_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("short")
    with pytest.raises(SettingError, match="METRICS_TOKEN_FILE must hold"):
        load_settings({"VAR_DIR": str(tmp_path), "METRICS_TOKEN_FILE": str(tmp_path / "token")})


def test_the_national_node_says_how_it_is_too(database: Database, tmp_path: Path) -> None:
    environment = {"ROLE": "national", "DATABASE_URL": database.app_url, "VAR_DIR": str(tmp_path)}
    client = create_app(load_settings(environment)).test_client()
    assert client.get("/readyz").json["checks"]["migrations"] == "ok"
    assert "hoso_disk_free_bytes" in client.get("/metrics").text
