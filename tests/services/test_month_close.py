"""A month without a change is closed by the head's recorded act."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import monitor, month_close
from province_app.services.errors import Missing, Refused
from tests.databases import Database
from tests.desks import DEPARTMENT, FACILITY, amend, at_once
from tests.provinces import Province, at, load_province
from tiers.stages import Stage


@pytest.fixture
def province(session: Session) -> Province:
    """A province in which one facility's records were signed in May; June brings nothing."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    for post in ("head", "deputy"):
        loaded.sign(FACILITY, post)
    return loaded


def close(province: Province, post: str, moment: datetime, unit: str = FACILITY) -> None:
    officer = province.officer(province.holder(FACILITY, post), moment)
    month_close.close_month(province.session, officer, province.unit(unit), moment)


def closes(province: Province) -> list[tuple[str, int, int]]:
    province.session.rollback()
    rows = province.session.execute(text("select period, roster, unchanged from month_close"))
    return [tuple(row) for row in rows]


def june(day: int, hour: int = 9) -> datetime:
    return at(day, hour, month=6)


def test_the_head_closes_a_month_without_a_change_and_the_roster_is_kept(
    province: Province,
) -> None:
    """Đ.7.1b; every month the head also sees who did not change."""
    close(province, "head", june(23))
    people = len(province.people(FACILITY))
    assert closes(province) == [("2024-06", people, people)]
    event = text("select count(*) from audit_event where event = 'month.closed'")
    assert province.session.scalar(event) == 1
    frame = monitor.Frame(Stage.FACILITY_TO_DEPARTMENT, "2024-06", june(23), None)
    lines, _ = monitor.unit_lines(province.session, frame, 1, june(23))
    assert [line.month.unit_id for line in lines if line.month.closed] == [province.unit(FACILITY)]


@pytest.mark.parametrize(
    ("post", "moment", "code"),
    [
        ("deputy", june(23), "not_the_head"),
        ("head", june(22), "window_closed"),
        ("head", june(26), "window_closed"),
        ("head", at(24), "month_is_closed"),  # May was signed
        ("head", at(28), "month_is_closed"),  # and needs no other end
    ],
)
def test_nobody_else_at_no_other_time_and_not_after_a_list_was_signed(
    province: Province, post: str, moment: datetime, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        close(province, post, moment)
    assert refused.value.decision.code == code
    assert closes(province) == []


def test_a_unit_of_others_is_not_there(province: Province) -> None:
    with pytest.raises(Missing):
        close(province, "head", june(23), DEPARTMENT)


def test_it_is_done_once_also_by_two_pages_at_once(province: Province, database: Database) -> None:
    officer = province.officer(province.holder(FACILITY, "head"), june(23))
    unit_id = province.unit(FACILITY)

    def act(session: Session) -> Callable[[], object]:
        return partial(month_close.close_month, session, officer, unit_id, june(23))

    first, second = at_once(database, act, act)
    refused = first if isinstance(first, Refused) else second
    assert isinstance(refused, Refused)
    assert refused.decision.code == "month_is_closed"
    assert len(closes(province)) == 1


def test_what_waits_for_the_deputy_too_keeps_the_month_open(province: Province) -> None:
    """The head's own record is signed by the deputy: until then the month has a change."""
    head = province.holder(FACILITY, "head")
    amend(province, head, "Quản lý", june(10))
    province.confirm(FACILITY)
    with pytest.raises(Refused) as refused:
        close(province, "head", june(23))
    assert refused.value.decision.code == "still_to_sign"


def test_what_is_confirmed_after_the_closing_can_still_be_signed(province: Province) -> None:
    close(province, "head", june(23))
    person = next(
        one
        for one in province.people(FACILITY)
        if one not in {province.holder(FACILITY, post) for post in ("head", "deputy", "hr")}
    )
    amend(province, person, "Tin học", june(23, 10))
    province.confirm(FACILITY)
    province.sign(FACILITY, "head", june(24))
    signed = text(
        "select count(*) from manifest where period = '2024-06' and signed_at is not null"
    )
    assert province.session.scalar(signed) == 1
