"""The clock is compared with real NTP servers; a wrong one stops signatures. Bar A 25, C 58."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import Settings, load_settings
from province_app import outbound
from province_app.clock import system_now
from province_app.services import clock_guard, signing
from province_app.services.errors import Refused
from province_app.stores import clocks
from sync_jobs.alarms import keep_watch
from sync_jobs.clock_watch import compare, skew_s
from tests.desks import FACILITY
from tests.provinces import PIN, Province, at, load_province, trust
from tests.time_server import NOT_SYNCHRONISED, TimeServer, time_server
from tiers.clocks import OLDEST, ClockFault


@pytest.fixture
def servers() -> Iterator[list[TimeServer]]:
    """Three servers that answer."""
    with ExitStack() as stack:
        made = [TimeServer() for _ in range(3)]
        for one in made:
            stack.enter_context(time_server(one))
        yield made


@pytest.fixture
def settings(servers: list[TimeServer], tmp_path: Path) -> Settings:
    named = " ".join(one.address for one in servers)
    return load_settings({"VAR_DIR": str(tmp_path), "NTP_SERVERS": named})


def said(skews: dict[str, float | None], session: Session, ago: timedelta = timedelta()) -> None:
    clocks.note(session, skews, system_now() - ago)
    session.commit()


def alarms(session: Session, settings: Settings) -> list[str]:
    keep_watch(session, settings, at(28), system_now, system_now() - timedelta(days=1))
    query = "select subject from alarm where cause = 'clock' and ended_at is null"
    return list(session.scalars(text(query)))


@pytest.mark.parametrize("ahead_s", [0.0, 90.0, -90.0])
def test_a_server_tells_how_wrong_we_are(ahead_s: float) -> None:
    with time_server(TimeServer(ahead_s)) as address:
        skew = skew_s(address)
    assert skew is not None
    assert abs(skew + ahead_s) < 2  # as long as a question may take


@pytest.mark.parametrize(
    "server",
    [
        TimeServer(leap=NOT_SYNCHRONISED),
        TimeServer(stratum=0),  # "kiss of death": do not ask me
        TimeServer(stratum=16),
        TimeServer(forged=True),
    ],
)
def test_who_does_not_know_the_time_or_was_not_asked_is_not_believed(server: TimeServer) -> None:
    with time_server(server) as address:
        assert skew_s(address) is None
    assert server.asked == 1


def test_a_silent_server_is_no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync_jobs.clock_watch.TIMEOUT_S", 0.1)
    with time_server(TimeServer(silent=True)) as address:
        assert skew_s(address) is None
    assert skew_s("no-such-host.invalid:123") is None


def test_a_server_outside_the_networks_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "may_call", lambda *_: False)
    server = TimeServer()
    with time_server(server) as address:
        assert skew_s(address) is None
    assert server.asked == 0


def test_each_server_is_asked_every_five_minutes_and_one_wrong_is_outvoted(
    session: Session, settings: Settings, servers: list[TimeServer]
) -> None:
    servers[0].ahead_s = 3600
    compare(session, settings)
    compare(session, settings)
    assert [one.asked for one in servers] == [1, 1, 1]
    skew = clock_guard.state(session).skew_s
    assert skew is not None
    assert abs(skew) < 2
    said(dict.fromkeys(settings.ntp_servers, 0.0), session, timedelta(minutes=6))
    compare(session, settings)
    assert [one.asked for one in servers] == [2, 2, 2]


def test_a_silence_keeps_what_was_read_before(session: Session) -> None:
    said({"a:123": 0.5}, session, timedelta(minutes=30))
    said({"a:123": None}, session)
    found = clock_guard.state(session)
    assert found.skew_s == 0.5
    assert found.read_at is not None
    assert found.read_at < system_now() - timedelta(minutes=29)


def test_who_names_no_server_watches_nothing(session: Session, settings: Settings) -> None:
    said({"a:123": 900.0}, session)
    compare(session, replace(settings, ntp_servers=()))
    assert not clock_guard.state(session).watched
    assert alarms(session, settings) == []


def test_a_skew_of_two_seconds_calls_somebody_and_one_of_a_minute_says_that_signing_stops(
    session: Session, settings: Settings
) -> None:
    said({"a:123": 1.9}, session)
    assert alarms(session, settings) == []
    said({"a:123": 2.1}, session)
    assert alarms(session, settings) == [ClockFault.SKEWED]
    said({"a:123": -61.0}, session)
    assert alarms(session, settings) == [ClockFault.STOPPED]
    said({"a:123": 0.0}, session)
    assert alarms(session, settings) == []


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.mark.parametrize(
    ("skew", "ago", "code"),
    [
        (61.0, timedelta(), "clock_wrong"),
        (-61.0, timedelta(), "clock_wrong"),
        (None, timedelta(), "clock_unknown"),
        (0.0, OLDEST + timedelta(minutes=1), "clock_unknown"),
        (0.0, -timedelta(minutes=5), "clock_wrong"),
    ],
)
def test_nobody_signs_by_a_wrong_clock(
    province: Province, session: Session, skew: float | None, ago: timedelta, code: str
) -> None:
    who, moment = province.holder(FACILITY, "head"), at(23)
    officer, unit_id = province.officer(who, moment), province.unit(FACILITY)
    mark = province.certify(who).certificate_sha256
    made = signing.prepare_manifest(session, officer, unit_id, mark, moment)
    said({"a:123": skew}, session, ago)
    with pytest.raises(Refused) as caught:
        signing.prepare_manifest(session, officer, unit_id, mark, moment)
    assert caught.value.decision.code == code
    with pytest.raises(Refused) as caught:
        signing.sign_manifest(session, officer, made.id, PIN, trust(), moment)
    assert caught.value.decision.code == code
    said({"a:123": 0.0}, session)
    assert signing.sign_manifest(session, officer, made.id, PIN, trust(), moment).signature
