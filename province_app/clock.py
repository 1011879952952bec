"""The two clocks. The only module that reads the time.

`business_now()` decides all that the law dates: windows, stages, appointments, deadlines.
`system_now()` serves machines: sessions, nonces, leases, log times; it is never simulated.
In the demo the business clock runs beside the system clock by an offset in seconds that stands
in CLOCK_FILE, which every process of the demo shares.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_offset = timedelta()
_offset_file: Path | None = None


def system_now() -> datetime:
    """Return the host's time, aware UTC."""
    return datetime.now(UTC)


def business_now() -> datetime:
    """Return the time by which the law's dates are judged, aware UTC."""
    if _offset_file is None:
        return system_now() + _offset
    return system_now() + timedelta(seconds=float(_offset_file.read_text()))


def install(start: datetime | None, offset_file: Path | None) -> None:
    """Let the business clock follow the file; make the file from `start` when it is absent.

    Without a file the clock starts at `start` in this process alone; with neither it is the
    system clock, as in production.
    """
    global _offset, _offset_file
    _offset_file = offset_file
    _offset = start - system_now() if start and offset_file is None else timedelta()
    if offset_file is not None and not offset_file.exists():
        move(offset_file, start or system_now())


def move(offset_file: Path, moment: datetime) -> None:
    """Set the business clock of all processes that share the file: one atomic replace."""
    draft = offset_file.with_name(f"{offset_file.name}.{os.getpid()}")
    offset_file.parent.mkdir(parents=True, exist_ok=True)
    draft.write_text(f"{(moment - system_now()).total_seconds():.6f}")
    draft.replace(offset_file)
