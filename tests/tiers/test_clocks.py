"""When the clock may date a signature, and when somebody is called. Source: security bar A 25."""

from datetime import UTC, datetime, timedelta

import pytest

from tiers.clocks import (
    OLDEST,
    SILENT,
    TOGETHER,
    ClockFault,
    ClockState,
    Reading,
    clock_fault,
    clock_may_sign,
    clock_state,
)

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=30)
SECOND = timedelta(seconds=1)


def read(skew_s: float, ago: timedelta = timedelta()) -> Reading:
    return Reading(NOW, NOW - ago, skew_s)


@pytest.mark.parametrize(
    ("readings", "skew_s"),
    [
        ([read(1.5)], 1.5),
        ([read(0.1), read(900), read(-0.1)], 0.1),  # one wrong source of three is outvoted
        ([read(0.1), read(900, TOGETHER + SECOND)], 0.1),  # what is older is not asked
        ([read(0.1), Reading(NOW)], 0.1),
        ([Reading(NOW)], None),
        ([], None),
    ],
)
def test_the_sources_are_judged_together(readings: list[Reading], skew_s: float | None) -> None:
    found = clock_state(readings)
    assert (found.watched, found.skew_s) == (bool(readings), skew_s)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (ClockState(False), "ok"),
        (ClockState(True), "clock_unknown"),
        (ClockState(True, 0.0, NOW - OLDEST), "ok"),
        (ClockState(True, 0.0, NOW - OLDEST - SECOND), "clock_unknown"),
        (ClockState(True, 60.0, NOW), "ok"),
        (ClockState(True, 60.1, NOW), "clock_wrong"),
        (ClockState(True, -60.1, NOW), "clock_wrong"),
        (ClockState(True, 0.0, NOW + 60 * SECOND), "ok"),
        (ClockState(True, 0.0, NOW + 61 * SECOND), "clock_wrong"),  # it was set back since
    ],
)
def test_nobody_signs_by_a_clock_that_is_wrong_or_unknown(state: ClockState, code: str) -> None:
    assert clock_may_sign(state, NOW).code == code


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        (ClockState(False), None),
        (ClockState(True), ClockFault.SILENT),
        (ClockState(True, 0.0, NOW - SILENT), None),
        (ClockState(True, 0.0, NOW - SILENT - SECOND), ClockFault.SILENT),
        (ClockState(True, -2.0, NOW), None),
        (ClockState(True, -2.1, NOW), ClockFault.SKEWED),
        (ClockState(True, 61.0, NOW), ClockFault.STOPPED),
    ],
)
def test_somebody_is_called_before_signing_stops(
    state: ClockState, fault: ClockFault | None
) -> None:
    assert clock_fault(state, LONG_AGO, NOW) is fault


def test_a_process_that_has_just_begun_calls_nobody_yet() -> None:
    assert clock_fault(ClockState(True), NOW, NOW) is None
