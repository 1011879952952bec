"""Transfers and leaving: one act, by dates alone, and nobody keeps authority. Quy chế Đ.10."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.moves import Movement
from province_app.services import checking, corrections, drafts, moves, own_record, record_history
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from province_app.services.moves import Filing
from province_app.stores import grants, people
from tests.desks import ELSEWHERE, FACILITY, FIELD, draft_of, plain_member
from tests.provinces import Province, at, load_province
from tiers.moves import MoveKind
from tiers.units import Officer, Role

DAY = date(2024, 5, 24)
BASIS = Basis("15/QĐ-SNV", date(2024, 5, 20))


@pytest.fixture
def province(session: Session) -> Province:
    """Two facilities of two departments, their records confirmed."""
    loaded = load_province(session)
    for unit in (FACILITY, ELSEWHERE):
        loaded.send(unit)
        loaded.confirm(unit)
    return loaded


@pytest.fixture
def person(province: Province) -> UUID:
    return UUID(plain_member(province, FACILITY))


def hr(province: Province, unit: str = FACILITY) -> Officer:
    return province.officer(province.holder(unit, "hr"), at(24))


def filing(kind: str = "transfer", day: date = DAY, to: str = ELSEWHERE) -> Filing:
    return Filing(MoveKind(kind), day, BASIS, to if kind == "transfer" else "")


def propose(province: Province, person: UUID, day: date = DAY) -> Movement:
    return moves.file(province.session, hr(province), person, filing(day=day), at(24))


def transfer(province: Province, person: UUID, day: date = DAY) -> Movement:
    row = propose(province, person, day)
    return moves.accept(province.session, hr(province, ELSEWHERE), row.id, "VC", at(24))


def home(province: Province, person: UUID, day: date) -> int | None:
    return people.home_unit(province.session, person, day)


def refusal(act: object, *args: object) -> str:
    with pytest.raises(Refused) as refused:
        act(*args)  # type: ignore[operator]
    return refused.value.decision.code


def events(province: Province, person: UUID) -> list[str]:
    query = text(
        "select event from audit_event where subject = :who and event like 'movement.%' order by id"
    )
    return list(province.session.scalars(query, {"who": str(person)}))


def held(province: Province, person: UUID, day: date) -> set[tuple[str, int]]:
    account = grants.account_of(province.session, person)
    assert account is not None
    return {(o.role, o.unit_id) for o in grants.of_account(province.session, account.id, day)}


def test_nothing_moves_before_the_new_unit_takes_the_person_in(
    province: Province, person: UUID
) -> None:
    row = propose(province, person)
    assert home(province, person, date(2024, 6, 30)) == province.unit(FACILITY)
    moves.accept(province.session, hr(province, ELSEWHERE), row.id, "VC", at(24))
    assert home(province, person, date(2024, 5, 23)) == province.unit(FACILITY)
    assert home(province, person, DAY) == province.unit(ELSEWHERE)
    assert events(province, person) == ["movement.proposed", "movement.accepted"]


def test_a_refused_arrival_goes_back_and_may_be_proposed_again(
    province: Province, person: UUID
) -> None:
    session, there = province.session, hr(province, ELSEWHERE)
    row = propose(province, person)
    assert refusal(moves.refuse, session, there, row.id, "vì thế", at(24)) == "move_reason"
    session.rollback()
    moves.refuse(session, there, row.id, "wrong_day", at(24))
    assert home(province, person, DAY) == province.unit(FACILITY)
    assert refusal(moves.accept, session, there, row.id, "VC", at(24)) == "move_decided"
    session.rollback()
    again = propose(province, person)
    moves.withdraw(session, hr(province), again.id, at(24))
    assert events(province, person)[-1] == "movement.withdrawn"
    assert transfer(province, person).state == "done"


def test_authority_goes_with_the_day_and_the_personal_account_stays(province: Province) -> None:
    """Security requirement F8: one atomic act moves authority."""
    who = UUID(province.holder(FACILITY, "deputy"))
    before = province.officer(str(who), at(24))
    assert before.posts
    assert before.has(Role.LEADER)
    transfer(province, who, date(2024, 5, 27))
    sunday, monday = date(2024, 5, 26), date(2024, 5, 27)
    assert province.officer(str(who), at(26)).posts == before.posts
    assert held(province, who, sunday) >= {("leader", province.unit(FACILITY))}
    after = province.officer(str(who), at(27))
    assert after.posts == frozenset()
    assert held(province, who, monday) == {("person", province.unit(ELSEWHERE))}


def test_authority_is_never_taken_back_for_days_that_are_over(province: Province) -> None:
    """What a deputy signed last week was rightly signed, though the document is older."""
    who = UUID(province.holder(FACILITY, "deputy"))
    moves.file(province.session, hr(province), who, filing("retired", date(2024, 5, 6)), at(24))
    assert province.officer(str(who), at(23)).posts
    assert province.officer(str(who), at(24)).posts == frozenset()
    assert home(province, who, date(2024, 5, 6)) is None


@pytest.mark.parametrize("kind", ["retired", "resigned", "away", "died"])
def test_who_leaves_has_no_access_from_the_day_on(
    province: Province, person: UUID, kind: str
) -> None:
    """Source: Quy chế Đ.10.2; no job runs in between."""
    moves.file(province.session, hr(province), person, filing(kind, date(2024, 6, 1)), at(24))
    account = grants.account_of(province.session, person)
    assert account is not None
    account.password_hash = "set"
    province.session.commit()
    assert grants.usable(province.session, account.id, date(2024, 5, 31))
    assert home(province, person, date(2024, 5, 31)) == province.unit(FACILITY)
    assert not grants.usable(province.session, account.id, date(2024, 6, 1))
    assert home(province, person, date(2024, 6, 1)) is None
    assert events(province, person) == ["movement.left"]


def test_the_open_draft_goes_along_and_nothing_typed_is_lost(
    province: Province, person: UUID
) -> None:
    session, actor = province.session, Officer(str(person), Role.PERSON)
    text_now = own_record.text_of(session, actor, at(24))
    drafts.save_draft(session, actor, {FIELD: "Soạn thảo"}, text_now.revision, at(24))
    drafts.send_draft(session, actor, at(24))
    transfer(province, person, date(2024, 5, 25))
    draft = draft_of(province, str(person))
    assert (draft.state, draft.unit_id) == ("with_person", province.unit(ELSEWHERE))
    assert draft.typed[FIELD] == "Soạn thảo"
    assert draft.typed["identity.using_unit_code"] == ELSEWHERE
    drafts.send_draft(session, actor, at(24))
    there = hr(province, ELSEWHERE)
    # On the eve the new unit does not decide yet; the old one not any more.
    act = (checking.confirm_drafts, session)
    assert refusal(*act, there, [draft.id], at(24)) == "not_on_roster"
    session.rollback()
    with pytest.raises(Missing):
        checking.confirm_drafts(session, hr(province), [draft.id], at(24))
    session.rollback()
    assert checking.confirm_drafts(session, there, [draft.id], at(25)) == 1


def test_what_is_begun_before_the_day_is_begun_for_the_new_unit(
    province: Province, person: UUID
) -> None:
    transfer(province, person, date(2024, 5, 28))
    actor = Officer(str(person), Role.PERSON)
    shown = own_record.text_of(province.session, actor, at(24))
    draft = drafts.save_draft(province.session, actor, {FIELD: "Soạn thảo"}, shown.revision, at(24))
    assert draft.unit_id == province.unit(ELSEWHERE)
    assert draft.typed["identity.using_unit_code"] == ELSEWHERE
    assert draft.typed["service.status_since"] == "28/05/2024"


def test_the_old_unit_reads_what_it_confirmed_and_the_new_one_the_whole(
    province: Province, person: UUID
) -> None:
    """Source: Quy chế Đ.10.3a, 10.4."""
    session, actor = province.session, Officer(str(person), Role.PERSON)
    transfer(province, person)
    shown = own_record.text_of(session, actor, at(24))
    drafts.save_draft(session, actor, {FIELD: "Soạn thảo"}, shown.revision, at(24))
    drafts.send_draft(session, actor, at(24))
    checking.confirm_drafts(
        session, hr(province, ELSEWHERE), [draft_of(province, str(person)).id], at(24)
    )
    old = record_history.history_of(session, hr(province), person, at(25))
    new = record_history.history_of(session, hr(province, ELSEWHERE), person, at(25))
    assert [line.number for line in old.lines] == [1]
    assert [line.number for line in new.lines] == [2, 1]


def test_a_report_is_answered_where_the_person_works(province: Province, person: UUID) -> None:
    session, actor = province.session, Officer(str(person), Role.PERSON)
    asked = corrections.ask(session, actor, "identity.staff_number", "Số khác", at(23))
    transfer(province, person)
    assert corrections.waiting_for(session, hr(province), at(24)) == []
    (task,) = corrections.waiting_for(session, hr(province, ELSEWHERE), at(24))
    assert task.request.id == asked.id


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2024, 4, 23), "move_too_old"),
        (date(2025, 6, 1), "move_too_far"),
    ],
)
def test_a_day_lies_in_the_near_past_or_within_a_year(
    province: Province, person: UUID, day: date, code: str
) -> None:
    act = (moves.file, province.session, hr(province), person)
    assert refusal(*act, filing("resigned", day), at(24)) == code


def test_one_movement_at_a_time(province: Province, person: UUID) -> None:
    session, act = province.session, (moves.file, province.session, hr(province), person)
    propose(province, person)
    assert refusal(*act, filing("resigned"), at(24)) == "move_open"
    session.rollback()
    other = UUID(province.people(FACILITY)[-1])
    moves.file(session, hr(province), other, filing("retired", date(2024, 7, 1)), at(24))
    again = (moves.file, session, hr(province), other)
    assert refusal(*again, filing("resigned"), at(24)) == "move_ahead"


@pytest.mark.parametrize(
    ("to", "code"),
    [(FACILITY, "move_same_unit"), ("H40", "move_no_unit"), ("H99", "move_no_unit")],
)
def test_a_transfer_names_another_unit_that_is_there(
    province: Province, person: UUID, to: str, code: str
) -> None:
    act = (moves.file, province.session, hr(province), person)
    assert refusal(*act, filing(to=to), at(24)) == code


def test_a_document_is_named(province: Province, person: UUID) -> None:
    wanting = Filing(MoveKind.RETIRED, DAY, Basis(" ", BASIS.day))
    act = (moves.file, province.session, hr(province), person)
    assert refusal(*act, wanting, at(24)) == "basis_missing"


def test_nobody_moves_oneself_and_then_the_deputy_does(province: Province) -> None:
    """Design decision 8: who may check the record; a facility has one HR officer."""
    session, who = province.session, UUID(province.holder(FACILITY, "hr"))
    assert refusal(moves.file, session, hr(province), who, filing(), at(24)) == "own_record"
    session.rollback()
    deputy = province.officer(province.holder(FACILITY, "deputy"), at(24))
    assert moves.file(session, deputy, who, filing(), at(24)).state == "proposed"


def test_the_deputy_does_not_move_others_while_there_is_hr(
    province: Province, person: UUID
) -> None:
    deputy = province.officer(province.holder(FACILITY, "deputy"), at(24))
    act = (moves.file, province.session, deputy, person)
    assert refusal(*act, filing(), at(24)) == "not_the_mover"


def test_other_units_do_not_learn_of_a_movement(province: Province, person: UUID) -> None:
    session, row = province.session, propose(province, person)
    stranger = hr(province, "H40.03")
    for act, *more in (
        (moves.accept, "VC"), (moves.refuse, "wrong_day"), (moves.withdraw,)
    ):  # fmt: skip
        with pytest.raises(Missing):
            act(session, stranger, row.id, *more, at(24))
        session.rollback()
    # The two units each have their own half of it.
    with pytest.raises(Missing):
        moves.accept(session, hr(province), row.id, "VC", at(24))
    session.rollback()
    with pytest.raises(Missing):
        moves.withdraw(session, hr(province, ELSEWHERE), row.id, at(24))
    session.rollback()
    with pytest.raises(Missing):
        moves.file(session, stranger, person, filing(), at(24))


def test_the_hidden_are_not_there(province: Province, person: UUID) -> None:
    session, row = province.session, propose(province, person)
    session.execute(
        text(
            "insert into raised_level (person_id, starts_on, ends_on, basis_number, basis_date,"
            " raised_by, raised_at) values (:who, '2024-05-01', '2025-01-01', '1', '2024-05-01',"
            " :by, :at)"
        ),
        {"who": person, "by": UUID(province.holder("H40.03", "hr")), "at": at(20)},
    )
    session.commit()
    with pytest.raises(Missing):
        moves.accept(session, hr(province, ELSEWHERE), row.id, "VC", at(24))
    session.rollback()
    with pytest.raises(Missing):
        moves.withdraw(session, hr(province), row.id, at(24))
