"""Who answers a person's request, until when; who may be let in by consent."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tiers.rights import Handlers, Kind, due_at, handlers_of, is_overdue, may_answer, may_consent
from tiers.units import Officer, Role, Tier, UnitStaff

AT = datetime(2024, 5, 20, 2, tzinfo=UTC)
OWN = UnitStaff(1, Tier.FACILITY, heads=("head",), deputies=("deputy",), hr=("hr",))
ABOVE = UnitStaff(2, Tier.DEPARTMENT, heads=("chief",), hr=("upper",))
NOBODY = UnitStaff(3, Tier.PROVINCE)


@pytest.mark.parametrize("kind", [Kind.COPY, Kind.RESTRICTION])
def test_a_request_about_data_has_72_hours(kind: Kind) -> None:
    due = due_at(kind, AT)
    assert due == AT + timedelta(hours=72)
    assert not is_overdue(due, AT + timedelta(hours=72, seconds=-1))
    assert is_overdue(due, AT + timedelta(hours=72))


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.OBJECTION])
def test_what_is_no_request_about_data_has_no_clock(kind: Kind) -> None:
    assert due_at(kind, AT) is None
    assert not is_overdue(None, AT + timedelta(days=365))


@pytest.mark.parametrize(
    ("kind", "subject", "above", "overdue", "expected"),
    [
        (Kind.COPY, "me", ABOVE, False, Handlers(("hr",))),
        (Kind.OBJECTION, "hr", ABOVE, False, Handlers(("deputy",))),
        (Kind.COMPLAINT, "me", ABOVE, False, Handlers(("upper",))),
        (Kind.COMPLAINT, "me", NOBODY, False, Handlers((), province=True)),
        (Kind.COMPLAINT, "upper", OWN, False, Handlers((), province=True)),
        (Kind.COPY, "me", ABOVE, True, Handlers(("hr", "upper"), province=True)),
        (Kind.RESTRICTION, "me", NOBODY, True, Handlers(("hr",), province=True)),
    ],
    ids=["own-hr", "hr-self", "above", "top", "no-unit-above", "overdue", "overdue-top"],
)
def test_who_answers(
    kind: Kind, subject: str, above: UnitStaff, overdue: bool, expected: Handlers
) -> None:
    assert handlers_of(kind, subject, OWN, above, overdue=overdue) == expected


def test_only_who_handles_it_answers_and_once() -> None:
    handlers = Handlers(("hr",))
    hr, province = Officer("hr", Role.HR), Officer("p", Role.PROVINCE)
    assert may_answer(hr, "me", handlers, answered=False).allowed
    assert may_answer(hr, "me", handlers, answered=True).code == "request_answered"
    assert may_answer(province, "me", handlers, answered=False).code == "not_the_handler"
    assert may_answer(province, "me", Handlers((), province=True), answered=False).allowed
    assert may_answer(hr, "hr", handlers, answered=False).code == "own_record"
    plain = Officer("hr", Role.PERSON)
    assert may_answer(plain, "me", handlers, answered=False).code == "role_lacks"


TODAY = date(2024, 5, 20)


@pytest.mark.parametrize(
    ("reader", "first", "end", "code"),
    [
        ("you", TODAY, TODAY + timedelta(days=366), "ok"),
        ("me", TODAY, TODAY + timedelta(days=1), "consent_own"),
        ("you", TODAY - timedelta(days=1), TODAY + timedelta(days=1), "day_past"),
        ("you", TODAY, TODAY, "consent_days"),
        ("you", TODAY, TODAY + timedelta(days=367), "consent_days"),
    ],
    ids=["a-year", "self", "past", "empty", "too-long"],
)
def test_whom_one_may_let_in(reader: str, first: date, end: date, code: str) -> None:
    assert may_consent("me", reader, first, end, TODAY).code == code
