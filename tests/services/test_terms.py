"""Whose term ended by a load alone: no authority until put back, and put back by a document."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.people import Employment
from province_app.services import checking, hr_entry, inbox, move_desk, moves, runs, terms
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from province_app.services.moves import Filing
from province_app.services.terms import Prolonging
from province_app.stores import people, records, units
from province_app.stores.scope import as_node, enter, person_scope
from tests.climbing import climbed_with_ends, run_stage
from tests.desks import ELSEWHERE, FACILITY, draft_of, plain_member
from tests.provinces import Province, at
from tiers.moves import MoveKind
from tiers.policy import may_enter
from tiers.stages import Stage
from tiers.units import Officer, Role

END = date(2024, 6, 10)
BASIS = Basis("15/QĐ-SNV", date(2024, 6, 3))


@pytest.fixture
def province(session: Session) -> Province:
    """A facility whose May has climbed; a member and its HR officer were loaded with an end."""
    return climbed_with_ends(
        session, lambda it: {plain_member(it, FACILITY), it.holder(FACILITY, "hr")}, END
    )


@pytest.fixture
def person(province: Province) -> UUID:
    return UUID(plain_member(province, FACILITY))


def officer(province: Province, post: str, day: int, unit: str = FACILITY) -> Officer:
    return province.officer(province.holder(unit, post), at(day, month=6))


def prolong(
    province: Province, who: Officer, person: UUID, again: date, until: date | None, day: int = 12
) -> None:
    enter(province.session, person_scope(UUID(who.person_id), date(2024, 6, day)))
    try:
        wanted = Prolonging(again, until, BASIS)
        terms.prolong(province.session, who, person, wanted, at(day, month=6))
    finally:
        province.session.rollback()
        province.session.info.clear()


def refusal(act, *args) -> str:
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.decision.code


def lines(province: Province, person: UUID) -> list[tuple[date, date | None]]:
    query = text("select starts_on, ends_on from employment where person_id = :who order by 1")
    return [tuple(row) for row in province.session.execute(query, {"who": person})]


def test_who_is_off_the_roster_neither_checks_nor_writes_nor_sees(
    province: Province, person: UUID
) -> None:
    """The post and the grant still stand by their own dates; neither carries anything."""
    session, unit = province.session, province.unit(FACILITY)
    before, after = officer(province, "hr", 9), officer(province, "hr", 10)
    assert before.posts
    assert before.has(Role.HR)
    assert (after.posts, after.assigned, after.roles()) == (frozenset(), frozenset(), {Role.PERSON})
    assert not may_enter(after, "draft.check")
    assert may_enter(after, "record.read_own")
    assert units.staff_of(session, unit, date(2024, 6, 9)).hr == (before.person_id,)
    assert units.staff_of(session, unit, END).hr == ()
    someone = next(
        one for one in province.people(FACILITY) if one not in (str(person), before.person_id)
    )
    with pytest.raises(Missing):
        hr_entry.sheet_of(session, after, UUID(someone), at(10, month=6))
    assert inbox.inbox_of(session, after, at(10, month=6)).lapsed == []
    # An officer who was read before the day came is refused too: the act asks for the staff anew.
    draft = draft_of(province, someone)
    session.execute(text("update draft set state = 'with_hr' where id = :id"), {"id": draft.id})
    session.commit()
    act = (checking.confirm_drafts, session, before, [draft.id], at(10, month=6))
    assert refusal(*act) == "not_the_checker"
    session.rollback()
    enter(session, person_scope(UUID(before.person_id), END))
    seen = session.scalars(text("select distinct person_id from employment")).all()
    assert seen == [UUID(before.person_id)]
    session.rollback()
    enter(session, person_scope(UUID(before.person_id), date(2024, 6, 9)))
    assert len(session.scalars(text("select distinct person_id from employment")).all()) > 1
    session.rollback()
    session.info.clear()


def test_a_head_who_is_off_the_roster_does_not_sign(province: Province) -> None:
    session, head = province.session, UUID(province.holder(FACILITY, "head"))
    session.execute(
        text("update employment set ends_on = :end where person_id = :who"),
        {"end": END, "who": head},
    )
    session.commit()
    assert units.staff_of(session, province.unit(FACILITY), date(2024, 6, 9)).heads == (str(head),)
    assert units.staff_of(session, province.unit(FACILITY), END).heads == ()
    assert not may_enter(officer(province, "head", 10), "manifest.sign")


def test_a_prolonged_contract_is_one_line_and_gives_the_post_back(province: Province) -> None:
    """HR itself lapsed: the deputy checks in its place, and puts it back."""
    session, hr = province.session, UUID(province.holder(FACILITY, "hr"))
    deputy = officer(province, "deputy", 12)
    assert hr in {one.person_id for one in move_desk.lapsed_for(session, deputy, at(12, month=6))}
    session.rollback()
    ((start, _),) = lines(province, hr)
    prolong(province, deputy, hr, END, date(2025, 6, 10))
    assert lines(province, hr) == [(start, date(2025, 6, 10))]
    back = officer(province, "hr", 12)
    assert back.posts
    assert back.has(Role.HR)
    said = session.execute(
        text("select actor, unit_id, detail from audit_event where event = 'movement.prolonged'")
    ).one()
    assert (said.actor, said.unit_id) == (UUID(deputy.person_id), province.unit(FACILITY))
    assert said.detail | {"basis": ""} == {
        "ended_on": "2024-06-10",
        "again_on": "2024-06-10",
        "until": "2025-06-10",
        "basis_number": "15/QĐ-SNV",
        "basis_date": "2024-06-03",
        "basis": "",
    }
    left = move_desk.lapsed_for(session, deputy, at(12, month=6))
    assert hr not in {one.person_id for one in left}


def test_after_a_gap_a_new_line_begins(province: Province, person: UUID) -> None:
    deputy = officer(province, "deputy", 12)
    ((start, _),) = lines(province, person)
    prolong(province, deputy, person, date(2024, 7, 1), None)
    assert lines(province, person) == [(start, END), (date(2024, 7, 1), None)]
    session, day = province.session, at(12, month=6)
    assert people.home_unit(session, person, date(2024, 6, 30)) is None
    assert people.home_unit(session, person, date(2024, 7, 1)) == province.unit(FACILITY)
    line = people.employment_as_of(session, person, date(2024, 7, 1))
    assert terms.prolonged(session, line) == Prolonging(date(2024, 7, 1), None, BASIS)
    line = Employment(person_id=person, unit_id=line.unit_id, starts_on=date(2024, 8, 1))
    assert terms.prolonged(session, line) is None  # the line after it has its own document
    # The day back is set: nothing is left to be filed until then.
    assert person not in {one.person_id for one in move_desk.lapsed_for(session, deputy, day)}
    session.rollback()
    assert refusal(prolong, province, deputy, person, END, None) == "term_runs"
    leaving = Filing(MoveKind.RESIGNED, END, BASIS)
    assert refusal(moves.file, session, deputy, person, leaving, day) == "term_runs"


def test_no_sum_of_a_month_moves(province: Province, person: UUID) -> None:
    session, everybody = province.session, len(province.document["persons"])
    second = Stage.DEPARTMENT_TO_PROVINCE

    def owed(period: str) -> int:
        sums = runs.stage_sums(session, period)
        assert all(one.balanced for one in sums)
        return sums[1].owed

    for stage, day in ((Stage.FACILITY_TO_DEPARTMENT, 26), (second, 27)):
        run_stage(session, stage, at(day, month=6))
    assert owed("2024-06") == everybody
    session.rollback()
    prolong(province, officer(province, "deputy", 28), person, END, None, 28)
    assert owed("2024-06") == everybody
    for stage, day in ((Stage.FACILITY_TO_DEPARTMENT, 26), (second, 27)):
        run_stage(session, stage, at(day, month=7))
    assert (owed("2024-06"), owed("2024-07")) == (everybody, everybody)
    assert records.latest(session, [person])[person].change != "left"


@pytest.mark.parametrize(
    ("again", "until", "basis", "code"),
    [
        (END - timedelta(days=1), None, BASIS, "term_before_end"),
        (END, END, BASIS, "term_until"),
        (END + timedelta(days=400), None, BASIS, "move_too_far"),
        (END, None, Basis("", date(2024, 6, 3)), "basis_missing"),
    ],
)
def test_a_refusal_changes_nothing(
    province: Province, person: UUID, again: date, until: date | None, basis: Basis, code: str
) -> None:
    deputy, wanted = officer(province, "deputy", 12), Prolonging(again, until, basis)
    before = lines(province, person)
    act = (terms.prolong, province.session, deputy, person, wanted, at(12, month=6))
    assert refusal(*act) == code
    province.session.rollback()
    assert lines(province, person) == before


def test_who_may_put_back(province: Province, person: UUID) -> None:
    session, moment = province.session, at(12, month=6)
    wanted = Prolonging(END, None, BASIS)
    for who in (officer(province, "hr", 12), officer(province, "hr", 12, ELSEWHERE)):
        with pytest.raises(Missing):  # off the roster too; another unit's
            terms.prolong(session, who, person, wanted, moment)
        session.rollback()
    head, deputy = officer(province, "head", 12), officer(province, "deputy", 12)
    assert refusal(terms.prolong, session, head, person, wanted, moment) == "not_the_mover"
    session.rollback()
    runs_on = UUID(head.person_id)
    assert refusal(terms.prolong, session, deputy, runs_on, wanted, moment) == "term_runs"
    session.rollback()
    moves.file(session, deputy, person, Filing(MoveKind.RETIRED, END, BASIS), moment)
    with pytest.raises(Missing):  # a decision stands: who left is not taken back here
        terms.prolong(session, deputy, person, wanted, moment)
    session.rollback()
    with as_node(session):
        assert people.home_unit(session, person, date(2024, 6, 12)) is None
