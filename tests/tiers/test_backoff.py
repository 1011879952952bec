"""Pauses before another attempt. Source: exchange contract §3."""

import pytest

from tiers.backoff import pause_s


@pytest.mark.parametrize(
    ("attempts", "longest"), [(0, 15), (1, 15), (2, 30), (3, 60), (5, 240), (6, 300), (1000, 300)]
)
def test_pauses_double_up_to_a_quarter_of_an_hour(attempts: int, longest: float) -> None:
    assert pause_s(attempts, 0.0) == longest
    assert pause_s(attempts, 1.0) == longest / 2
    assert longest / 2 < pause_s(attempts, 0.5) < longest


def test_a_pause_is_never_shorter_than_asked_for() -> None:
    assert pause_s(1, 0.0, 3600) == 3600
    assert pause_s(9, 0.0, 1) == 300
