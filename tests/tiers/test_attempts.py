"""How often a secret may be tried: the edges of both kinds of limit."""

from datetime import UTC, datetime, timedelta

from tiers.attempts import LONGEST_WAIT, Limit, Tries, one_more, wait_until

START = datetime(2024, 5, 20, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
GROWING = Limit(5, HOUR, growing=True)
FIXED = Limit(3, HOUR)


def tried(limit: Limit, times: int) -> Tries | None:
    tries = None
    for _ in range(times):
        tries = one_more(limit, tries, START)
    return tries


def test_the_fifth_may_come_at_once_the_sixth_waits_a_minute() -> None:
    assert wait_until(GROWING, tried(GROWING, 4), START) is None
    minute = START + timedelta(minutes=1)
    assert wait_until(GROWING, tried(GROWING, 5), START) == minute
    assert wait_until(GROWING, tried(GROWING, 5), minute) is None


def test_each_further_try_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    waits = [wait_until(GROWING, tried(GROWING, times), START) for times in range(5, 12)]
    minutes = [(one - START).seconds // 60 for one in waits if one]
    assert minutes == [1, 2, 4, 8, 15, 15, 15]
    assert wait_until(GROWING, tried(GROWING, 4_000), START) == START + LONGEST_WAIT


def test_nobody_waits_for_ever() -> None:
    many = tried(GROWING, 4_000)
    assert wait_until(GROWING, many, START + HOUR) is None
    assert one_more(GROWING, many, START + HOUR).count == 1


def test_a_shared_limit_opens_when_its_window_is_over() -> None:
    assert wait_until(FIXED, tried(FIXED, 2), START) is None
    full = tried(FIXED, 3)
    assert wait_until(FIXED, full, START + HOUR - timedelta(seconds=1)) == START + HOUR
    assert wait_until(FIXED, full, START + HOUR) is None
    assert one_more(FIXED, full, START + HOUR) == Tries(1, START + HOUR, START + HOUR)
