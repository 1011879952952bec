"""The two clocks: one for the law, which a demo may move, and one for machines."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from province_app import clock

MAY_2024 = datetime(2024, 5, 20, 1, tzinfo=UTC)
# Reading a clock takes no time that matters; a loaded machine may still take some.
SOON = timedelta(seconds=30)
ASK = """
import sys
from pathlib import Path
from province_app import clock
clock.install(None, Path(sys.argv[1]))
for line in sys.stdin:
    print(clock.business_now().isoformat(), clock.system_now().isoformat(), flush=True)
"""


@pytest.fixture(autouse=True)
def _real_clock_afterwards() -> Iterator[None]:
    yield
    clock.install(None, None)


@pytest.fixture
def other_process(tmp_path: Path) -> Iterator["Other"]:
    """Another process that follows the clock file of the test."""
    with Other(tmp_path / "clock") as other:
        yield other


class Other:
    """A process of its own with the same clock file; asked for its two clocks line by line."""

    def __init__(self, file: Path) -> None:
        self._command = [sys.executable, "-c", ASK, str(file)]

    def __enter__(self) -> "Other":
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(
            self._command, text=True, cwd=Path(__file__).parents[1], **pipes
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def clocks(self) -> tuple[datetime, datetime]:
        """Return the other process's business and system time, aware UTC."""
        self._process.stdin.write("?\n")
        self._process.stdin.flush()
        business, system = self._process.stdout.readline().split()
        return datetime.fromisoformat(business), datetime.fromisoformat(system)


def reads(moment: datetime, expected: datetime) -> bool:
    return expected <= moment < expected + SOON


def test_in_production_the_law_follows_the_systems_time() -> None:
    clock.install(None, None)
    assert reads(clock.business_now(), clock.system_now() - SOON / 2)
    for now in (clock.business_now(), clock.system_now()):
        assert now.utcoffset() == timedelta(0)


def test_a_start_moves_the_business_clock_of_this_process_alone() -> None:
    clock.install(MAY_2024, None)
    assert reads(clock.business_now(), MAY_2024)
    assert reads(clock.system_now(), datetime.now(UTC) - SOON / 2)


def test_the_business_clock_ticks() -> None:
    clock.install(MAY_2024, None)
    moments = [clock.business_now() for _ in range(1000)]
    assert moments == sorted(moments)
    assert moments[-1] > moments[0]


def test_the_first_process_makes_the_file_and_later_ones_follow_it(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "clock"
    clock.install(MAY_2024, file)
    assert reads(clock.business_now(), MAY_2024)
    clock.install(datetime(2030, 1, 1, tzinfo=UTC), file)  # a restart does not move the time
    assert reads(clock.business_now(), MAY_2024)


def test_a_file_without_a_start_begins_with_the_systems_time(tmp_path: Path) -> None:
    clock.install(None, tmp_path / "clock")
    assert reads(clock.business_now(), clock.system_now() - SOON / 2)


def test_two_processes_share_one_business_clock(tmp_path: Path, other_process: Other) -> None:
    """Source: design decision 10."""
    file = tmp_path / "clock"
    clock.install(MAY_2024, file)
    for moment in (MAY_2024, MAY_2024 + timedelta(days=8), MAY_2024 - timedelta(days=400)):
        clock.move(file, moment)
        business, system = other_process.clocks()
        assert reads(business, moment)
        assert reads(clock.business_now(), moment)
        assert reads(system, datetime.now(UTC) - SOON / 2)  # never moved
        again, _ = other_process.clocks()
        assert again > business  # it ticks there too


def test_moving_the_clock_never_moves_the_systems_time(tmp_path: Path) -> None:
    """Source: design decision 10: `system_now()` is never simulated."""
    clock.install(MAY_2024, tmp_path / "clock")
    clock.move(tmp_path / "clock", datetime(2036, 1, 1, tzinfo=UTC))
    assert reads(clock.system_now(), datetime.now(UTC) - SOON / 2)


def test_a_reader_never_meets_half_a_move(tmp_path: Path) -> None:
    """Setting the clock is one atomic replace of the file."""
    file = tmp_path / "clock"
    clock.install(MAY_2024, file)
    stop, faults = Event(), []

    def read_on() -> None:
        while not stop.is_set():
            try:
                year = clock.business_now().year
            except (OSError, ValueError) as fault:
                faults.append(fault)
                return
            if year not in (2024, 2036):
                faults.append(year)

    reader = Thread(target=read_on)
    reader.start()
    for _ in range(500):
        clock.move(file, datetime(2036, 2, 1, tzinfo=UTC))
        clock.move(file, MAY_2024)
    stop.set()
    reader.join()
    assert faults == []
    assert list(tmp_path.iterdir()) == [file]  # and leaves nothing beside


def test_a_moment_without_a_zone_cannot_be_set(tmp_path: Path) -> None:
    clock.install(MAY_2024, tmp_path / "clock")
    with pytest.raises(TypeError):
        clock.move(tmp_path / "clock", datetime(2024, 5, 26))  # noqa: DTZ001  the fault meant
    assert reads(clock.business_now(), MAY_2024)
