"""The tick's duties: each is tried by itself, whatever stops another, and none fails in silence."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import Settings, load_settings
from province_app.clock import system_now
from province_app.services import alarms
from sync_jobs import staged_sync, tick
from sync_jobs.duties import Duties
from tests.provinces import Province, at, authority, load_province, trust
from tests.sync_jobs.test_alarms import rows
from tiers.alarms import DUTY_IS_LATE, TRIES, duty_alarms


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    bundle = tmp_path / "trust.pem"
    bundle.write_bytes(authority().trust_pem())
    return load_settings({"VAR_DIR": str(tmp_path), "EXCHANGE_TRUST_FILE": str(bundle)})


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the jobs did, in its order; nothing is really done."""
    found: list[str] = []

    def notes(name: str) -> Callable[..., None]:
        return lambda *_, **__: found.append(name)

    monkeypatch.setattr(tick, "work_off_runs", notes("stages"))
    monkeypatch.setattr(tick, "sweep_daily", notes("sweep"))
    monkeypatch.setattr(tick.leavings, "work_off", notes("leavings"))
    monkeypatch.setattr(tick.importing, "work_off", notes("imports"))
    monkeypatch.setattr(tick, "keep_log", notes("log"))
    monkeypatch.setattr(tick, "keep_watch", notes("watch"))
    return found


def kept(session: Session) -> dict[str, tuple[str | None, int]]:
    """Return the fault and the tries of each duty."""
    found = session.execute(text("select name, fault, tries from duty order by name"))
    return {row.name: (row.fault, row.tries) for row in found}


def fail(*_: object, **__: object) -> None:
    raise OSError("/a/file/of/Nguyen Van A cannot be read")


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("work_off_runs", "stages"),
        ("sweep_daily", "sweep"),
        ("leavings.work_off", "leavings"),
        ("importing.work_off", "imports"),
        ("trust_list", "stages"),
    ],
)
def test_a_duty_that_fails_stops_no_other_and_is_kept(
    session: Session, settings: Settings, done: list[str], monkeypatch: pytest.MonkeyPatch,
    what: str, name: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(f"sync_jobs.tick.{what}", fail)
    for number in (1, 2):
        done.clear()
        tick.jobs_of(settings)["work"](session, True)
        assert done == [one for one in ("stages", "sweep", "leavings", "imports") if one != name]
        assert {duty: state for duty, state in kept(session).items() if state[0]} == {
            name: ("OSError", number)
        }
    monkeypatch.undo()


def test_a_bundle_that_is_gone_stops_no_seal_no_watch(
    session: Session, settings: Settings, done: list[str]
) -> None:
    assert settings.exchange_trust_file
    jobs = tick.jobs_of(settings)
    settings.exchange_trust_file.unlink()
    for job in jobs.values():
        job(session, True)
    assert done == ["sweep", "leavings", "imports", "log", "watch"]
    assert kept(session)["stages"] == ("FileNotFoundError", 1)
    assert kept(session)["log"] == (None, 0)


def test_a_worker_works_off_the_stages_alone(
    session: Session, settings: Settings, done: list[str]
) -> None:
    for job in tick.jobs_of(settings).values():
        job(session, False)
    assert done == ["stages"]


def test_a_duty_that_goes_well_again_is_forgiven(session: Session) -> None:
    for work in (fail, fail, lambda: None):
        duties = Duties(session)
        duties.do("log", work)
        duties.note()
    assert kept(session) == {"log": (None, 0)}


def test_a_duty_tried_in_vain_too_often_is_one_alarm_and_ends(
    session: Session, settings: Settings
) -> None:
    now = system_now()
    load_province(session)
    for number in range(TRIES + 1):
        duties = Duties(session)
        duties.do("stages", fail)
        duties.note()
        alarms.watch(session, settings, at(20), now, now)
        expected = [("tick", "stages", True)] if number + 1 >= TRIES else []
        assert [row for row in rows(session) if row[0] == "tick"] == expected
    duties = Duties(session)
    duties.do("stages", lambda: None)
    duties.note()
    alarms.watch(session, settings, at(20), now, now)
    assert ("tick", "stages", False) in rows(session)


def test_long_is_told_from_the_moment_on_at_which_somebody_watches() -> None:
    good = datetime(2024, 5, 1, tzinfo=UTC)
    began = good + timedelta(days=3)  # the node was down
    assert not duty_alarms("log", 0, good, began, began + DUTY_IS_LATE)
    assert duty_alarms("log", 0, good, began, began + DUTY_IS_LATE + timedelta(seconds=1))
    assert not duty_alarms("log", TRIES - 1, began, good, began)
    assert duty_alarms("log", TRIES, began, good, began)


@pytest.fixture
def province(session: Session) -> Province:
    return load_province(session)


def test_what_nobody_expected_is_written_on_the_run_and_the_next_period_goes_on(
    session: Session, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = text(
        "insert into stage_run (stage, period, state, basis, late, requested_at) values"
        " ('facility_to_department', :period, 'requested', 'x', false, :at)"
    )
    for period in ("2024-04", "2024-05"):
        session.execute(add, {"period": period, "at": at(26)})
    session.commit()
    begin = staged_sync.runs.begin_run

    def begin_run(session: Session, run: object, *rest: object) -> object:
        if run.period == "2024-04":  # type: ignore[attr-defined]
            raise OSError("/a/file/of/Nguyen Van A cannot be read")
        return begin(session, run, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(staged_sync.runs, "begin_run", begin_run)
    before = system_now()
    staged_sync.work_off_runs(session, trust(), None, lambda: at(26), asks=False)
    found = session.execute(
        text("select period, state, fault, attempts, try_again_at from stage_run order by period")
    ).all()
    assert [tuple(row)[:4] for row in found] == [
        ("2024-04", "requested", "server_fault OSError", 1),
        ("2024-05", "done", None, None),
    ]
    assert found[0].try_again_at > before
