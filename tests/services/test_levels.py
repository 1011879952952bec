"""Restricted persons: raised and lowered by two, back by date; seen by few in every list."""

from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from province_app.services import (
    assignments,
    check_page,
    checking,
    corrections,
    exporting,
    hr_entry,
    import_rows,
    inbox,
    levels,
    monitor,
    record_history,
    sign_page,
)
from province_app.services.errors import Missing, Refused
from province_app.services.two_person_desk import decide
from province_app.stores import grants as grant_store
from province_app.stores.monitor import Item
from tests.admins import BASIS, PROVINCE, TODAY, Admins, add_grant, make_admins, plain
from tests.climbing import climb
from tests.desks import DEPARTMENT, FACILITY, draft_of
from tests.provinces import Province, at
from tests.raised import raise_by_row, raise_by_two
from tiers.calendar import local_day
from tiers.levels import SEE_RESTRICTED
from tiers.stages import Stage
from tiers.units import Officer

NOW = at(20)
UNTIL = date(2024, 8, 1)


@pytest.fixture
def admins(province: Province) -> Admins:
    """Both keepers of the province's database are designated, each by the other."""
    made = make_admins(province)
    top, session = province.unit(PROVINCE), province.session
    for by, who in ((made.first, made.second), (made.second, made.first)):
        assignments.assign(
            session, by, UUID(who.person_id), SEE_RESTRICTED, top, BASIS, TODAY, UNTIL, NOW
        )
    made.first, made.second = (
        province.officer(one.person_id, NOW) for one in (made.first, made.second)
    )
    return made


def restrict(province: Province, admins: Admins, who: str, moment=NOW) -> int:
    """Raise the person's level from the moment's day on; return the row's id."""
    days = local_day(moment), UNTIL
    return raise_by_two(province.session, admins.first, admins.second, who, days, BASIS, moment)


def test_a_level_is_raised_by_two_and_returns_by_its_date(
    province: Province, admins: Admins
) -> None:
    """TT 06/2023 Đ.5.4: data, not a job."""
    who, hr = plain(province, FACILITY)[0], province.holder(FACILITY, "hr")
    session = province.session
    act = levels.propose_raising(session, admins.first, UUID(who), TODAY, UNTIL, BASIS, NOW)
    assert province.officer(hr, NOW).hidden == frozenset()
    with pytest.raises(Refused) as caught:
        decide(session, admins.first, act.id, True, NOW)
    assert caught.value.decision.code == "own_proposal"
    decide(session, admins.second, act.id, True, NOW)
    assert province.officer(hr, NOW).hidden == {who}
    last = at(31, month=7)
    assert province.officer(hr, last).hidden == {who}
    assert province.officer(hr, last + timedelta(days=1)).hidden == frozenset()
    with pytest.raises(Refused) as caught:
        restrict(province, admins, who)
    assert caught.value.decision.code == "already_raised"


def test_one_raises_a_level_at_once_for_three_days_and_not_again(
    province: Province, admins: Admins
) -> None:
    """Quy chế Đ.3.2: it lapses by itself; a second person lets it hold to its end."""
    session, hr = province.session, province.holder(FACILITY, "hr")
    who, other = plain(province, FACILITY)[:2]
    propose = partial(levels.propose_raising, session, admins.first, at_once=True)
    propose(UUID(who), TODAY, UNTIL, BASIS, NOW)
    act = propose(UUID(other), TODAY, UNTIL, BASIS, NOW)
    assert province.officer(hr, NOW).hidden == {who, other}
    decide(session, admins.second, act.id, True, at(21))
    assert province.officer(hr, at(22)).hidden == {who, other}
    assert province.officer(hr, at(23)).hidden == {other}
    with pytest.raises(Refused) as caught:
        propose(UUID(who), at(23).date(), UNTIL, BASIS, at(23))
    assert caught.value.decision.code == "raised_alone_before"
    again = levels.propose_raising(
        session, admins.first, UUID(who), at(23).date(), UNTIL, BASIS, at(23)
    )
    assert province.officer(hr, at(23)).hidden == {other}
    decide(session, admins.second, again.id, True, at(24))
    assert province.officer(hr, at(24)).hidden == {who, other}
    events = session.execute(
        text("select event, actor, subject from audit_event where event like 'level.%' order by id")
    )
    one, two = UUID(admins.first.person_id), UUID(admins.second.person_id)
    assert [tuple(row) for row in events] == [
        ("level.raised_alone", one, who),
        ("level.raised_alone", one, other),
        ("level.raised", two, other),
        ("level.raised", two, who),
    ]


