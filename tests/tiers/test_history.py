"""Who may read the versions of a record, and how much of them."""

from datetime import UTC, date, datetime

import pytest

from tiers.history import Sight, end_of, sight_of, version_before
from tiers.units import Officer, Post, PostKind, Role

HERE, THERE = 7, 8


def reader(role: Role, *posts: tuple[int, PostKind], who: str = "lan") -> Officer:
    return Officer(who, role, frozenset(Post(*post) for post in posts))


@pytest.mark.parametrize(
    ("officer", "sight"),
    [
        (reader(Role.PERSON, who="binh"), Sight.WHOLE),
        (reader(Role.HR, (HERE, PostKind.HR)), Sight.WHOLE),
        (reader(Role.PROVINCE, (HERE, PostKind.HR)), Sight.WHOLE),
        (reader(Role.LEADER, (HERE, PostKind.HEAD)), Sight.OPEN),
        (reader(Role.LEADER, (HERE, PostKind.DEPUTY)), Sight.OPEN),
        (reader(Role.LEADER, (HERE, PostKind.HEAD), (HERE, PostKind.HR)), Sight.WHOLE),
        (reader(Role.LEADER, (HERE, PostKind.HEAD), (THERE, PostKind.HR)), Sight.OPEN),
        (reader(Role.HR, (THERE, PostKind.HR)), Sight.NONE),
        (reader(Role.PROVINCE), Sight.NONE),
        (reader(Role.PERSON, (HERE, PostKind.HR)), Sight.NONE),  # the account was not granted it
    ],
)
def test_a_reader_sees_what_the_post_in_that_unit_shows(officer: Officer, sight: Sight) -> None:
    """Source: Quy chế Đ.5, 7.1, 7.2."""
    assert sight_of(officer, "binh", {HERE}) is sight


def test_a_post_in_one_of_the_two_units_is_enough() -> None:
    """Where the version was made, or where the person works now."""
    assert sight_of(reader(Role.HR, (THERE, PostKind.HR)), "binh", {HERE, THERE}) is Sight.WHOLE
    assert sight_of(reader(Role.HR, (THERE, PostKind.HR)), "binh", ()) is Sight.NONE


def test_a_day_is_over_at_midnight_in_vietnam() -> None:
    assert end_of(date(2024, 5, 31)) == datetime(2024, 5, 31, 17, tzinfo=UTC)


@pytest.mark.parametrize(("version", "before"), [(1, 0), (2, 1), (5, 2), (6, 5)])
def test_the_version_before_is_found_over_a_gap(version: int, before: int) -> None:
    assert version_before(version, [1, 2, 5, 6]) == before
