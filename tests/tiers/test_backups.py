"""When a backup is owed, what is kept, when somebody is called. Quy chế Đ.9.2."""

from datetime import UTC, datetime, timedelta

import pytest

from tiers.backups import (
    AGAIN_AFTER,
    DRILL_AGAIN_AFTER,
    DRILL_LATE_AFTER,
    LATE_AFTER,
    backup_due,
    drill_due,
    drill_is_late,
    is_late,
    kept,
)

DUE = datetime(2026, 5, 27, 19, 30, tzinfo=UTC)  # 28 May, 02:30 in Vietnam
NOW = DUE + timedelta(hours=3)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("good", "tried", "owed"),
    [
        (None, None, True),
        (DUE - SECOND, None, True),
        (DUE, DUE, False),
        (None, NOW - AGAIN_AFTER, True),
        (None, NOW - AGAIN_AFTER + SECOND, False),
    ],
)
def test_a_set_is_owed_once_a_day_and_again_after_a_failure(
    good: datetime | None, tried: datetime | None, owed: bool
) -> None:
    assert backup_due(good, tried, DUE, NOW) is owed


def test_a_drill_is_owed_once_a_month_of_vietnam() -> None:
    """Midnight in Vietnam is 17:00 UTC."""
    turn = datetime(2026, 5, 31, 17, tzinfo=UTC)
    assert drill_due(None, None, turn)
    assert not drill_due(turn - timedelta(days=20), None, turn - SECOND)
    assert drill_due(turn - timedelta(days=20), None, turn)
    assert not drill_due(None, turn - DRILL_AGAIN_AFTER + SECOND, turn)


def test_somebody_is_called_when_no_set_is_younger_than_a_day() -> None:
    assert not is_late(NOW - LATE_AFTER, None, NOW)
    assert is_late(NOW - LATE_AFTER - SECOND, NOW, NOW)
    assert is_late(None, NOW - LATE_AFTER - SECOND, NOW)
    assert not is_late(None, None, NOW)
    assert not drill_is_late(None, NOW - DRILL_LATE_AFTER, NOW)
    assert drill_is_late(NOW - DRILL_LATE_AFTER - SECOND, None, NOW)


def test_seven_days_and_three_full_months_stay() -> None:
    """Quy chế Đ.9.2: at least three months."""
    days = [NOW - timedelta(days=back) for back in range(200)]
    stays = sorted(kept(days), reverse=True)
    assert stays[:7] == days[:7]
    months = [f"{one + timedelta(hours=7):%Y-%m-%d}" for one in stays[7:]]
    assert months == ["2026-05-01", "2026-04-01", "2026-03-01", "2026-02-01"]


def test_the_newest_of_a_day_stays() -> None:
    pair = [NOW, NOW + timedelta(hours=1)]
    assert kept([NOW - timedelta(days=40), *pair]) >= {pair[1]}


def test_a_clock_that_jumps_takes_nothing_away() -> None:
    few = [NOW, NOW + timedelta(days=3650)]
    assert kept(few) == set(few)