def test_the_database_keeps_no_level_that_one_raised_for_longer(
    province: Province, admins: Admins
) -> None:
    session, who = province.session, plain(province, FACILITY)[0]
    levels.propose_raising(session, admins.first, UUID(who), TODAY, UNTIL, BASIS, NOW, at_once=True)
    with pytest.raises(IntegrityError, match="ck_raised_level_provisional"):
        session.execute(
            text(
                "insert into raised_level (person_id, starts_on, ends_on, basis_number, basis_date,"
                " raised_by, raised_at, raise_act_id) select person_id, starts_on, ends_on + 1,"
                " basis_number, basis_date, raised_by, raised_at, raise_act_id from raised_level"
            )
        )
    session.rollback()


def test_a_level_is_lowered_by_two(province: Province, admins: Admins) -> None:
    """TT 06/2023 Đ.5.4; security bar C6."""
    who, session = plain(province, FACILITY)[0], province.session
    level_id = restrict(province, admins, who)
    act = levels.propose_lowering(session, admins.first, level_id, BASIS, NOW)
    hr = province.holder(FACILITY, "hr")
    assert province.officer(hr, NOW).hidden == {who}
    with pytest.raises(Refused) as caught:
        decide(session, admins.first, act.id, True, NOW)
    assert caught.value.decision.code == "own_proposal"
    decide(session, admins.second, act.id, True, NOW)
    assert province.officer(hr, NOW).hidden == frozenset()


def test_only_who_is_designated_deals_with_levels(province: Province, admins: Admins) -> None:
    session, who = province.session, plain(province, FACILITY)[0]
    other = province.holder(DEPARTMENT, "deputy")
    add_grant(province, other, PROVINCE, "province")
    not_designated = province.officer(other, NOW)
    for officer in (not_designated, admins.facility):
        with pytest.raises(Refused):
            levels.propose_raising(session, officer, UUID(who), TODAY, UNTIL, BASIS, NOW)
        with pytest.raises(Missing):
            levels.level_desk(session, officer, NOW)
    with pytest.raises(Refused) as caught:  # a department designates nobody
        assignments.assign(
            session, admins.department, UUID(plain(province, DEPARTMENT)[0]), SEE_RESTRICTED,
            province.unit(DEPARTMENT), BASIS, TODAY, UNTIL, NOW,
        )  # fmt: skip
    assert caught.value.decision.code == "role_lacks"


def texts_of(session: Session, officer: Officer, who: str, unit_id: int) -> dict[str, str]:
    """Return every list that the officer can ask for, as text; absent when the door is closed."""
    found: dict[str, object] = {}

    def ask(name: str, call) -> None:
        try:
            found[name] = call()
        except (Missing, Refused):
            found[name] = "refused"

    moment = at(28)
    for stage in Stage:
        ask(f"frame {stage}", lambda s=stage: _sync(session, officer, s, moment))
    ask("roster", lambda: _roster(session, officer, unit_id, moment))
    ask("queue", lambda: check_page.to_check(session, officer, moment))
    ask("inbox", lambda: _inbox(session, officer, moment))
    ask("reports", lambda: [
        str(one.request.person_id) for one in corrections.waiting_for(session, officer, moment)
    ])  # fmt: skip
    ask("history", lambda: record_history.history_of(session, officer, UUID(who), moment))
    ask("sheet", lambda: hr_entry.sheet_of(session, officer, UUID(who), moment))
    ask("bases", lambda: [
        str(one.person_id)
        for one in import_rows.bases_of(session, unit_id, moment, officer.hidden)
    ])  # fmt: skip
    ask("sign", lambda: _sign(session, officer, unit_id, moment))
    ask("accounts", lambda: grant_store.lines(
        session, unit_id, local_day(moment), moment, officer.hidden
    ))  # fmt: skip
    return {name: repr(one) for name, one in found.items()}


