"""The heads of the log reach two houses, in their order, whatever happens to one of them."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import Settings, load_settings
from province_app.audit.folders import put
from province_app.audit.notes import Signer, read_note
from province_app.services import audit_sealing
from sync_jobs import tick
from sync_jobs.audit_places import keep_log
from tests.logs import Log
from tests.provinces import authority


class House(HTTPServer):
    """An outside place on loopback; it answers what the test wants."""

    status = 204

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taker)
        self.taken: list[str] = []
        Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}/heads"


class _Taker(BaseHTTPRequestHandler):
    server: House

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.server.status < 300:
            self.server.taken.append(body)
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", self.server.url)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def house() -> Iterator[House]:
    """The address of Sở Nội vụ."""
    server = House()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """The disk of Sở TT&TT, not there yet."""
    return tmp_path / "disk"


@pytest.fixture
def settings(tmp_path: Path, disk: Path, house: House) -> Settings:
    """A province whose heads go to a disk and to an address."""
    trust = tmp_path / "trust.pem"
    trust.write_bytes(authority().trust_pem())
    return load_settings(
        {
            "VAR_DIR": str(tmp_path / "var"),
            "EXCHANGE_TRUST_FILE": str(trust),
            "AUDIT_CHECKPOINTS": f"{disk}, {house.url}",
        }
    )


@pytest.fixture
def log(session: Session, tmp_path: Path) -> Log:
    """A log with two events."""
    made = Log(session, tmp_path)
    made.write(2)
    return made


def keep(log: Log, settings: Settings) -> None:
    """One tick's share, at the moment of the test."""
    keep_log(log.session, settings, lambda: log.now)


def sizes(notes: list[str], settings: Settings) -> list[int]:
    """How long the log was in each head, signatures verified."""
    key = Signer(settings.agency_code, settings.audit_key).public
    return [read_note(note, [key]).size for note in notes]


def on(disk: Path) -> list[str]:
    """The heads on the disk in the order of their names; nothing half written lies beside them."""
    assert [one for one in disk.iterdir() if one.suffix != ".note"] == []
    return [one.read_text("utf-8") for one in sorted(disk.iterdir())]


def test_each_head_goes_to_both_houses(
    log: Log, settings: Settings, disk: Path, house: House
) -> None:
    """Quy chế Đ.9.2; security bar C56."""
    disk.mkdir()
    keep(log, settings)
    keep(log, settings)  # nothing is owed, nothing is sent twice
    log.now += timedelta(hours=1)
    log.write(1)
    keep(log, settings)
    assert sizes(on(disk), settings) == sizes(house.taken, settings) == [2, 3]
    assert on(disk) == house.taken


def test_a_house_that_is_away_gets_all_that_it_missed(
    log: Log, settings: Settings, disk: Path, house: House
) -> None:
    """The other one is served meanwhile; a disk that is missing is not made."""
    house.status = 503
    for _ in range(3):
        keep(log, settings)
        log.now += timedelta(hours=1)
        log.write(1)
    assert not disk.exists()
    house.status = 204
    disk.mkdir()
    keep(log, settings)
    assert sizes(on(disk), settings) == sizes(house.taken, settings) == [2, 3, 4, 5]


@pytest.mark.parametrize("status", [500, 404, 302])
def test_only_a_house_that_says_yes_has_it(
    log: Log, settings: Settings, disk: Path, house: House, status: int
) -> None:
    disk.mkdir()
    house.status = status
    keep(log, settings)
    fault = text("select fault from audit_place where place = :url and checkpoint_id = 0")
    assert f"answered {status}" in str(log.session.scalar(fault, {"url": house.url}))


def test_a_house_that_is_away_is_tried_after_growing_pauses(
    log: Log, settings: Settings, disk: Path, house: House
) -> None:
    disk.mkdir()
    house.status = 500
    pauses = []
    query = text("select again_at from audit_place where place = :url")
    for _ in range(8):
        keep(log, settings)
        again_at = log.session.scalar(query, {"url": house.url})
        pauses.append(int((again_at - log.now).total_seconds()))
        before = len(pauses)
        keep(log, settings)  # too early: not tried
        assert log.session.scalar(query, {"url": house.url}) == again_at
        assert len(pauses) == before
        log.now = again_at
    assert pauses == [15, 30, 60, 120, 240, 480, 600, 600]


def test_after_two_hours_without_a_head_there_is_an_alarm(
    log: Log, settings: Settings, disk: Path, house: House
) -> None:
    """Security bar C56."""
    disk.mkdir()
    keep(log, settings)
    house.status = 500
    silent = []
    for _ in range(3):
        log.now += timedelta(hours=1)
        keep(log, settings)
        found = audit_sealing.silences(log.session, settings.audit_places, log.now)
        silent.append([one.place for one in found])
    assert silent == [[], [], [house.url]]


def test_a_house_that_never_got_one_is_silent_two_hours_after_the_log_began(
    log: Log, settings: Settings
) -> None:
    found = audit_sealing.silences(log.session, settings.audit_places, log.now)
    assert found == []
    later = log.now + timedelta(hours=2, minutes=1)
    found = audit_sealing.silences(log.session, settings.audit_places, later)
    assert [(one.place, one.since) for one in found] == [
        (place, None) for place in settings.audit_places
    ]


def test_a_head_is_written_over_nothing(tmp_path: Path) -> None:
    put(tmp_path, "one.note", "first")
    put(tmp_path, "one.note", "first")
    with pytest.raises(FileExistsError):
        put(tmp_path, "one.note", "another")
    assert on(tmp_path) == ["first"]


def test_a_stage_that_fails_does_not_silence_the_log(
    log: Log, settings: Settings, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.mkdir()

    def fail(*_: object, **__: object) -> int:
        raise RuntimeError("a stage that breaks")

    monkeypatch.setattr(tick, "work_off_runs", fail)
    for job in tick.jobs_of(settings).values():
        job(log.session, True)
    assert sizes(on(disk), settings) == [2]
