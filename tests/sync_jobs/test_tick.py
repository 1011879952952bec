"""What a tick does, and in which order."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from config.settings import load_settings
from sync_jobs import tick
from tests.provinces import authority


def test_a_file_that_cannot_be_entered_stops_no_stage(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = tmp_path / "trust.pem"
    trust.write_bytes(authority().trust_pem())
    done: list[str] = []

    def fail(*_: object) -> int:
        done.append("file")
        raise RuntimeError("a file of an officer who is gone")

    monkeypatch.setattr(tick.importing, "work_off", fail)
    monkeypatch.setattr(tick.leavings, "work_off", lambda *_: done.append("leavings"))
    monkeypatch.setattr(tick, "sweep_daily", lambda *_: done.append("sweep"))
    monkeypatch.setattr(tick, "work_off_runs", lambda *_, **__: done.append("stages"))
    settings = load_settings({"VAR_DIR": str(tmp_path), "EXCHANGE_TRUST_FILE": str(trust)})
    with pytest.raises(RuntimeError):
        tick.tick_of(settings)(session, True)
    assert done == ["stages", "sweep", "leavings", "file"]