def _sync(session: Session, officer: Officer, stage: Stage, moment) -> object:
    frame = monitor.frame_of(session, officer, stage, "2024-05", moment)
    listed: list[Item] = []
    for counted in sorted(monitor.monitor.LISTS):
        listed += monitor.records(session, frame, counted)[0]
    lines = monitor.unit_lines(session, frame, 1, moment)
    return monitor.sums_of(session, frame, stage), listed, lines, monitor.causes(session, frame)


def _roster(session: Session, officer: Officer, unit_id: int, moment) -> object:
    found = hr_entry.roster_of(session, officer, unit_id, moment)
    return found.total, found.lines


def _inbox(session: Session, officer: Officer, moment) -> object:
    one = inbox.inbox_of(session, officer, moment)
    names = [task.full_name for task in one.to_check]
    marks = [(unit.waiting, unit.unchanged, unit.roster) for unit in one.to_sign]
    return (
        one.roster,
        one.check_total,
        names,
        marks,
        one.returned,
        one.stopped,
        one.unsent,
        one.owed,
    )


def _sign(session: Session, officer: Officer, unit_id: int, moment) -> object:
    desk = sign_page.sign_desk(session, officer, unit_id, moment)
    return desk.waiting, desk.sums, [one.full_name for one in desk.items]


@pytest.fixture
def month(province: Province, admins: Admins) -> str:
    """A month with everything in the lists; return a person of the facility who stands in them."""
    who = plain(province, FACILITY)[0]
    for unit in (FACILITY, DEPARTMENT):
        province.send(unit)
        if unit == FACILITY:
            continue
        province.confirm(unit)
    corrections.ask(
        province.session, province.officer(who, NOW), "identity.staff_number", "Số khác", NOW
    )
    climb(province.session)
    return who


def lines_with(found: dict[str, str], who: str, name: str) -> set[str]:
    return {place for place, words in found.items() if who in words or name in words}


def test_no_list_and_no_count_tells_of_a_restricted_person(
    province: Province, admins: Admins, month: str
) -> None:
    """Quy chế Đ.3.2; security bar F7: what each sees is what would stand if there were no such one.

    Compared with the same lists after the person has left the unit, so a count that still held the
    person would differ.
    """
    session, unit_id = province.session, province.unit(FACILITY)
    name = session.scalar(text("select full_name from person where id = :who"), {"who": month})
    other = province.holder(DEPARTMENT, "head")  # the province's, but not designated any more
    session.execute(
        text("update assignment set ended_on = starts_on, ended_by = by_person, ended_at = at"
             " where person_id = :who"), {"who": other},
    )  # fmt: skip
    session.commit()
    readers = {
        "hr": province.holder(FACILITY, "hr"),
        "deputy": province.holder(FACILITY, "deputy"),
        "department": province.holder(DEPARTMENT, "hr"),
        "province": other,
        "colleague": plain(province, FACILITY)[1],
    }
    session.execute(
        text("update assignment set ended_on = starts_on, ended_by = by_person, ended_at = at"
             " where person_id = :who and ended_on is null"), {"who": readers["department"]},
    )  # fmt: skip
    session.commit()
    before = {
        who: texts_of(session, province.officer(person, at(28)), month, unit_id)
        for who, person in readers.items()
    }
    seen = {who: lines_with(found, month, name) for who, found in before.items()}
    assert {"roster", "queue", "inbox", "sheet", "bases", "accounts"} <= seen["hr"]
    assert f"frame {Stage.FACILITY_TO_DEPARTMENT}" in seen["province"]
    raise_by_row(session, month)
    after = {
        who: texts_of(session, province.officer(person, at(28)), month, unit_id)
        for who, person in readers.items()
    }
    assert {who: lines_with(found, month, name) for who, found in after.items()} == {
        who: set() for who in readers
    }
    _take_away(session, month)
    gone = {
        who: texts_of(session, province.officer(person, at(28)), month, unit_id)
        for who, person in readers.items()
    }
    assert after == gone


