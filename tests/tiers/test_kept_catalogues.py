"""The lists that the province keeps: what its acts make of them, and which acts fit."""

from datetime import date, timedelta

import pytest

from tiers.kept_catalogues import (
    Act,
    Done,
    Listed,
    Term,
    after,
    may_add,
    may_name,
    may_resume,
    may_stop,
)

TODAY = date(2024, 5, 20)
DAY = timedelta(days=1)
SHIPPED = (Listed("GD", "Giám đốc", True), Listed("TP", "Trưởng phòng", True))


def test_entries_are_added_stopped_and_used_again_and_never_taken_out() -> None:
    found = after(
        SHIPPED,
        [
            Done(Act.ADD, "TT.TOAN", "Tổ trưởng Toán", TODAY),
            Done(Act.STOP, "GD", day=TODAY),
            Done(Act.RESUME, "GD", day=TODAY + 10 * DAY),
            Done(Act.ALIAS, "TP", "Trưởng Phòng ban"),
        ],
    )
    assert [one.code for one in found] == ["GD", "TP", "TT.TOAN"]
    head, office, added = found
    assert head.terms == (Term(None, TODAY - DAY), Term(TODAY + 10 * DAY, None))
    days = [-1, 0, 9, 10]
    assert [head.used_on(TODAY + one * DAY) for one in days] == [True, False, False, True]
    assert office.aliases == ("Trưởng Phòng ban",)
    assert (added.shipped, added.used_on(TODAY - DAY), added.used_on(TODAY)) == (False, False, True)


@pytest.mark.parametrize(("place", "order"), [(1, "c a b"), (2, "a c b"), (3, "a b c")])
def test_an_entry_goes_to_its_place(place: int, order: str) -> None:
    shipped = [Listed(code, code) for code in "abc"]
    found = after(shipped, [Done(Act.PLACE, "c", place=place)])
    assert " ".join(one.code for one in found) == order


def test_what_a_later_release_ships_stands_for_what_was_added_under_its_code() -> None:
    acts = [Done(Act.ADD, "GD", "Giám đốc Sở", TODAY), Done(Act.STOP, "GD", day=TODAY)]
    found = after(SHIPPED, acts)
    assert [(one.code, one.name) for one in found] == [("GD", "Giám đốc"), ("TP", "Trưởng phòng")]
    assert not found[0].used_on(TODAY)


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        ("HT", "Hiệu trưởng", "ok"),
        ("gd", "Hiệu trưởng", "kept_code_taken"),
        ("HT", "giám đốc", "kept_name_taken"),
        ("HT", "Sếp", "kept_name_taken"),
    ],
)
def test_code_and_name_are_a_lists_own(code: str, name: str, said: str) -> None:
    found = [Listed("GD", "Giám đốc", aliases=("sếp",))]
    assert may_add(found, code, name).code == said


@pytest.mark.parametrize(
    ("term", "day", "said"),
    [
        (Term(), TODAY, "ok"),
        (Term(), TODAY - DAY, "kept_day_past"),
        (Term(None, TODAY + 9 * DAY), TODAY, "kept_stopped"),
        (Term(TODAY + DAY), TODAY + DAY, "kept_before_use"),
        (Term(TODAY + DAY), TODAY + 2 * DAY, "ok"),
    ],
)
def test_use_stops_from_today_on_at_the_earliest(term: Term, day: date, said: str) -> None:
    assert may_stop(Listed("GD", "Giám đốc", terms=(term,)), day, TODAY).code == said


@pytest.mark.parametrize(
    ("last", "day", "said"),
    [
        (None, TODAY, "kept_in_use"),
        (TODAY - DAY, TODAY, "ok"),
        (TODAY - 9 * DAY, TODAY - DAY, "kept_day_past"),
        (TODAY, TODAY, "kept_still_used"),
        (TODAY, TODAY + DAY, "ok"),
    ],
)
def test_use_begins_again_after_its_end(last: date | None, day: date, said: str) -> None:
    one = Listed("GD", "Giám đốc", terms=(Term(None, last),))
    assert may_resume(one, day, TODAY).code == said


def test_another_name_is_of_one_entry() -> None:
    assert may_name(SHIPPED, "Thủ trưởng").allowed
    assert may_name(SHIPPED, "trưởng phòng").code == "kept_name_taken"