def _take_away(session: Session, who: str) -> None:
    """Let the person never have been there, as far as lists go."""
    for statement in (
        "delete from draft where person_id = :who",
        "delete from sync_item where record_id = :who",
        "update employment set ends_on = starts_on + 1 where person_id = :who",
    ):
        session.execute(text(statement), {"who": who})
    session.commit()


def test_head_person_and_designated_see_a_restricted_person(
    province: Province, admins: Admins, month: str
) -> None:
    session, unit_id = province.session, province.unit(FACILITY)
    restrict(province, admins, month)
    head = province.officer(province.holder(FACILITY, "head"), at(28))
    assert head.hidden == frozenset()
    assert month in repr([one.person_id for one in check_page.to_check(session, head, at(28))])
    assert province.officer(month, at(28)).hidden == frozenset()
    designated = province.officer(admins.first.person_id, at(28))
    assert designated.hidden == frozenset()
    deputy = province.officer(province.holder(FACILITY, "deputy"), at(28))
    assert deputy.hidden == {month}
    exported = exporting.export_unit(session, province.officer(
        province.holder(FACILITY, "hr"), at(28)), unit_id, at(28))  # fmt: skip
    assert exported
    written = session.scalars(
        text("select subject from audit_event where event = 'record.exported'")
    )
    assert month not in list(written)


def test_the_head_checks_a_restricted_person_and_nobody_else_can(
    province: Province, admins: Admins, month: str
) -> None:
    """Quy chế Đ.7.1a with Đ.3.2: acts obey what lists show."""
    session = province.session
    restrict(province, admins, month)
    draft_id = draft_of(province, month).id
    for post in ("hr", "deputy"):
        officer = province.officer(province.holder(FACILITY, post), at(21))
        with pytest.raises(Missing):
            checking.confirm_drafts(session, officer, [draft_id], at(21))
    head = province.officer(province.holder(FACILITY, "head"), at(21))
    assert checking.confirm_drafts(session, head, [draft_id], at(21)) == 1


def test_the_deputy_sees_a_restricted_head(province: Province, admins: Admins) -> None:
    """Quy chế Đ.7.1b: who signs the head's record."""
    head = province.holder(FACILITY, "head")
    restrict(province, admins, head)
    hidden = {
        post: province.officer(province.holder(FACILITY, post), NOW).hidden
        for post in ("head", "deputy", "hr")
    }
    assert hidden == {"head": frozenset(), "deputy": frozenset(), "hr": frozenset({head})}


def test_a_written_assignment_opens_reading_in_its_scope_and_time(
    province: Province, admins: Admins
) -> None:
    """Quy chế Đ.11.6."""
    session, who = province.session, plain(province, DEPARTMENT)[0]
    last = date(2024, 5, 27)
    for door in ("unit.read", "sync.read"):
        assignments.assign(
            session, admins.department, UUID(who), door, province.unit(DEPARTMENT), BASIS,
            TODAY, last, NOW,
        )  # fmt: skip
    officer = province.officer(who, at(26))
    facility = province.unit(FACILITY)
    assert hr_entry.roster_of(session, officer, facility, at(26)).total > 0
    assert facility in (monitor.scope_of(session, officer, TODAY) or ())
    assert province.unit("H40.02") not in (monitor.scope_of(session, officer, TODAY) or ())
    assert province.officer(who, at(27)).assigned == frozenset()
    with pytest.raises(Missing):
        hr_entry.sheet_of(session, officer, UUID(plain(province, FACILITY)[0]), at(26))
    (first, *_) = assignments.assignments_of(session, admins.department, UUID(who), NOW)
    assignments.end(session, admins.department, first.id, NOW)
    assert {door for door, _ in province.officer(who, NOW).assigned} == {"unit.read"}
    with pytest.raises(Refused):
        assignments.assign(
            session, admins.department, UUID(admins.department.person_id), "unit.read",
            province.unit(DEPARTMENT), BASIS, TODAY, last, NOW,
        )  # fmt: skip
    with pytest.raises(Missing):
        assignments.assign(
            session, admins.department, UUID(who), "unit.read", province.unit(PROVINCE), BASIS,
            TODAY, last, NOW,
        )  # fmt: skip
